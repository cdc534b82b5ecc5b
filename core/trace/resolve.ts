import type { Reference, RequirementsTree } from '#core/language/spec-tree.ts';

/** Where ids of references lead: exact criteria, whole requirements, and the order that ranges go by. */
export type CriterionIndex = {
  order: string[];
  place: Map<string, number>;
  byRequirement: Map<string, string[]>;
  requirementOrder: string[];
};

/** Ids are compared without regard to case, blanks and dashes between letters and digits: `fr 1.2` is `FR-1.2`. */
export function canonicalId(id: string): string {
  return id
    .toUpperCase()
    .replace(/[\s_]/g, '')
    .replace(/([A-Z])-(?=\d)/g, '$1');
}

/** Prepares the requirements of a spec for looking up references. */
export function indexCriteria(tree: RequirementsTree | null): CriterionIndex {
  const index: CriterionIndex = { order: [], place: new Map(), byRequirement: new Map(), requirementOrder: [] };
  for (const requirement of tree?.requirements ?? []) {
    const key = canonicalId(requirement.id);
    if (!index.byRequirement.has(key)) {
      index.byRequirement.set(key, []);
      index.requirementOrder.push(key);
    }
    for (const { id } of requirement.criteria) {
      const place = canonicalId(id);
      if (index.place.has(place)) continue;
      index.place.set(place, index.order.length);
      index.order.push(id);
      index.byRequirement.get(key)?.push(id);
    }
  }
  return index;
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
  return index.place.has(key) || index.byRequirement.has(key) || index.requirementOrder.some((requirement) => isGroupOf(key, requirement));
}

function oneOf(index: CriterionIndex, id: string): string[] {
  const key = canonicalId(id);
  const place = index.place.get(key);
  if (place !== undefined) return index.order.slice(place, place + 1);
  const whole = index.byRequirement.get(key);
  if (whole) return whole;
  return index.requirementOrder
    .filter((requirement) => isGroupOf(key, requirement))
    .flatMap((requirement) => index.byRequirement.get(requirement) ?? []);
}

/** `1` names the group of requirements `1.1`, `1.2` where those are the requirements. */
function isGroupOf(key: string, requirement: string): boolean {
  return requirement.startsWith(`${key}.`);
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

/** In `1.2-4` the end means `1.4`. */
function rangeEnd(from: string, to: string): string {
  const dot = from.lastIndexOf('.');
  return dot > 0 && !to.includes('.') && /^\d/.test(to) ? `${from.slice(0, dot)}.${to}` : to;
}
