import type { PlainEdit } from '#core/edits/document-edits.ts';
import { printDeclaration } from '#core/language/reading/format-readings.ts';
import { parseReadings } from '#core/language/reading/parse-readings.ts';
import type { Declaration, NamedPhrase, Quoted, TypeNode } from '#core/language/reading/reading-tree.ts';
import { declaredNames, nameUses, singleDeclarations } from './name-uses.ts';
import { endOfDeclarations, insertLines, type ReadingsText, wholeLine } from './readings-text.ts';

/**
 * What people do with the glossary of a spec. `declare` puts a line in the place of what is declared of `name` (null: of nothing yet); another name in it is given to every
 * use. `merge`: the phrases of `from` mean what `into` means. `exclude`: whether two actions can be done in one step. `forget`: nobody has declared it any more.
 */
export type GlossaryChange =
  | { kind: 'declare'; name: string | null; line: string }
  | { kind: 'merge'; into: string; from: string }
  | { kind: 'exclude'; one: string; other: string; isExclusive: boolean }
  | { kind: 'forget'; name: string };

/** The edits that make a change, or a sentence about why it cannot be made. */
export type ChangedGlossary = { edits: PlainEdit[] } | { refusal: string };

/** Makes a change of the glossary in `readings.spec`; `offered` are the declarations that the rules propose. Everything that the change does not name stays as it is written. */
export function changeGlossary(source: ReadingsText, change: GlossaryChange, offered: string): ChangedGlossary {
  const known = [...singleDeclarations(source.tree.declarations), ...singleDeclarations(parseReadings(offered).tree.declarations)];
  switch (change.kind) {
    case 'declare':
      return declare(source, change.name, change.line, known);
    case 'merge':
      return merge(source, change.into, change.from, known);
    case 'exclude':
      return exclude(source, change, known);
    case 'forget':
      return forget(source, change.name);
    default:
      return change satisfies never;
  }
}

const find = (known: readonly Declaration[], name: string) => known.find((item) => declaredNames(item).includes(name));

function declare(source: ReadingsText, name: string | null, line: string, known: readonly Declaration[]): ChangedGlossary {
  const { tree, diagnostics } = parseReadings(line.trim());
  const [problem] = diagnostics;
  if (problem) return { refusal: problem.message };
  const [item, ...more] = singleDeclarations(tree.declarations);
  if (!item || more.length > 0 || tree.readings.length > 0) return { refusal: 'This is not one declaration.' };
  const [next] = declaredNames(item);
  if (next !== undefined && next !== name && find(known, next))
    return { refusal: `"${next}" is declared already: merge the two, or choose another name.` };
  const printed = printDeclaration(item);
  const renamed = name !== null && next !== undefined && next !== name ? renameUses(source, name, next, item.kind !== 'opaque') : [];
  return { edits: [...replaceDeclaration(source, name, printed), ...renamed] };
}

/** A line in the place of a name's declaration, or behind the others where it has none. Of `event a, b` the other stays. */
function replaceDeclaration(source: ReadingsText, name: string | null, line: string | null): PlainEdit[] {
  const { text, tree } = source;
  const item = name === null ? undefined : tree.declarations.find((one) => declaredNames(one).includes(name));
  if (!item) return line === null ? [] : [insertLines(text, endOfDeclarations(source), [line])];
  const rest = singleDeclarations([item]).filter((one) => !declaredNames(one).includes(name ?? ''));
  const lines = [...(line === null ? [] : [line]), ...rest.map((one) => printDeclaration(one))];
  if (lines.length > 0) return [{ ...item.span, text: lines.join('\n') }];
  const whole = wholeLine(text, item.span);
  // A comment beside what goes away may be about more than it: it stays.
  const hasComment = tree.lines.some(({ span, comment }) => comment !== null && span.start <= item.span.start && span.end >= item.span.end);
  return [hasComment ? { ...item.span, text: '' } : { ...whole, text: '' }];
}

function renameUses({ tree }: ReadingsText, from: string, to: string, isName: boolean): PlainEdit[] {
  const shown = isName && /^[\p{L}_][\p{L}\p{N}_]*$/u.test(to) ? to : `"${to}"`;
  return nameUses(tree)
    .filter(({ name }) => name === from)
    .map(({ span, isAfter }) => ({ ...span, text: isAfter ? `${shown}'` : shown }));
}

function merge(source: ReadingsText, into: string, from: string, known: readonly Declaration[]): ChangedGlossary {
  if (into === from) return { refusal: 'A term is itself already.' };
  const target = find(known, into);
  if (!target) return { refusal: `Nothing declares "${into}".` };
  const other = find(known, from);
  const phrases = other ? phrasesOf(other) : [from];
  const merged = withPhrases(target, other ?? null, phrases);
  if ('refusal' in merged) return merged;
  const gone = other ? replaceDeclaration(source, from, null) : [];
  return { edits: [...replaceDeclaration(source, into, printDeclaration(merged)), ...gone, ...renameUses(source, from, into, true)] };
}

