import { canonicalId } from '#core/trace/resolve.ts';
import type { ReadDocuments } from './spec-documents.ts';

/** Old ids, in the form in which ids are compared, to new ones. Whoever is named in none of the maps keeps its id. */
export type Renaming = {
  requirements: ReadonlyMap<string, string>;
  criteria: ReadonlyMap<string, string>;
  properties: ReadonlyMap<string, string>;
  tasks: ReadonlyMap<string, string>;
};

/** What bears an id. */
export type IdKind = 'requirement' | 'criterion' | 'property' | 'task';

export const NO_RENAMING: Renaming = { requirements: new Map(), criteria: new Map(), properties: new Map(), tasks: new Map() };

const NAME: Record<IdKind, RegExp> = {
  requirement: /^[A-Za-z0-9][A-Za-z0-9._-]{0,40}$/,
  criterion: /^[A-Za-z0-9][A-Za-z0-9._-]{0,60}$/,
  property: /^\d{1,5}[a-z]?$/,
  task: /^\d{1,5}[a-z]?(?:\.\d{1,5}[a-z]?){0,5}$/,
};

/** What takes the new id along: the criteria of a requirement, the subtasks of a task. Or why the id cannot be given. */
export function planRenaming(read: ReadDocuments, kind: IdKind, id: string, name: string): Renaming | { refusal: string } {
  const bearers = bearersOf(read, kind);
  const key = canonicalId(id);
  const found = bearers.filter((bearer) => canonicalId(bearer.id) === key);
  const [subject] = found;
  if (!subject) return { refusal: `There is no ${kind} ${id}.` };
  if (found.length > 1)
    return { refusal: `${capital(kind)} ${id} stands here ${found.length} times, so it cannot be told what refers to which.` };
  if (subject.isSynthetic) return { refusal: `This ${kind} has no number of its own in the text.` };
  const to = kind === 'criterion' ? wholeId(subject.id, name) : name;
  if (!NAME[kind].test(name)) return { refusal: `"${name}" cannot be the id of a ${kind}.` };
  if (canonicalId(to) === key) return { refusal: `It is called ${subject.id} already.` };
  const rivals =
    kind === 'requirement' || kind === 'criterion' ? [...bearersOf(read, 'requirement'), ...bearersOf(read, 'criterion')] : bearers;
  if (rivals.some((rival) => canonicalId(rival.id) === canonicalId(to))) return { refusal: `${to} is taken.` };
  if (kind === 'property') return { ...NO_RENAMING, properties: new Map([[key, to]]) };
  if (kind === 'criterion') {
    if (stemOf(to) !== stemOf(subject.id))
      return { refusal: `${subject.id} is not written where it could become ${to}: it would belong to another requirement.` };
    return { ...NO_RENAMING, criteria: new Map([[key, to]]) };
  }
  if (kind === 'task') {
    const below = bearers.filter((task) => task.id === subject.id || task.id.startsWith(`${subject.id}.`));
    return { ...NO_RENAMING, tasks: new Map(below.map((task) => [canonicalId(task.id), to + task.id.slice(subject.id.length)])) };
  }
  const criteria = read.requirements?.tree.requirements.find((requirement) => requirement.id === subject.id)?.criteria ?? [];
  return {
    ...NO_RENAMING,
    requirements: new Map([[key, to]]),
    criteria: new Map(criteria.map((criterion) => [canonicalId(criterion.id), to + criterion.id.slice(subject.id.length)])),
  };
}

type Bearer = { id: string; isSynthetic: boolean };

function bearersOf({ requirements, design, tasks }: ReadDocuments, kind: IdKind): Bearer[] {
  if (kind === 'task') return tasks?.tree.tasks ?? [];
  if (kind === 'property') return (design?.tree.properties ?? []).map(({ id }) => ({ id, isSynthetic: false }));
  const all = requirements?.tree.requirements ?? [];
  return kind === 'requirement' ? all : all.flatMap(({ criteria }) => criteria);
}

/** The list prints a criterion's own number alone, so that is what people type. */
function wholeId(id: string, name: string): string {
  return name.includes('.') ? name : stemOf(id) + name;
}

/** `3.` of `3.2`: what a criterion's id has from its requirement. */
export function stemOf(id: string): string {
  return id.slice(0, id.lastIndexOf('.') + 1);
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** The new id of a requirement or criterion named in a reference; one that does not exist goes with its requirement (`3.9` to `7.9`). */
export function renamedReference({ requirements, criteria }: Renaming, id: string): string | null {
  const key = canonicalId(id);
  const known = criteria.get(key) ?? requirements.get(key);
  if (known !== undefined) return known;
  const stem = stemOf(id);
  const owner = stem === '' ? undefined : requirements.get(canonicalId(stem.slice(0, -1)));
  return owner === undefined ? null : `${owner}.${id.slice(stem.length)}`;
}
