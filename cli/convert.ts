import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { convertSpec } from '#core/formats/convert/convert-spec.ts';
import type { Loss, NewId, WrittenFile } from '#core/formats/convert/portable-spec.ts';
import type { SourceTexts } from '#core/formats/convert/read-portable.ts';
import type { Format } from '#core/formats/find-specs.ts';
import { lineStarts, positionAt } from '#core/language/positions.ts';
import { findSpecs, type SpecFolder } from './spec-files.ts';
import { UsageError } from './usage-error.ts';

export type ConvertOptions = {
  paths: string[];
  from: string | undefined;
  to: string | undefined;
  out: string | undefined;
  isJson: boolean;
};

const FORMATS: readonly Format[] = ['kiro', 'spec-kit', 'openspec', 'task-master'];

type PlacedLoss = Loss & { line: number; column: number };
type Converted = { folder: string; from: Format; to: Format; files: WrittenFile[]; lost: PlacedLoss[]; renamed: NewId[] };

/** Writes each spec that the paths mean in another format, or shows what would be written. Nothing that is there is written over. */
export function convert({ paths, from, to, out, isJson }: ConvertOptions): number {
  const source = from === undefined ? undefined : formatNamed('--from', from);
  const target = formatNamed('--to', to);
  const specs = withChanges(findSpecs(paths)).filter(({ format }) => source === undefined || format === source);
  if (specs.length === 0) throw new UsageError(`there is no ${source} spec in ${paths.join(', ')}.`);
  if (specs.some(({ format }) => format === target))
    throw new UsageError(`what is ${target} already needs no conversion: name what it is --from.`);
  const converted = specs.map((spec) => convertFolder(spec, target));
  if (out !== undefined) writeFiles(converted, out);
  if (isJson) {
    const shown = converted.map((one) => ({ ...one, files: out === undefined ? one.files : one.files.map(({ path }) => ({ path })) }));
    process.stdout.write(`${JSON.stringify({ version: 1, specs: shown }, null, 2)}\n`);
  } else for (const one of converted) printText(one, out);
  return 0;
}

function formatNamed(option: string, name: string | undefined): Format {
  const format = FORMATS.find((known) => known === name);
  if (format === undefined) throw new UsageError(`${option} takes ${FORMATS.join(', ')}.`);
  return format;
}

function convertFolder({ folder, format, files }: SpecFolder, to: Format): Converted {
  const texts: SourceTexts = {};
  for (const { kind, path, source } of files) {
    const slot = kind === 'bugfix' ? 'requirements' : kind;
    if (slot !== 'requirements' || kind === 'requirements' || texts.requirements === undefined)
      texts[slot] = { name: path, text: source.text };
  }
  const starts = new Map(Object.values(texts).map(({ name, text }) => [name, lineStarts(text)]));
  const { files: written, lost, renamed } = convertSpec({ from: format, to, slug: slugOf(folder), texts });
  const placed = lost.map((loss) => ({ ...loss, ...positionAt(starts.get(loss.document) ?? [0], loss.span.start) }));
  return { folder, from: format, to, files: written, lost: placed, renamed };
}

const DELTA = /^(.*openspec[\\/]changes[\\/](?!archive[\\/])[^\\/]+)[\\/]specs[\\/]/;

/** A change of OpenSpec keeps its tasks and design above its specs. Where it has one spec, they are converted together. */
function withChanges(specs: SpecFolder[]): SpecFolder[] {
  const joined = new Map<string, SpecFolder>();
  for (const spec of specs) {
    const change = DELTA.exec(spec.folder)?.[1] ?? spec.folder;
    const known = joined.get(change);
    if (!known) joined.set(change, { ...spec, folder: change, files: [...spec.files] });
    else if (spec.files.every(({ kind }) => known.files.every((file) => file.kind !== kind))) known.files.push(...spec.files);
    else joined.set(spec.folder, spec);
  }
  return [...joined.values()];
}

/** The name of the spec: that of its folder, without the number that spec-kit puts before it. */
function slugOf(folder: string): string {
  const name = basename(resolve(folder));
  const own = name === 'tasks' ? basename(resolve(folder, '../..')) : name;
  return own.replace(/^(?:\d{3,}|\d{8}-\d{6})-/, '').replace(/[^\p{L}\p{N}._-]+/gu, '-') || 'spec';
}

function writeFiles(converted: Converted[], out: string): void {
  const files = converted.flatMap((one) => one.files);
  const targets = files.map(({ path }) => join(out, path));
  const twice = targets.find((path, at) => targets.indexOf(path) !== at);
  if (twice !== undefined) throw new UsageError(`two of the specs would be written to ${twice}: convert them one by one.`);
  const there = targets.find((path) => existsSync(path));
  if (there !== undefined) throw new UsageError(`${there} is there already: nothing was written.`);
  for (const { path, text } of files) {
    mkdirSync(dirname(join(out, path)), { recursive: true });
    writeFileSync(join(out, path), text);
  }
}

function printText({ files, lost, renamed, from, to, folder }: Converted, out: string | undefined): void {
  for (const { path, text } of files) {
    if (out === undefined) process.stdout.write(`--- ${path}\n${text}\n`);
    else process.stdout.write(`${join(out, path)}\n`);
  }
  const lines = lost.map(({ document, line, column, what, message }) => `${document}:${line}:${column} ${what} ${message}\n`);
  const ids = renamed.map(({ kind, from: before, to: after }) => `${kind} ${before} is now ${after}\n`);
  process.stderr.write([...lines, ...ids].join(''));
  process.stderr.write(
    `${folder}: ${from} to ${to}, ${files.length} files; ${lost.length} things cannot be held, ${renamed.length} ids have another form\n`,
  );
}
