import type { Declaration, NamedPhrase, Term, TypeNode } from '#core/language/reading/reading-tree.ts';
import { unitOf } from '#core/language/reading/units.ts';
import type { Span } from '#core/language/span.ts';
import type { Domain, Value } from '../expression.ts';
import type { Variable } from '../system.ts';
import { lowerTerm } from './lower-term.ts';
import { BOOLEAN, complain, opaqueVariable, type Scope } from './scope.ts';

/** A declared name, where it stands, and the phrases that mean it. */
export type Declared = { name: string; span: Span; phrases: readonly string[]; kind: Declaration['kind'] };

/** Puts declarations into the scope; a name that is declared twice keeps its first meaning. */
export function declareAll(scope: Scope, declarations: readonly Declaration[]): Declared[] {
  const declared: Declared[] = [];
  const fresh = ({ name, nameSpan, phrases }: Pick<NamedPhrase, 'name' | 'nameSpan' | 'phrases'>, kind: Declaration['kind']) => {
    if (scope.variables.has(name) || scope.terms.has(name) || scope.sets.has(name) || scope.events.has(name)) {
      complain(scope, 'type-clash', name, `"${name}" is declared a second time here.`, nameSpan);
      return false;
    }
    declared.push({ name, span: nameSpan, phrases: phrases.map(({ value }) => value), kind });
    return true;
  };
  for (const item of declarations) {
    if (item.kind === 'variable') {
      if (!fresh(item, item.kind)) continue;
      if (item.type.kind === 'set') scope.sets.add(item.name);
      else scope.variables.set(item.name, variableFrom(scope, item, item.type));
    } else if (item.kind === 'event') {
      for (const name of item.names)
        if (fresh(name, item.kind)) scope.events.set(name.name, { phrase: phraseOf(name), span: name.nameSpan });
    } else if (item.kind === 'action' || item.kind === 'feature') {
      const isAction = item.kind === 'action';
      for (const name of item.names) {
        if (fresh(name, item.kind))
          scope.variables.set(name.name, { ...opaqueVariable(name.name, isAction ? 'output' : 'input'), phrase: phraseOf(name) });
      }
    } else if (item.kind === 'opaque') {
      const role = item.role === 'in' ? 'input' : 'output';
      if (fresh({ name: item.phrase.value, nameSpan: item.phrase.span, phrases: [] }, item.kind))
        scope.variables.set(item.phrase.value, opaqueVariable(item.phrase.value, role));
    } else if (item.kind === 'term') {
      if (fresh({ name: item.name, nameSpan: item.nameSpan, phrases: [] }, item.kind))
        scope.terms.set(item.name, { of: item.of, span: item.nameSpan });
    }
  }
  return declared;
}

function phraseOf({ name, phrases }: NamedPhrase): string {
  return phrases[0]?.value ?? name.replaceAll('_', ' ');
}

type VariableNode = Extract<Declaration, { kind: 'variable' }>;

function variableFrom(scope: Scope, item: VariableNode, type: TypeNode): Variable {
  const domain = domainFrom(scope, item, type);
  const role = item.role === 'in' ? 'input' : item.role === 'out' ? 'output' : 'state';
  const variable: Variable = { name: item.name, role, domain, initial: null, isAction: false, phrase: phraseOf(item) };
  return { ...variable, initial: item.initial && initialFrom(scope, item.initial, variable) };
}

function domainFrom(scope: Scope, item: VariableNode, type: TypeNode): Domain {
  if (type.kind === 'bool' || type.kind === 'set') return BOOLEAN;
  if (type.kind === 'text') return { kind: 'choice', values: [], isOpen: true };
  if (type.kind === 'choice') return { kind: 'choice', values: [...new Set(type.values.map(({ value }) => value))], isOpen: type.isOpen };
  const unit =
    type.base === 'percent'
      ? '%'
      : type.base === 'duration'
        ? 'ms'
        : type.base === 'date'
          ? 'min'
          : type.unit === null
            ? null
            : unitOf(type.unit).name;
  const low = boundFrom(scope, type.low, unit);
  const high = boundFrom(scope, type.high, unit);
  if (low !== null && high !== null && low > high)
    complain(scope, 'type-clash', item.name, `The range of "${item.name}" is empty: it begins behind its end.`, type.span);
  return { kind: 'number', isInteger: type.base !== 'real' && type.base !== 'percent', low, high, unit };
}

/** A bound in the unit of its variable; a bare number of money counts whole coins of the currency, as people write prices. */
function boundFrom(scope: Scope, bound: Term | null, unit: string | null): number | null {
  if (bound?.kind !== 'number') {
    if (bound) complain(scope, 'type-clash', '', 'The ends of a range are numbers.', bound.span);
    return null;
  }
  const withUnit: Term = bound.unit === null && unit !== null && bound.value !== 0 ? { ...bound, unit } : bound;
  const { expression } = lowerTerm(scope, withUnit, 'input');
  return expression.kind === 'value' && typeof expression.value === 'number' ? expression.value : null;
}

function initialFrom(scope: Scope, initial: Term, { name, domain }: Variable): Value | null {
  const word = initial.kind === 'name' ? initial.name : initial.kind === 'text' ? initial.value : null;
  if (domain.kind === 'choice' && word !== null && (domain.isOpen || domain.values.includes(word))) return word;
  if (domain.kind === 'boolean' && initial.kind === 'boolean') return initial.value;
  if (domain.kind === 'number') {
    const value = boundFrom(scope, initial, domain.unit);
    if (value !== null && (domain.low === null || value >= domain.low) && (domain.high === null || value <= domain.high)) return value;
  }
  complain(scope, 'type-clash', name, `"${name}" cannot start as this: it is not in its type.`, initial.span);
  return null;
}
