import type { Term } from '#core/language/reading/reading-tree.ts';
import { type Unit, unitOf } from '#core/language/reading/units.ts';
import type { Span } from '#core/language/span.ts';
import type { Diagnostic } from '#core/language/spec-tree.ts';
import type { Domain } from '../expression.ts';
import type { Variable } from '../system.ts';

/** What an expression is, to the checker. `unit` of a number is null where any will do. */
export type Type =
  | { kind: 'boolean' }
  | { kind: 'number'; unit: Unit | null }
  | { kind: 'choice'; values: readonly string[]; isOpen: boolean }
  | { kind: 'set' }
  | { kind: 'wrong' };

/** Names that readings may use, gathered from declarations; lowering adds what it meets on the way (opaque phrases, lengths). */
export type Scope = {
  variables: Map<string, Variable>;
  /** Declared sets: only their `count` can be used. */
  sets: Set<string>;
  events: Map<string, { phrase: string; span: Span | null }>;
  /** Terms by name or words, not yet expanded. */
  terms: Map<string, { of: Term; span: Span }>;
  /** Terms that are being expanded, to notice one that needs itself. */
  open: string[];
  used: Set<string>;
  diagnostics: Diagnostic[];
  /** Names and terms that are wrong, for findings: `undefined-term` and `type-clash` of this criterion. */
  problems: { kind: 'undefined-term' | 'type-clash'; criterion: string; name: string }[];
  criterion: string;
};

export function emptyScope(): Scope {
  return {
    variables: new Map(),
    sets: new Set(),
    events: new Map([['tick', { phrase: 'time passes', span: null }]]),
    terms: new Map(),
    open: [],
    used: new Set(),
    diagnostics: [],
    problems: [],
    criterion: '',
  };
}

/** The type of a variable. */
export function typeOf({ domain }: Pick<Variable, 'domain'>): Type {
  if (domain.kind === 'boolean') return { kind: 'boolean' };
  if (domain.kind === 'choice') return domain;
  return { kind: 'number', unit: domain.unit === null ? null : unitOf(domain.unit) };
}

/** Tells a mistake and remembers it for the findings. */
export function complain(scope: Scope, kind: 'undefined-term' | 'type-clash', name: string, message: string, span: Span): Type {
  scope.diagnostics.push({ code: `reading/${kind}`, severity: 'error', message, span, fixes: [] });
  scope.problems.push({ kind, criterion: scope.criterion, name });
  return { kind: 'wrong' };
}

export const BOOLEAN: Domain = { kind: 'boolean' };

/** A phrase that nobody has formalised: a free input, or an action, named by its words. */
export function opaqueVariable(phrase: string, role: 'input' | 'output'): Variable {
  return { name: phrase, role, domain: BOOLEAN, initial: null, isAction: role === 'output', phrase };
}
