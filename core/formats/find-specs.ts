import { findKiroSpecs, isInside, type KiroKind } from './kiro.ts';

export const formats = ['kiro', 'spec-kit', 'openspec', 'task-master'] as const;
export type Format = (typeof formats)[number];

/** What each format is called in a sentence. */
export const formatNames: Readonly<Record<Format, string>> = {
  kiro: 'Kiro',
  'spec-kit': 'spec-kit',
  openspec: 'OpenSpec',
  'task-master': 'task-master',
};

/** What a file is to its spec; a spec has at most one of each. spec-kit's `plan.md` stands where a design does. */
export type FoundKind = KiroKind | 'proposal' | 'readings';

export type FoundSpec = {
  format: Format;
  slug: string;
  /** Where its documents lie, with `/` between folders. */
  folder: string;
  kind: 'feature' | 'bugfix';
  documents: { kind: FoundKind; path: string }[];
};

const KIRO = /(?:^|\/)\.kiro\/specs\//i;
const OPEN_SPEC = /(?:^|\/)openspec\/(?:specs|changes)\//;
const SPEC_KIT = /(?:^|\/)specs\/(?:\d{3,}-[^/]+|\d{8}-\d{6}-[^/]+)(?:\/(?:spec|plan|tasks)\.md|\/readings\.spec)?$/;
const TASK_MASTER = /(?:^|\/)\.taskmaster\/tasks(?:\/|$)|(?:^|\/)tasks(?:\/tasks\.json|\/readings\.spec)?$/;

/** The format of a spec, or of a document of one, by the path of it or of its folder. A spec stays where it was found: this is true of it for ever. */
export function formatOf(path: string): Format {
  if (KIRO.test(path)) return 'kiro';
  if (OPEN_SPEC.test(path)) return 'openspec';
  if (SPEC_KIT.test(path)) return 'spec-kit';
  return TASK_MASTER.test(path) ? 'task-master' : 'kiro';
}

const SPEC_KIT_FILE = /^(?:.*\/)?specs\/(\d{3,}-[^/]+|\d{8}-\d{6}-[^/]+)\/(?:(spec|plan|tasks)\.md|(readings)\.spec)$/;
const MAIN_FILE = /^(?:.*\/)?openspec\/specs\/(.+)\/(?:(spec)\.md|(readings)\.spec)$/;
const CHANGE_FILE = /^((?:.*\/)?openspec\/changes\/(?!archive\/)([^/]+))\/(?:(proposal|design|tasks)\.md|(readings)\.spec)$/;
const DELTA_FILE = /^((?:.*\/)?openspec\/changes\/(?!archive\/)([^/]+))\/specs\/(.+)\/(?:(spec)\.md|(readings)\.spec)$/;
const TASK_MASTER_FILE = /^(?:.*\/)?(?:\.taskmaster\/)?tasks\/(?:(tasks)\.json|(readings)\.spec)$/;
const KIND_OF: Readonly<Record<string, FoundKind>> = {
  spec: 'requirements',
  plan: 'design',
  design: 'design',
  tasks: 'tasks',
  proposal: 'proposal',
  readings: 'readings',
};
const ORDER: readonly FoundKind[] = ['proposal', 'requirements', 'bugfix', 'design', 'tasks', 'readings'];

/**
 * Finds the specs of every format among the paths of a repository (`/` between folders), sorted by folder. Several formats may live in one
 * repository: they are listed side by side and never merged. Archived changes are history and left out.
 *
 * A change of OpenSpec is a spec, its one delta among its documents; of several deltas each is a spec of its own beside the change, for its requirements
 * are those of another capability. A standing spec of OpenSpec is a spec without tasks, a `tasks.json` of task-master one with nothing else.
 */
export function findSpecs(paths: readonly string[]): FoundSpec[] {
  const specs = new Map<string, FoundSpec>();
  const deltas = new Map<string, Set<string>>();
  const add = (format: Format, slug: string, folder: string, word: string | undefined, path: string) => {
    const kind = KIND_OF[word ?? ''];
    if (!kind) return;
    const spec = specs.get(folder) ?? { format, slug, folder, kind: 'feature', documents: [] };
    spec.documents.push({ kind, path });
    specs.set(folder, spec);
  };
  for (const path of paths) {
    if (!isInside(path) || KIRO.test(path)) continue;
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    const [, change, changeName, capability, spec, readings] = DELTA_FILE.exec(path) ?? [];
    if (change !== undefined && changeName !== undefined) {
      add('openspec', `${changeName}/${capability}`, folder, spec ?? readings, path);
      if (spec) deltas.set(change, (deltas.get(change) ?? new Set()).add(folder));
      continue;
    }
    const own = CHANGE_FILE.exec(path);
    if (own?.[1] && own[2]) {
      add('openspec', own[2], own[1], own[3] ?? own[4], path);
      continue;
    }
    const main = MAIN_FILE.exec(path);
    const kit = SPEC_KIT_FILE.exec(path);
    const master = TASK_MASTER_FILE.exec(path);
    if (main?.[1]) add('openspec', main[1], folder, main[2] ?? main[3], path);
    else if (OPEN_SPEC.test(path)) continue;
    else if (kit?.[1]) add('spec-kit', kit[1], folder, kit[2] ?? kit[3], path);
    else if (master) add('task-master', 'tasks', folder, master[1] ?? master[2], path);
  }
  for (const [change, folders] of deltas) joinOnlyDelta(specs, change, folders);
  const kiro = findKiroSpecs(paths).map((spec): FoundSpec => ({ format: 'kiro', ...spec }));
  const others = [...specs.values()].filter(({ documents }) => documents.some(({ kind }) => kind !== 'readings'));
  for (const { documents } of others) documents.sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
  return [...kiro, ...others].sort((a, b) => (a.folder < b.folder ? -1 : 1));
}

/** A change with one delta is one spec. */
function joinOnlyDelta(specs: Map<string, FoundSpec>, change: string, folders: ReadonlySet<string>): void {
  const [only, ...more] = folders;
  const delta = only === undefined ? undefined : specs.get(only);
  const whole = specs.get(change);
  if (!delta || !whole || more.length > 0) return;
  whole.documents.push(...delta.documents.filter(({ kind }) => kind === 'requirements'));
  specs.delete(delta.folder);
}
