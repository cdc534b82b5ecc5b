import type { Reference, RequirementsTree } from '#core/language/spec-tree.ts';
import { type CriterionIndex, canonicalId, criteriaOf, indexCriteria, rangeEnd } from '#core/trace/resolve.ts';
import type { PlainEdit } from './document-edits.ts';
import { type Renaming, renamedReference, stemOf } from './renaming.ts';

/** What ids of a spec stand for, for editing references to them. */
export type ReferenceIndex = { criteria: CriterionIndex; requirements: { order: string[]; place: ReadonlyMap<string, number> } };

/** Prepares it once. */
export function indexReferences(tree: RequirementsTree | null): ReferenceIndex {
  const order = (tree?.requirements ?? []).map(({ id }) => id);
  return { criteria: indexCriteria(tree), requirements: { order, place: new Map(order.map((id, at) => [canonicalId(id), at])) } };
}

/**
 * The edits that let a reference mean what it meant. A range keeps its ends under their new names where everything between still counts up from
 * one to the other; else it is written out (`1.1-1.4` is `1.1, 1.9, 1.3-1.4` once `1.2` is `1.9`).
 */
export function referenceEdits(index: ReferenceIndex, reference: Reference, renaming: Renaming): PlainEdit[] {
  const { from, to, span, text, kind } = reference;
  if (kind !== 'id' && kind !== 'range') return [];
  const head = renamedReference(renaming, from);
  if (to === null) return head === null ? [] : [{ start: span.start, end: span.start + from.length, text: head }];
  const end = rangeEnd(from, to);
  const tail = renamedReference(renaming, end);
  const members = membersOf(index, reference, end);
  const named = (id: string) => renamedReference(renaming, id) ?? id;
  if (head === null && tail === null && members.every((id) => renamedReference(renaming, id) === null)) return [];
  if (!readsOn(members, members.map(named)))
    return [{ ...span, text: written(members.map(named), text.slice(from.length, text.lastIndexOf(to))) }];
  const edits: PlainEdit[] = head === null ? [] : [{ start: span.start, end: span.start + from.length, text: head }];
  const at = span.start + text.lastIndexOf(to);
  const isBare = end !== to && stemOf(head ?? from) === stemOf(tail ?? end);
  const words = isBare ? (tail ?? end).slice(stemOf(tail ?? end).length) : (tail ?? (end !== to && head !== null ? end : to));
  return words === to ? edits : [...edits, { start: at, end: at + to.length, text: words }];
}

/** What a range holds, in document order: requirements where both ends are such, else criteria. */
function membersOf({ criteria, requirements }: ReferenceIndex, reference: Reference, end: string): string[] {
  const first = requirements.place.get(canonicalId(reference.from));
  const last = requirements.place.get(canonicalId(end));
  return first !== undefined && last !== undefined ? requirements.order.slice(first, last + 1) : criteriaOf(criteria, reference);
}

/** Whether ids count up under their new names wherever they did under their old ones. */
function readsOn(before: string[], after: string[]): boolean {
  return after.every((id, at) => {
    const previous = after[at - 1];
    if (previous === undefined) return true;
    return followsOn(previous, id) || !followsOn(before[at - 1] ?? '', before[at] ?? '');
  });
}

/** `1.3` behind `1.2`, or anything of a later requirement behind that of an earlier one. */
function followsOn(previous: string, id: string): boolean {
  const [stem, next] = [stemOf(previous), stemOf(id)];
  if (stem === next) return Number(id.slice(next.length)) === Number(previous.slice(stem.length)) + 1;
  return Number(next.slice(0, -1)) === Number(stem.slice(0, -1)) + 1;
}

/** A list of ids, three and more that count up as a range. */
function written(ids: string[], dash: string): string {
  const runs: string[][] = [];
  for (const id of ids) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run && last !== undefined && stemOf(last) === stemOf(id) && followsOn(last, id)) run.push(id);
    else runs.push([id]);
  }
  return runs.map((run) => (run.length < 3 ? run.join(', ') : `${run[0]}${dash}${run.at(-1)}`)).join(', ');
}