function phrasesOf(item: Declaration): string[] {
  const named = namedOf(item);
  if (!named) return declaredNames(item);
  return named.phrases.length === 0 ? [named.name.replaceAll('_', ' ')] : named.phrases.map(({ value }) => value);
}

function namedOf(item: Declaration): NamedPhrase | null {
  if (item.kind === 'variable') return item;
  return item.kind === 'event' || item.kind === 'action' || item.kind === 'feature' ? (item.names[0] ?? null) : null;
}

const roleWords = { in: 'what the environment chooses', state: 'what the system keeps', out: 'what a step produces' } as const;
const kindWords: Record<Declaration['kind'], string> = {
  spec: 'the name of the spec',
  variable: 'a value',
  event: 'an event',
  action: 'an action',
  feature: 'a feature',
  opaque: 'a phrase that nobody has defined',
  term: 'a term',
  assume: 'a fact',
  exclusive: 'an exclusion',
};

function withPhrases(target: Declaration, other: Declaration | null, more: readonly string[]): Declaration | { refusal: string } {
  const named = namedOf(target);
  if (!named) return { refusal: `${kindWords[target.kind]} takes no further phrases.` };
  if (other && other.kind !== target.kind && other.kind !== 'opaque')
    return { refusal: `One is ${kindWords[target.kind]}, the other ${kindWords[other.kind]}.` };
  const own = named.phrases.length === 0 ? [named.name.replaceAll('_', ' ')] : named.phrases.map(({ value }) => value);
  const phrases = [...new Set([...own, ...more])].map((value): Quoted => ({ value, span: named.nameSpan }));
  const others = other && namedOf(other);
  const scope = others && others.scope !== named.scope ? null : named.scope;
  if (target.kind === 'variable') {
    if (other?.kind !== 'variable') return { ...target, phrases, scope };
    if (other.role !== target.role) return { refusal: `One is ${roleWords[target.role]}, the other ${roleWords[other.role]}.` };
    const type = unitedType(target.type, other.type);
    return type ? { ...target, type, phrases, scope } : { refusal: 'The two have types that do not go together.' };
  }
  return target.kind === 'event' || target.kind === 'action' || target.kind === 'feature'
    ? { ...target, names: [{ ...named, phrases, scope }] }
    : target;
}

function unitedType(one: TypeNode, other: TypeNode): TypeNode | null {
  if (one.kind === 'choice' && other.kind === 'choice') {
    const values = [...one.values, ...other.values.filter(({ value }) => !one.values.some((known) => known.value === value))];
    return { ...one, values, isOpen: one.isOpen || other.isOpen };
  }
  if (one.kind === 'number' && other.kind === 'number')
    return one.base === other.base && (one.unit === other.unit || other.unit === null) ? one : null;
  return one.kind === other.kind ? one : null;
}

function exclude(
  source: ReadingsText,
  { one, other, isExclusive }: Extract<GlossaryChange, { kind: 'exclude' }>,
  known: readonly Declaration[],
): ChangedGlossary {
  if (one === other) return { refusal: 'An action does not exclude itself.' };
  for (const name of [one, other]) if (find(known, name)?.kind !== 'action') return { refusal: `"${name}" is no declared action.` };
  const { text, tree } = source;
  const lines = tree.declarations.filter((item) => item.kind === 'exclusive').filter(({ names }) => hasBoth(names, one, other));
  if (isExclusive && lines.length > 0) return { edits: [] };
  // Once people have declared both, the rules say no more whether they exclude each other.
  const declared = [one, other].flatMap((name) => {
    const offered = find(known, name);
    return offered && !find(tree.declarations, name) ? [printDeclaration(offered)] : [];
  });
  const added = [...declared, ...(isExclusive ? [`exclusive ${one}, ${other}`] : [])];
  const insert = added.length > 0 ? [insertLines(text, endOfDeclarations(source), added)] : [];
  if (isExclusive) return { edits: insert };
  const removed = lines.map((item): PlainEdit => {
    if (item.names.length === 2) return { ...wholeLine(text, item.span), text: '' };
    const without = (gone: string) => printDeclaration({ ...item, names: item.names.filter(({ name }) => name !== gone) });
    return { ...item.span, text: `${without(one)}\n${without(other)}` };
  });
  return { edits: [...removed, ...insert] };
}

const hasBoth = (names: readonly { name: string }[], one: string, other: string) =>
  names.some(({ name }) => name === one) && names.some(({ name }) => name === other);

function forget(source: ReadingsText, name: string): ChangedGlossary {
  const uses = nameUses(source.tree).filter((use) => use.name === name);
  const readers = source.tree.readings.filter(({ span }) => uses.some((use) => use.span.start >= span.start && use.span.end <= span.end));
  if (readers.length > 0)
    return { refusal: `Readings of ${[...new Set(readers.map(({ id }) => id))].slice(0, 5).join(', ')} speak of it.` };
  if (uses.length > 0) return { refusal: 'Another term, a fact or an exclusion speaks of it.' };
  return { edits: replaceDeclaration(source, name, null) };
}
