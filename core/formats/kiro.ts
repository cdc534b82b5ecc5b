import type { Span } from '#core/language/span.ts';
import type { Diagnostic, SpecTree } from '#core/language/spec-tree.ts';

/** Kiro's own documents. */
export type KiroKind = 'requirements' | 'bugfix' | 'design' | 'tasks';
/** `readings.spec` is no file of Kiro's: it stands in a spec's folder beside those that are. */
export type KiroDocument = { kind: KiroKind | 'readings'; path: string };
export type KiroSpec = {
  slug: string /** `.kiro/specs/<slug>` in its repository. */;
  folder: string;
  kind: 'feature' | 'bugfix';
  documents: KiroDocument[];
};

const KINDS = ['requirements', 'bugfix', 'design', 'tasks', 'readings'] as const;
const SPEC_FILE = /^(?:.*\/)?\.kiro\/specs\/(.+)\/(?:(requirements|bugfix|design|tasks)\.md|(readings)\.spec)$/i;
const STEERING_FILE = /^(?:.*\/)?\.kiro\/steering\/(.+)\.md$/i;

/**
 * Finds the specs among the paths of a repository (`/` between folders): folders beneath `.kiro/specs/` with at least one of
 * Kiro's documents, sorted by folder. Paths that climb (`..`) or are absolute are not looked at.
 */
export function findKiroSpecs(paths: readonly string[]): KiroSpec[] {
  const specs = new Map<string, KiroSpec>();
  for (const path of paths) {
    const match = isInside(path) ? SPEC_FILE.exec(path) : null;
    const kind = KINDS.find((name) => name === (match?.[2] ?? match?.[3])?.toLowerCase());
    if (!match?.[1] || !kind) continue;
    const folder = path.slice(0, path.lastIndexOf('/'));
    const spec = specs.get(folder) ?? { slug: match[1], folder, kind: 'feature', documents: [] };
    spec.documents.push({ kind, path });
    specs.set(folder, spec);
  }
  return [...specs.values()]
    .filter(({ documents }) => documents.some(({ kind }) => kind !== 'readings'))
    .sort((a, b) => (a.folder < b.folder ? -1 : 1))
    .map(finish);
}

function finish(spec: KiroSpec): KiroSpec {
  const documents = spec.documents.sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind));
  const isBugfix = documents.some(({ kind }) => kind === 'bugfix') && !documents.some(({ kind }) => kind === 'requirements');
  return { ...spec, documents, kind: isBugfix ? 'bugfix' : 'feature' };
}

/** Finds the steering files among the paths of a repository, sorted. */
export function findSteering(paths: string[]): string[] {
  return paths.filter((path) => isInside(path) && STEERING_FILE.test(path)).sort();
}

const TITLE_FRAME =
  /^(?:requirements?(?:\s+(?:document|specification))?|design(?:\s+document)?|implementation plan|tasks?|bugfix(?:\s+requirements?(?:\s+document)?)?|spec(?:ification)?|需求文档|需求|要件定義書|要件|设计文档|実装計画|设计|实现计划|任务)(?:\s*[:：\-–—]\s*|$)/i;
const TITLE_TAIL = /\s*[:：\-–—]\s*(?:mvp\s+)?(?:requirements?(?:\s+document)?|design(?:\s+document)?|implementation plan|tasks?)$/i;

