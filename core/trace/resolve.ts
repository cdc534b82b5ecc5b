import type { Reference, RequirementsTree } from '#core/language/spec-tree.ts';

/** Where ids of references lead: exact criteria, whole requirements, and the order that ranges go by. */
export type CriterionIndex = {
  order: string[];
  place: Map<string, number>;
  byRequirement: Map<string, string[]>;
  /** `1` for the criteria of the requirements `1.1`, `1.2`: what their dotted ids begin with. */
  byGroup: Map<string, string[]>;
};

/** Ids are compared without regard to case, blanks, dashes between letters and digits, and how accents are encoded: `fr 1.2` is `FR-1.2`. */
export function canonicalId(id: string): string {
  if (isPlainNumber(id)) return id;
  return id
    .normalize('NFC')
    .toUpperCase()
    .replace(/[\s_]/g, '')
    .replace(/([A-Z])-(?=\d)/g, '$1');
}

/** Nearly all ids are, and there are thousands: no regular expression for them. */
function isPlainNumber(id: string): boolean {
  for (let at = 0; at < id.length; at += 1) {
    const code = id.charCodeAt(at);
    if (code !== 46 && (code < 48 || code > 57)) return false;
  }
  return true;
}

/** Prepares the requirements of a spec for looking up references. */
export function indexCriteria(tree: RequirementsTree | null): CriterionIndex {
  const index: CriterionIndex = { order: [], place: new Map(), byRequirement: new Map(), byGroup: new Map() };
  const { order, place, byRequirement, byGroup } = index;
  for (const requirement of tree?.requirements ?? []) {
    const key = canonicalId(requirement.id);
    const own = listAt(byRequirement, key);
    const dot = key.indexOf('.');
    const group = dot > 0 ? listAt(byGroup, key.slice(0, dot)) : null;
    for (const { id } of requirement.criteria) {
      const count = order.length;
      if (placeOnce(place, canonicalId(id), count)) {
        order.push(id);
        own.push(id);
        group?.push(id);
      }
    }
  }
  return index;
}

function listAt(lists: Map<string, string[]>, key: string): string[] {
  const known = lists.get(key);
  if (known) return known;
  const list: string[] = [];
  lists.set(key, list);
  return list;
}

function placeOnce(place: Map<string, number>, key: string, at: number): boolean {
  if (place.has(key)) return false;
  place.set(key, at);
  return true;
}

/** The criteria that a reference stands for, in document order; none where it leads nowhere or is free text. */
export function criteriaOf(index: CriterionIndex, { kind, from, to }: Reference): string[] {
  if (kind === 'all') return index.order;
  if (kind === 'words') return [];
  if (kind === 'id' || to === null) return oneOf(index, from);
  return rangeOf(index, from, to);
}

/** Whether a reference names anything that exists. Free text and `All` are never wrong. */
export function isDangling(index: CriterionIndex, reference: Reference): boolean {
  if (reference.kind === 'all' || reference.kind === 'words') return false;
  const ends = reference.kind === 'range' && reference.to ? [reference.from, rangeEnd(reference.from, reference.to)] : [reference.from];
  return ends.some((id) => !exists(index, id));
}

function exists(index: CriterionIndex, id: string): boolean {
  const key = canonicalId(id);
  return index.place.has(key) || wholeOf(index, key) !== undefined;
}

function oneOf(index: CriterionIndex, id: string): string[] {
  const key = canonicalId(id);
  const place = index.place.get(key);
  if (place !== undefined) return index.order.slice(place, place + 1);
  return wholeOf(index, key) ?? [];
}

/** Requirements that have no number are known by their place: `User Story 2` is the second of them. */
function wholeOf(index: CriterionIndex, key: string): string[] | undefined {
  return index.byRequirement.get(key) ?? index.byGroup.get(key) ?? index.byRequirement.get(`#${key}`);
}

function rangeOf(index: CriterionIndex, from: string, to: string): string[] {
  const end = rangeEnd(from, to);
  const first = oneOf(index, from)[0];
  const last = oneOf(index, end).at(-1);
  const start = first === undefined ? undefined : index.place.get(canonicalId(first));
  const stop = last === undefined ? undefined : index.place.get(canonicalId(last));
  if (start !== undefined && stop !== undefined) return index.order.slice(start, stop + 1);
  return inBounds(index, from, end);
}

/** An end that dangles (`1.9-1.12` of eight) must not lose the criteria in between that do exist. */
function inBounds(index: CriterionIndex, from: string, to: string): string[] {
  const low = /^(.*\.)(\d+)$/.exec(canonicalId(from));
  const high = /^(.*\.)(\d+)$/.exec(canonicalId(to));
  if (!low || !high || low[1] !== high[1]) return [...oneOf(index, from), ...oneOf(index, to)];
  const requirement = index.byRequirement.get(low[1]?.slice(0, -1) ?? '') ?? [];
  return requirement.filter((id) => {
    const number = Number(/(\d+)[A-Z]?$/.exec(canonicalId(id))?.[1]);
    return number >= Number(low[2]) && number <= Number(high[2]);
  });
}

/** The end of a range as a whole id: in `1.2-4` it means `1.4`. */
export function rangeEnd(from: string, to: string): string {
  const dot = from.lastIndexOf('.');
  return dot > 0 && !to.includes('.') && /^\d/.test(to) ? `${from.slice(0, dot)}.${to}` : to;
}
