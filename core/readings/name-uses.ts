import type { Declaration, ReadingsTree, Term } from '#core/language/reading/reading-tree.ts';
import type { Span } from '#core/language/span.ts';

/** A place where a name stands, without the sign of the state after the step; words in quotation marks with them. */
export type NameUse = { name: string; span: Span; isAfter: boolean };

/** Every place where readings, terms and facts speak of a name. Where it is declared is none of them. */
export function nameUses({ readings, declarations }: Pick<ReadingsTree, 'readings' | 'declarations'>): NameUse[] {
  const uses: NameUse[] = [];
  const within = (term: Term): void => {
    if (term.kind === 'name') uses.push({ name: term.name, span: term.span, isAfter: term.isAfter });
    else if (term.kind === 'text') uses.push({ name: term.value, span: term.span, isAfter: false });
    else for (const part of partsOf(term)) within(part);
  };
  for (const item of declarations) {
    if (item.kind === 'term' || item.kind === 'assume') within(item.of);
    if (item.kind === 'exclusive') for (const { name, span } of item.names) uses.push({ name, span, isAfter: false });
  }
  for (const reading of readings) {
    for (const { name, span } of [...reading.features, ...reading.events]) uses.push({ name, span, isAfter: false });
    for (const { of } of reading.conditions) within(of);
    for (const term of [reading.unless, ...reading.responses, reading.until]) if (term) within(term);
  }
  return uses;
}

/** The terms that a term is made of. */
export function partsOf(term: Term): readonly Term[] {
  switch (term.kind) {
    case 'and':
    case 'or':
    case 'call':
      return term.of;
    case 'not':
    case 'negative':
      return [term.of];
    case 'implies':
      return [term.when, term.consequence];
    case 'compare':
    case 'arithmetic':
      return [term.left, term.right];
    case 'in-set':
      return [term.of, ...term.values];
    case 'in-range':
      return [term.of, term.low, term.high];
    case 'number':
    case 'text':
    case 'name':
    case 'boolean':
    case 'hole':
      return [];
    default:
      return term satisfies never;
  }
}

/** The names that a declaration gives a meaning. */
export function declaredNames(item: Declaration): string[] {
  switch (item.kind) {
    case 'variable':
    case 'term':
      return [item.name];
    case 'event':
    case 'action':
    case 'feature':
      return item.names.map(({ name }) => name);
    case 'opaque':
      return [item.phrase.value];
    case 'spec':
    case 'assume':
    case 'exclusive':
      return [];
    default:
      return item satisfies never;
  }
}

/** One declaration a name: `event a, b` is two. */
export function singleDeclarations(declarations: readonly Declaration[]): Declaration[] {
  return declarations.flatMap((item): Declaration[] =>
    item.kind === 'event' || item.kind === 'action' || item.kind === 'feature'
      ? item.names.map((named) => ({ ...item, names: [named] }))
      : [item],
  );
}
