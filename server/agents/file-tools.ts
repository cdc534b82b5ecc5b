import { posix } from 'node:path';
import type { Sandbox } from '#server/sandbox/sandbox.ts';
import type { ToolAnswer } from './agent.ts';
import { applyEdit } from './apply-edit.ts';
import { countChangedLines } from './changed-lines.ts';
import { checkPath, checkWritablePath } from './workspace-path.ts';

const maxEntries = 400;
const maxLines = 1_500;
const maxCharacters = 60_000;
const maxLineCharacters = 1_000;
const maxFileBytes = 5_000_000;

/** The tree beneath a folder, level by level, so that a cut loses what is deepest. */
export async function listFiles(sandbox: Sandbox, { path: written }: { path: string }): Promise<ToolAnswer> {
  const checked = checkPath(written);
  if (!checked.ok) return refusal(checked.why);
  const found: string[] = [];
  const open = [checked.path];
  let isCut = false;
  for (let folder = open.shift(); folder !== undefined; folder = open.shift()) {
    const entries = await sandbox.listFolder(folder);
    if (entries === null && folder === checked.path) return refusal(await missing(sandbox, folder, 'folder'));
    for (const entry of entries ?? []) {
      if (found.length === maxEntries) {
        isCut = true;
        break;
      }
      const path = posix.join(folder, entry);
      found.push(path);
      if (entry.endsWith('/') && entry !== 'node_modules/') open.push(path.slice(0, -1));
    }
  }
  const note = isCut ? `\n(cut after ${maxEntries} entries; list a folder beneath for the rest)` : '';
  return answer(found.length === 0 ? 'The folder is empty.' : found.sort().join('\n') + note);
}

/** A stretch of a text file with line numbers. */
export async function readFile(
  sandbox: Sandbox,
  { path: written, from = 1, to }: { path: string; from?: number; to?: number },
): Promise<ToolAnswer> {
  const checked = checkPath(written);
  if (!checked.ok) return refusal(checked.why);
  const { path } = checked;
  const text = await readText(sandbox, path);
  if (!text.ok) return refusal(text.why);
  if (text.value === '') return answer('The file is empty.');
  const lines = text.value.replace(/^\uFEFF/, '').split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  if (from > lines.length) return refusal(`${path} has ${lines.length} lines; there is no line ${from}.`);
  if (to !== undefined && to < from) return refusal(`Line ${to} comes before line ${from}.`);
  const last = Math.min(to ?? lines.length, lines.length, from + maxLines - 1);
  const shown: string[] = [];
  let characters = 0;
  for (let number = from; number <= last && characters < maxCharacters; number += 1) {
    const line = clip(lines[number - 1] ?? '', maxLineCharacters);
    shown.push(`${String(number).padStart(5)}  ${line}`);
    characters += line.length + 8;
  }
  const end = from + shown.length - 1;
  const isPart = from > 1 || end < lines.length;
  return answer(shown.join('\n') + (isPart ? `\n(lines ${from} to ${end} of ${lines.length})` : ''));
}

/** Creates or replaces a file, and says how much of it that changed. */
export async function writeFile(sandbox: Sandbox, { path: written, content }: { path: string; content: string }): Promise<ToolAnswer> {
  const checked = checkWritablePath(written);
  if (!checked.ok) return refusal(checked.why);
  const { path } = checked;
  const bytes = await sandbox.readFile(path);
  const before = bytes === null ? '' : new TextDecoder().decode(bytes);
  if (bytes !== null && before === content) return answer(`${path} already has this content.`);
  await sandbox.writeFile(path, new TextEncoder().encode(content));
  const { added, removed } = countChangedLines(before, content);
  const verb = bytes === null ? 'Created' : 'Replaced';
  return {
    output: `${verb} ${path}: ${countOf(added, 'line')} added, ${removed} removed.`,
    isError: false,
    change: { path, added, removed, ...(bytes === null ? { isNew: true } : {}) },
  };
}

/** Replaces one passage. Repeated after a crash it finds its work done, and says so. */
export async function editFile(sandbox: Sandbox, edit: { path: string; old: string; new: string }): Promise<ToolAnswer> {
  const checked = checkWritablePath(edit.path);
  if (!checked.ok) return refusal(checked.why);
  const { path } = checked;
  const text = await readText(sandbox, path);
  if (!text.ok) return refusal(text.why);
  const result = applyEdit(text.value, edit.old, edit.new);
  switch (result.kind) {
    case 'refused':
      return refusal(`${path} was not changed. ${result.why}`);
    case 'already':
      return answer(`${path} already reads so; nothing was changed.`);
    case 'applied': {
      await sandbox.writeFile(path, new TextEncoder().encode(result.text));
      const { added, removed } = countChangedLines(text.value, result.text);
      return {
        output: `Edited ${path} at line ${result.line}: ${countOf(added, 'line')} added, ${removed} removed.`,
        isError: false,
        change: { path, added, removed },
      };
    }
  }
}