/** What a spec is called: its first heading without the frame (`Requirements: Checkout` is `Checkout`), else its slug in words. */
export function specTitle(tree: SpecTree | null, slug: string): string {
  const title = (tree?.title ?? '').replace(TITLE_FRAME, '').replace(TITLE_TAIL, '').trim();
  if (title && !/^(?:документ|documento|document|요구사항)/i.test(title)) return title;
  const words = (slug.split('/').at(-1) ?? slug).replace(/[-_]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A path that stays in the repository it is named in. */
export function isInside(path: string): boolean {
  return !path.startsWith('/') && !path.includes('\\') && !path.split('/').includes('..');
}

/** When steering is given to agents: with everything, with files that match, when it is named, or when they decide to read it. */
export const inclusions = ['always', 'fileMatch', 'manual', 'auto'] as const;
export type Inclusion = (typeof inclusions)[number];

/** Standing guidance for agents, and when it is given to them. */
export type Steering = {
  inclusion: Inclusion;
  /** Globs of the files that it goes with; empty unless `fileMatch`. */
  patterns: string[];
  /** For `auto`: what an agent decides by. */
  name: string | null;
  description: string | null;
  /** The text behind the front matter. */
  body: string;
};

const FRONT = /^---[ \t]*\n([\s\S]{0,8000}?)(?:^|\n)---[ \t]*(?:\n|$)/;

/**
 * Reads a steering file. Without front matter, or with an inclusion that no one knows, it is always included: guidance that
 * was written must not vanish over a typing mistake. `include:` is read as `inclusion:`, as some write it.
 */
export function readSteering(text: string): Steering {
  const front = FRONT.exec(text);
  if (!front) return { inclusion: 'always', patterns: [], name: null, description: null, body: text };
  const fields = readFields(front[1] ?? '');
  const named = fields.get('inclusion')?.[0] ?? fields.get('include')?.[0];
  const inclusion = inclusions.find((known) => known.toLowerCase() === named?.toLowerCase()) ?? 'always';
  return {
    inclusion,
    patterns: (fields.get('filematchpattern') ?? []).flatMap((pattern) => pattern.split('|')).filter(Boolean),
    name: fields.get('name')?.[0] ?? null,
    description: fields.get('description')?.[0] ?? null,
    body: text.slice(front[0].length).replace(/^\n+/, ''),
  };
}

/** The name by which a task brings a steering file along (`#name`): its own, or its file's. */
export function calledSteering(path: string, name: string | null): string {
  return name ?? path.slice(path.lastIndexOf('/') + 1).replace(/\.md$/i, '');
}

/** Where Kiro keeps the steering file of a name. */
export function steeringPath(file: string): string {
  return `.kiro/steering/${file}.md`;
}

/** The first text of a steering file. Its front matter says when it is given, and reads back as that. */
export function steeringTemplate(title: string, inclusion: Inclusion, pattern = ''): string {
  const fields = [
    `inclusion: ${inclusion}`,
    ...(inclusion === 'fileMatch' ? [`fileMatchPattern: '${pattern}'`] : []),
    ...(inclusion === 'auto' ? [`name: ${title}`, `description: When ${title} matters`] : []),
  ];
  return `---\n${fields.join('\n')}\n---\n\n# ${title}\n`;
}

/** What is wrong in the front matter of a steering file. Without any it is always included, which is no mistake. */
export function checkSteering(text: string): Diagnostic[] {
  const front = FRONT.exec(text);
  if (!front) {
    if (!/^---[ \t]*\n[ \t]*[A-Za-z]+[ \t]*:/.test(text)) return [];
    return [
      steeringProblem('files/steering-unclosed', 'The front matter is not closed by "---", so it is read as text.', { start: 0, end: 3 }),
    ];
  }
  const problems: Diagnostic[] = [];
  const fields = readFields(front[1] ?? '');
  const keyAt = (key: string) => new RegExp(`^${key}[ \\t]*:[ \\t]*`, 'im').exec(front[0]);
  const include = fields.has('inclusion') ? null : keyAt('include');
  if (include) {
    const span = { start: include.index, end: include.index + 'include'.length };
    const fixes = [{ title: 'Write inclusion', edits: [{ span, text: 'inclusion' }] }];
    problems.push({ ...steeringProblem('files/steering-inclusion', 'The key is "inclusion"; others do not read "include".', span), fixes });
  }
  const key = keyAt('inclusion') ?? include;
  const named = fields.get('inclusion')?.[0] ?? fields.get('include')?.[0];
  if (key && !inclusions.some((known) => known.toLowerCase() === named?.toLowerCase())) {
    const start = key.index + key[0].length;
    const span = { start, end: Math.max(start, front[0].indexOf('\n', start)) };
    problems.push(steeringProblem('files/steering-inclusion', `This is none of ${inclusions.join(', ')}: it is always included.`, span));
  }
  if (key && named?.toLowerCase() === 'filematch' && (fields.get('filematchpattern') ?? []).length === 0) {
    const span = { start: key.index, end: front[0].indexOf('\n', key.index) };
    problems.push(steeringProblem('files/steering-no-pattern', 'Without "fileMatchPattern" no file ever matches.', span));
  }
  return problems;
}

function steeringProblem(code: string, message: string, span: Span): Diagnostic {
  return { code, severity: 'warning', message, span, fixes: [] };
}

/** The little YAML that steering files use: scalars, quoted or bare, and lists in brackets or beneath the key. */
function readFields(yaml: string): Map<string, string[]> {
  const fields = new Map<string, string[]>();
  let key = '';
  for (const line of yaml.split('\n')) {
    const item = /^\s+-\s+(.+)$|^-\s+(.+)$/.exec(line);
    const value = item?.[1] ?? item?.[2];
    if (value && key) {
      fields.get(key)?.push(unquote(value));
      continue;
    }
    const colon = line.indexOf(':');
    if (colon <= 0 || /^[\s#]/.test(line)) continue;
    key = line.slice(0, colon).trim().toLowerCase();
    const rest = line.slice(colon + 1).trim();
    fields.set(
      key,
      rest === ''
        ? []
        : rest.startsWith('[')
          ? rest
              .replace(/^\[|\]$/g, '')
              .split(',')
              .map(unquote)
          : [unquote(rest)],
    );
  }
  return fields;
}

function unquote(value: string): string {
  const trimmed = value.trim();
  return /^(["']).*\1$/.test(trimmed) ? trimmed.slice(1, -1) : trimmed;
}
