import { z } from 'zod';
import type { CommandResult, Sandbox } from '#server/sandbox/sandbox.ts';
import { resultsFolder } from './instruments.ts';
import { rootFile, vitestReport } from './plan-check.ts';

/** One test as a runner told it, before properties are laid beside it. */
export type TestResult = {
  name: string;
  file: string | null;
  line: number | null;
  passed: boolean;
  /** Skipped or marked as to do: the test says nothing. */
  isSilent: boolean;
  /** It could not be run to its end, as opposed to: it ran and an expectation failed. */
  isBroken: boolean;
  message: string | null;
  durationMs: number | null;
};

const words = z.string().transform((text) => plain(text.slice(0, 4_000)));
const count = z.number().int().min(0).max(1_000_000_000);

const nodeTest = z.object({
  names: z.array(words).min(1).max(50),
  file: words.nullable(),
  line: count.nullable(),
  passed: z.boolean(),
  isSuite: z.boolean(),
  skipped: z.boolean(),
  todo: z.boolean(),
  failure: z.string().nullable(),
  message: words.nullable(),
  durationMs: z.number().nullable(),
});

const propertyResult = z.object({
  test: words.nullable(),
  frames: z.array(z.object({ file: words, line: count })).max(50),
  failed: z.boolean(),
  interrupted: z.boolean(),
  cases: count,
  skips: count,
  seed: z.number(),
  path: words.nullable(),
  counterexample: words.nullable(),
  message: words.nullable(),
});
/** One property as fast-check told it. */
export type PropertyResult = z.infer<typeof propertyResult>;

const vitestTests = z.object({
  testResults: z
    .array(
      z.object({
        name: words,
        status: z.string(),
        message: z.string().catch(''),
        assertionResults: z
          .array(
            z.object({
              ancestorTitles: z.array(words),
              title: words,
              status: z.string(),
              duration: z.number().nullish(),
              failureMessages: z.array(words).nullish(),
              location: z.object({ line: count }).nullish(),
            }),
          )
          .max(100_000),
      }),
    )
    .max(10_000),
});

export type Results = {
  tests: TestResult[];
  properties: PropertyResult[] /** Files that were there and could not be read, in words. */;
  unreadable: string[];
};

/** Without what a database cannot hold: NUL characters and halves of a pair. */
export function plain(text: string): string {
  return text.replaceAll('\0', '\u2400').toWellFormed();
}

const largestFile = 8 * 1024 * 1024;
const mostFiles = 500;
/** Of all files together: what is unreadable counts as if it were as large as one may be. */
const mostBytes = 256 * 1024 * 1024;
const mostLines = 20_000;

/**
 * Reads what the instruments wrote. All of it was written by processes that ran the repository's own code, so it is read
 * as coming from a stranger: too large, malformed or linked files are named in `unreadable`, never an exception.
 */
export async function readResults(sandbox: Sandbox): Promise<Results> {
  const results: Results = { tests: [], properties: [], unreadable: [] };
  const names = (await listed(sandbox)).filter((name) => name !== rootFile && name !== '.gitignore');
  const root = ((await read(sandbox, `${resultsFolder}/${rootFile}`)) ?? '').trim();
  let left = mostBytes;
  for (const name of names.slice(0, mostFiles)) {
    const text = left > 0 ? await read(sandbox, `${resultsFolder}/${name}`) : null;
    left -= text?.length ?? largestFile;
    if (text === null) results.unreadable.push(name);
    else if (name === vitestReport) readVitest(text, root, results);
    else if (/^tests-\d+\.jsonl$/.test(name)) readLines(text, name, nodeTest, results, (line) => addNodeTest(line, results));
    else if (/^properties-\d+\.jsonl$/.test(name)) readLines(text, name, propertyResult, results, (line) => results.properties.push(line));
  }
  if (names.length > mostFiles) results.unreadable.push(`${names.length - mostFiles} further files`);
  return results;
}

/** Removes the results folder, whatever the check left there. */
export async function removeResults(sandbox: Sandbox): Promise<void> {
  await run(sandbox, `rm -rf ${resultsFolder}`);
}

async function run(sandbox: Sandbox, command: string): Promise<CommandResult | null> {
  return sandbox.run({ command, timeoutMs: 20_000 }).catch(() => null);
}

/** Links and odd entries are refused by the sandbox, which is an answer too: nothing to read. */
async function listed(sandbox: Sandbox): Promise<string[]> {
  const names = await sandbox.listFolder(resultsFolder).catch(() => null);
  return names ?? [];
}

async function read(sandbox: Sandbox, path: string): Promise<string | null> {
  const bytes = await sandbox.readFile(path).catch(() => null);
  return bytes && bytes.length <= largestFile ? new TextDecoder().decode(bytes) : null;
}

function readLines<T>(text: string, name: string, schema: z.ZodType<T>, results: Results, add: (line: T) => void): void {
  const lines = text.split('\n').filter((line) => line !== '');
  let isWhole = lines.length <= mostLines;
  for (const line of lines.slice(0, mostLines)) {
    const parsed = schema.safeParse(json(line));
    if (parsed.success) add(parsed.data);
    else isWhole = false;
  }
  if (!isWhole) results.unreadable.push(name);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function addNodeTest(test: z.infer<typeof nodeTest>, { tests }: Results): void {
  const { names, file, line, passed, isSuite, skipped, todo, failure, message, durationMs } = test;
  const isFile =
    names.length === 1 && file !== null && (names[0] === file || file.endsWith(`/${names[0]}`) || names[0]?.endsWith(`/${file}`));
  // A group, or a file as a whole, fails with its tests; it is told only where it failed by itself.
  if ((isSuite || isFile) && (passed || failure === 'subtestsFailed')) return;
  const isBroken = isSuite || isFile || (failure !== null && !['testCodeFailure', 'subtestsFailed'].includes(failure));
  tests.push({
    name: names.join(' > '),
    file,
    line,
    passed,
    isSilent: skipped || todo,
    isBroken: !passed && isBroken,
    message,
    durationMs,
  });
}

function readVitest(text: string, root: string, { tests, unreadable }: Results): void {
  const parsed = vitestTests.safeParse(json(text));
  if (!parsed.success) {
    unreadable.push(vitestReport);
    return;
  }
  for (const { name, status, message, assertionResults } of parsed.data.testResults) {
    const file = root !== '' && name.startsWith(`${root}/`) ? name.slice(root.length + 1) : name;
    if (status === 'failed' && assertionResults.length === 0) {
      tests.push({
        name: file,
        file,
        line: null,
        passed: false,
        isSilent: false,
        isBroken: true,
        message: plain(message.slice(0, 4_000)),
        durationMs: null,
      });
    }
    for (const each of assertionResults) {
      tests.push({
        name: [...each.ancestorTitles, each.title].join(' > '),
        file,
        line: each.location?.line ?? null,
        passed: each.status === 'passed',
        isSilent: !['passed', 'failed'].includes(each.status),
        isBroken: false,
        message: each.failureMessages?.[0]?.split('\n    at ')[0] ?? null,
        durationMs: each.duration ?? null,
      });
    }
  }
}
