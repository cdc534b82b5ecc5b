import type { CheckOutcome } from '#core/verification/evidence.ts';
import { kept, mostOutcomes, readPropertyWords, type TestResults } from './outcome.ts';

const largest = 32 * 1024 * 1024;
const resultLine = /^( *)(not )?ok\b *(\d+)? *(?:- ?)?(.*?)(?: +# *(SKIP|TODO)\b *(.*))?$/i;
const deepest = 50;

type Level = { group: string | null; children: number; failed: number };

/**
 * Reads the Test Anything Protocol, versions 12 to 14, with subtests as node:test and others write them: a line of a group sums up
 * what stands indented before it and is told only where it failed by itself. Lines that are none of it are passed over.
 */
export function readTap(source: string): TestResults {
  if (source.length > largest) return { outcomes: [], problems: ['The report is larger than 32 MB.'] };
  const outcomes: CheckOutcome[] = [];
  const problems: string[] = [];
  const levels: Level[] = [];
  let planned: number | null = null;
  let reported = 0;
  const lines = source.split(/\r?\n/);
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (/^Bail out!/i.test(line)) problems.push(`The run was given up: ${kept(line.slice(9).trim()) || 'no reason is told'}.`);
    const plan = /^1\.\.(\d{1,9})\b/.exec(line)?.[1];
    if (plan !== undefined) planned = Number(plan);
    const opened = /^( *)# Subtest: (.*)$/.exec(line);
    if (opened) {
      const depth = depthOf(opened[1]);
      levels.length = Math.min(levels.length, depth);
      levels[depth] = { group: opened[2]?.trim() ?? null, children: 0, failed: 0 };
      continue;
    }
    const found = resultLine.exec(line);
    if (!found) continue;
    const depth = depthOf(found[1]);
    if (depth === 0) reported += 1;
    const own = levels[depth];
    levels.length = Math.min(levels.length, depth);
    const isFailed = found[2] !== undefined && found[5]?.toUpperCase() !== 'TODO';
    const parent = levels[depth - 1];
    if (parent) {
      parent.children += 1;
      if (isFailed) parent.failed += 1;
    }
    const block = readBlock(lines, at + 1, (found[1] ?? '').length);
    at = block.next - 1;
    const isGroup = own !== undefined && own.children > 0;
    if (isGroup && (!isFailed || own.failed > 0)) continue;
    const groups = levels.slice(0, depth).flatMap((level) => level?.group ?? []);
    outcomes.push(outcomeOf([...groups, unescaped(found[4] ?? '') || `test ${found[3] ?? reported}`], found, block.text));
  }
  if (planned !== null && reported !== planned) problems.push(`It plans ${planned} tests and reports ${reported}.`);
  if (outcomes.length > mostOutcomes) problems.push(`Only the first ${mostOutcomes} of ${outcomes.length} tests are taken.`);
  return { outcomes: outcomes.slice(0, mostOutcomes), problems };
}

function depthOf(indent: string | undefined): number {
  return Math.min(deepest, Math.floor((indent?.length ?? 0) / 4));
}

function unescaped(title: string): string {
  return title.trim().replace(/\\([#\\])/g, '$1');
}

/** The block between `---` and `...` beneath a result, if there is one, and the line after it. */
function readBlock(lines: readonly string[], from: number, indent: number): { text: string; next: number } {
  const first = lines[from];
  if (first === undefined || !/^ +---\s*$/.test(first) || first.search(/\S/) <= indent) return { text: '', next: from };
  const margin = first.search(/\S/);
  const end = lines.findIndex((line, at) => at > from && line.trim() === '...' && line.search(/\S/) === margin);
  if (end < 0) return { text: '', next: from };
  return {
    text: lines
      .slice(from + 1, end)
      .map((line) => line.slice(margin))
      .join('\n'),
    next: end + 1,
  };
}

function outcomeOf(path: readonly string[], found: RegExpExecArray, block: string): CheckOutcome {
  const directive = found[5]?.toUpperCase();
  const isFailed = found[2] !== undefined;
  const status = directive !== undefined ? 'unreachable' : isFailed ? 'failed' : 'passed';
  const location = /^location: '?(.+?):(\d{1,9}):\d+'?$/m.exec(block);
  const milliseconds = Number(/^duration_ms: ([\d.]{1,20})$/m.exec(block)?.[1] ?? Number.NaN);
  const reason = directive === undefined ? scalar(block, 'error') || scalar(block, 'message') : (found[6] ?? '').trim();
  return {
    name: kept(path.join(' > ')).slice(0, 2_000),
    file: location?.[1] === undefined ? null : kept(location[1]).slice(0, 1_000),
    line: location?.[2] === undefined ? null : Number(location[2]),
    status,
    ...readPropertyWords(block),
    message:
      status === 'passed'
        ? null
        : kept(reason || (directive === undefined ? 'It says no more.' : 'The test is skipped or marked as to do.')),
    durationMs: Number.isFinite(milliseconds) ? Math.round(milliseconds) : null,
  };
}

/** A value of the block: on the line of its name, or indented beneath `|-`. */
function scalar(block: string, name: string): string {
  const lines = block.split('\n');
  const at = lines.findIndex((line) => line.startsWith(`${name}:`));
  if (at < 0) return '';
  const value = (lines[at] ?? '').slice(name.length + 1).trim();
  if (!/^[|>][-+]?$/.test(value)) return value.replace(/^(['"])(.*)\1$/, '$2');
  const rest = lines.slice(at + 1);
  const end = rest.findIndex((line) => line !== '' && !line.startsWith('  '));
  return (end < 0 ? rest : rest.slice(0, end))
    .map((line) => line.slice(2))
    .join('\n')
    .trim();
}
