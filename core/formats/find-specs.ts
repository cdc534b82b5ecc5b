import { findKiroSpecs } from './kiro.ts';

export type Format = 'kiro' | 'spec-kit' | 'openspec' | 'task-master';

/** What a file is to its format; each has a reader of its own. */
export type DocumentKind = 'requirements' | 'bugfix' | 'design' | 'tasks' | 'plan' | 'proposal' | 'readings';

export type FoundSpec = { format: Format; slug: string; folder: string; documents: { kind: DocumentKind; path: string }[] };

const SPEC_KIT = /^(?:.*\/)?specs\/(\d{3,}-[^/]+|\d{8}-\d{6}-[^/]+)\/(spec|plan|tasks)\.md$/;
const OPEN_SPEC_MAIN = /^(?:.*\/)?openspec\/specs\/(.+)\/spec\.md$/;
const OPEN_SPEC_CHANGE = /^((?:.*\/)?openspec\/changes\/(?!archive\/)([^/]+))\/(?:(proposal|design|tasks)\.md|specs\/.+\/spec\.md)$/;
const TASK_MASTER = /^(?:.*\/)?(?:\.taskmaster\/)?tasks\/tasks\.json$/;
const KIND_OF: Record<string, DocumentKind> = {
  spec: 'requirements',
  plan: 'plan',
  design: 'design',
  tasks: 'tasks',
  proposal: 'proposal',
};

/**
 * Finds the specs of every format among the paths of a repository (`/` between folders), sorted by folder. Several formats may live in one
 * repository: they are listed side by side and never merged. Archived changes are history and left out.
 */
export function findSpecs(paths: string[]): FoundSpec[] {
  const specs = new Map<string, FoundSpec>();
  const add = (format: Format, slug: string, folder: string, kind: DocumentKind, path: string) => {
    const spec = specs.get(folder) ?? { format, slug, folder, documents: [] };
    spec.documents.push({ kind, path });
    specs.set(folder, spec);
  };
  for (const path of paths) {
    if (path.startsWith('/') || path.split('/').includes('..')) continue;
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    const kit = SPEC_KIT.exec(path);
    const main = OPEN_SPEC_MAIN.exec(path);
    const change = OPEN_SPEC_CHANGE.exec(path);
    if (kit?.[1] && kit[2]) add('spec-kit', kit[1], folder, KIND_OF[kit[2]] ?? 'plan', path);
    else if (main?.[1]) add('openspec', main[1], folder, 'requirements', path);
    else if (change?.[1] && change[2]) add('openspec', change[2], change[1], KIND_OF[change[3] ?? 'spec'] ?? 'proposal', path);
    else if (TASK_MASTER.test(path)) add('task-master', 'tasks', folder, 'tasks', path);
  }
  const kiro = findKiroSpecs(paths).map(({ slug, folder, documents }): FoundSpec => ({ format: 'kiro', slug, folder, documents }));
  return [...kiro, ...specs.values()].sort((a, b) => (a.folder < b.folder ? -1 : 1));
}
