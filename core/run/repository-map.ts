/** A file of a repository; `text` where it was read. */
export type MappedFile = { path: string; text: string | null };

/** Lines that give a name to others: exports and top-level definitions of the common languages. Each is tried on a single line. */
const definitions: readonly { files: RegExp; shape: RegExp }[] = [
  {
    files: /\.(?:[cm]?[jt]sx?|vue|svelte)$/,
    shape:
      /^export\s+(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(?:function\*?|class|const|let|type|interface|enum)\s+([\w$]+)/,
  },
  { files: /\.py$/, shape: /^(?:async\s+)?(?:def|class)\s+([A-Za-z]\w*)/ },
  { files: /\.go$/, shape: /^(?:func\s+(?:\([^)]*\)\s*)?|type\s+)([A-Z]\w*)/ },
  { files: /\.rs$/, shape: /^pub(?:\([^)]*\))?\s+(?:async\s+)?(?:fn|struct|enum|trait|type|const)\s+(\w+)/ },
  {
    files: /\.(?:java|kt|cs|swift|scala)$/,
    shape: /^\s{0,4}(?:public|open|internal)\s[\w\s<>,[\]?]*?\b(?:class|interface|enum|record|struct|object|fun|func)\s+(\w+)/,
  },
  { files: /\.rb$/, shape: /^\s{0,2}(?:def|class|module)\s+([\w.:]+)/ },
];
const mostNames = 12;

/** True for a file whose names the map would show, so that only those are read. */
export function isMapped(path: string): boolean {
  return definitions.some(({ files }) => files.test(path)) && !/(?:^|[./])(?:test|spec|min|generated)\.[a-z]+$/.test(path);
}

function namesIn({ path, text }: MappedFile): string[] {
  const shape = definitions.find(({ files }) => files.test(path))?.shape;
  if (!shape || text === null) return [];
  const names = text.split('\n', 5_000).flatMap((line) => shape.exec(line.slice(0, 300))?.[1] ?? []);
  return [...new Set(names)];
}

/**
 * What is where in a repository: its files folder by folder, source files with the names that they give to others. The same files give the same map,
 * whatever the task, so that the runs of a project share it in a provider's cache. What does not fit into `most` characters loses its names first,
 * then its files, the deepest folders first, and is counted.
 */
export function repositoryMap(files: readonly MappedFile[], most: number): string {
  const sorted = files
    .map((file) => ({ ...file, path: readable(file.path) }))
    .toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const whole = linesOf(sorted, { hasNames: true, depth: Number.POSITIVE_INFINITY });
  if (lengthOf(whole) <= most) return whole.join('\n');
  const deepest = Math.max(0, ...sorted.map(({ path }) => path.split('/').length));
  for (let depth = deepest; depth > 0; depth -= 1) {
    const lines = linesOf(sorted, { hasNames: false, depth });
    if (lengthOf(lines) <= most) return lines.join('\n');
  }
  const note = `(${filesOf(files.length)})`;
  return note.length <= most ? note : '';
}

const filesOf = (count: number): string => `${count} ${count === 1 ? 'file' : 'files'}`;
/** A name is one line, whatever its bytes are. */
const readable = (path: string): string => path.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?');
const lengthOf = (lines: readonly string[]): number => lines.reduce((sum, line) => sum + line.length + 1, -1);

function linesOf(files: readonly MappedFile[], { hasNames, depth }: { hasNames: boolean; depth: number }): string[] {
  const folders = new Map<string, MappedFile[]>();
  for (const file of files) {
    const parts = file.path.split('/');
    const folder = parts.slice(0, -1).slice(0, depth).join('/');
    folders.set(folder, [...(folders.get(folder) ?? []), file]);
  }
  return [...folders]
    .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .flatMap(([folder, inside]) => {
      const here = inside.filter(({ path }) => path.lastIndexOf('/') === (folder === '' ? -1 : folder.length));
      const deeper = inside.length - here.length;
      const isCut = folder.split('/').length >= depth && depth !== Number.POSITIVE_INFINITY;
      const title = `${folder === '' ? '.' : folder}/`;
      if (isCut) return [`${title} (${filesOf(inside.length)})`];
      const shown = here.map((file) => {
        const name = file.path.slice(folder === '' ? 0 : folder.length + 1);
        const names = hasNames ? namesIn(file) : [];
        const more = names.length > mostNames ? `, +${names.length - mostNames}` : '';
        return names.length === 0 ? `  ${name}` : `  ${name}: ${names.slice(0, mostNames).join(', ')}${more}`;
      });
      return [title, ...shown, ...(deeper > 0 ? [`  (${filesOf(deeper)} in folders beneath)`] : [])];
    });
}