type FileEdit = { path: string; old: string; new: string };

/** Replaces several passages, all or none. Repeated after a crash in its middle it finds what is done, and does the rest. */
export async function editFiles(sandbox: Sandbox, { edits }: { edits: readonly FileEdit[] }): Promise<ToolAnswer> {
  const changes: { path: string; before: string; after: string }[] = [];
  const byPath = Map.groupBy(edits, ({ path }) => path);
  for (const [written, own] of byPath) {
    const none = (edit: FileEdit | undefined, why: string) => {
      return refusal(`Nothing was changed. Edit ${edit ? edits.indexOf(edit) + 1 : 1}: ${written}: ${why}`);
    };
    const checked = checkWritablePath(written);
    if (!checked.ok) return none(own[0], checked.why);
    const { path } = checked;
    const text = await readText(sandbox, path);
    if (!text.ok) return none(own[0], text.why);
    const edited = editAll(text.value, own);
    if ('why' in edited && !wasEdited(text.value, own)) return none(edited.edit, edited.why);
    if ('text' in edited && edited.text !== text.value) changes.push({ path, before: text.value, after: edited.text });
  }
  for (const { path, after } of changes) await sandbox.writeFile(path, new TextEncoder().encode(after));
  if (changes.length === 0) return answer('Everything already reads so; nothing was changed.');
  const counted = changes.map(({ path, before, after }) => ({ path, ...countChangedLines(before, after) }));
  const lines = counted.map(({ path, added, removed }) => `Edited ${path}: ${countOf(added, 'line')} added, ${removed} removed.`);
  return { output: lines.join('\n'), isError: false, change: null, changes: counted };
}

function editAll(text: string, edits: readonly FileEdit[]): { text: string } | { edit: FileEdit; why: string } {
  let edited = text;
  for (const edit of edits) {
    const result = applyEdit(edited, edit.old, edit.new);
    if (result.kind === 'refused') return { edit, why: result.why };
    if (result.kind === 'applied') edited = result.text;
  }
  return { text: edited };
}

/** Whether a text is what these edits led to: taken back one by one and made again, they give it. */
function wasEdited(text: string, edits: readonly FileEdit[]): boolean {
  const back = edits.toReversed().map((edit) => ({ ...edit, old: edit.new, new: edit.old }));
  if (back.some(({ old }) => old === '')) return false;
  const before = editAll(text, back);
  const again = 'text' in before ? editAll(before.text, edits) : before;
  return 'text' in again && again.text === text;
}

type Text = { ok: true; value: string } | { ok: false; why: string };

/** The text exactly as its bytes say, BOM and line ends included; an edit must not change what it does not name. */
async function readText(sandbox: Sandbox, path: string): Promise<Text> {
  const bytes = await sandbox.readFile(path);
  if (bytes === null) return { ok: false, why: await missing(sandbox, path, 'file') };
  if (bytes.byteLength > maxFileBytes)
    return { ok: false, why: `${path} is ${bytes.byteLength} bytes, too long to read here; use search_files or a command.` };
  if (bytes.includes(0)) return { ok: false, why: `${path} is not a text file.` };
  try {
    return { ok: true, value: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { ok: false, why: `${path} is not UTF-8 text.` };
  }
}

/** What stands where something was looked for: most wrong paths are wrong in their last part. */
async function missing(sandbox: Sandbox, path: string, what: 'file' | 'folder'): Promise<string> {
  const folder = posix.dirname(path);
  const entries = await sandbox.listFolder(folder);
  const place = folder === '.' ? 'The root' : folder;
  const around =
    entries === null ? `There is no folder ${folder} either.` : `${place} holds: ${clip(entries.join(', '), 1_000) || 'nothing'}.`;
  return `There is no ${what} ${path}. ${around}`;
}

function clip(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit)}... (${text.length - limit} more characters)`;
}

function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function answer(output: string): ToolAnswer {
  return { output, isError: false, change: null };
}

function refusal(output: string): ToolAnswer {
  return { output, isError: true, change: null };
}
