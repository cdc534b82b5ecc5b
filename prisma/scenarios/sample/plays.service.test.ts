import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { applyEdit } from '#server/agents/apply-edit.ts';

/*
 * The scripted model plays these files, and everything that it plays is carried out for real. So each play is played here:
 * its file calls on a copy of the sample, its commands in that copy, and the sample's own tests at each `run_checks`.
 */

const call = z.discriminatedUnion('tool', [
  z.strictObject({ tool: z.literal('list_files'), input: z.strictObject({ path: z.string() }) }),
  z.strictObject({
    tool: z.literal('read_file'),
    input: z.strictObject({ path: z.string(), from: z.int().optional(), to: z.int().optional() }),
  }),
  z.strictObject({ tool: z.literal('search_files'), input: z.strictObject({ pattern: z.string(), path: z.string().optional() }) }),
  z.strictObject({ tool: z.literal('write_file'), input: z.strictObject({ path: z.string(), content: z.string() }) }),
  z.strictObject({ tool: z.literal('edit_file'), input: z.strictObject({ path: z.string(), old: z.string(), new: z.string() }) }),
  z.strictObject({ tool: z.literal('run_command'), input: z.strictObject({ command: z.string(), timeoutSeconds: z.int() }) }),
  z.strictObject({ tool: z.literal('run_checks'), input: z.strictObject({}) }),
  z.strictObject({ tool: z.literal('ask_person'), input: z.strictObject({ question: z.string(), options: z.array(z.string()).min(2) }) }),
  z.strictObject({ tool: z.literal('finish'), input: z.strictObject({ summary: z.string() }) }),
]);
/** A turn with `onAnswer` is taken only if the last answer of a person was that option; all others always. */
const turn = z.strictObject({ onAnswer: z.string().optional(), say: z.string().min(1), calls: z.array(call).min(1) });
const playbook = z.strictObject({
  specSlug: z.string(),
  plays: z.array(z.strictObject({ taskId: z.string(), turns: z.array(turn) })),
});
type Call = z.infer<typeof call>;
type Checks = { ok: boolean; output: string };

const here = import.meta.dirname;
const { specSlug, plays } = playbook.parse(JSON.parse(readFileSync(join(here, 'plays.json'), 'utf8')));

let copy = '';
beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'plumbline-play-'));
  cpSync(join(here, 'repository'), copy, { recursive: true });
  symlinkSync(join(process.cwd(), 'node_modules'), join(copy, 'node_modules'));
});
afterEach(() => rmSync(copy, { recursive: true, force: true }));

function execute(file: string, args: string[]): Promise<Checks> {
  return new Promise((done) => {
    execFile(file, args, { cwd: copy, timeout: 60_000 }, (error, stdout, stderr) => done({ ok: !error, output: stdout + stderr }));
  });
}

const runSampleTests = () => execute(process.execPath, ['--test', 'test/**/*.test.ts']);

/** Carries out one call; gives the result of the checks where the call asks for them. */
async function carryOut({ tool, input }: Call): Promise<Checks | null> {
  switch (tool) {
    case 'list_files':
      expect(existsSync(join(copy, input.path))).toBe(true);
      return null;
    case 'read_file': {
      const lines = readFileSync(join(copy, input.path), 'utf8').split('\n');
      expect(input.to ?? 1, `${input.path} has ${lines.length} lines`).toBeLessThan(lines.length);
      return null;
    }
    case 'search_files':
      expect((await execute('grep', ['-rn', '--exclude-dir=node_modules', input.pattern, input.path ?? '.'])).ok, input.pattern).toBe(true);
      return null;
    case 'write_file':
      mkdirSync(dirname(join(copy, input.path)), { recursive: true });
      writeFileSync(join(copy, input.path), input.content);
      return null;
    case 'edit_file': {
      const edit = applyEdit(readFileSync(join(copy, input.path), 'utf8'), input.old, input.new);
      expect(edit, `"${input.old}" stands once in ${input.path}`).toMatchObject({ kind: 'applied' });
      if (edit.kind === 'applied') writeFileSync(join(copy, input.path), edit.text);
      return null;
    }
    case 'run_command':
      expect(await execute('sh', ['-c', input.command])).toMatchObject({ ok: true });
      return null;
    case 'run_checks':
      return runSampleTests();
    case 'ask_person':
    case 'finish':
      return null;
  }
}

async function perform(taskId: string, answer: string | null): Promise<Checks[]> {
  const checks: Checks[] = [];
  for (const { onAnswer, calls } of plays.find((play) => play.taskId === taskId)?.turns ?? []) {
    if (onAnswer !== undefined && onAnswer !== answer) continue;
    for (const each of calls) {
      const result = await carryOut(each);
      if (result) checks.push(result);
    }
  }
  return checks;
}

const questionOf = (taskId: string) =>
  plays.find((play) => play.taskId === taskId)?.turns.flatMap(({ calls }) => calls.filter((each) => each.tool === 'ask_person'))[0];

const performances = plays.flatMap(({ taskId }) => {
  const answers: (string | null)[] = questionOf(taskId)?.input.options ?? [null];
  return answers.map((answer) => ({ taskId, answer }));
});

describe('the sample', { timeout: 120_000 }, () => {
  test('is green before anybody works on it', async () => {
    const { ok, output } = await runSampleTests();
    expect(output).toContain(`Feature: ${specSlug}, Property 1`);
    expect(ok).toBe(true);
  });

  test('has plays for tasks that are to do, one of which asks a person', () => {
    const tasks = readFileSync(join(here, 'repository/.kiro/specs', specSlug, 'tasks.md'), 'utf8');
    for (const { taskId } of plays) expect(tasks).toContain(`- [ ] ${taskId} `);
    expect(plays.length).toBeGreaterThanOrEqual(2);
    expect(plays.some(({ taskId }) => questionOf(taskId))).toBe(true);
  });

  test.each(performances)('task $taskId ($answer) fails its property first and passes after the correction', async ({ taskId, answer }) => {
    const [first, ...later] = await perform(taskId, answer);
    expect(first?.ok).toBe(false);
    expect(first?.output).toMatch(/✖ Feature: order-pricing, Property \d/);
    expect(first?.output).toContain('Counterexample: ');
    // Once more where the reviewer has objected.
    expect(later.length).toBeGreaterThan(0);
    for (const each of later) expect(each, each.output).toMatchObject({ ok: true });
  });

  test.each([plays.map(({ taskId }) => taskId), plays.map(({ taskId }) => taskId).reverse()])(
    'can be built up in the order %s, %s, %s',
    async (...order) => {
      for (const taskId of order) {
        const checks = await perform(taskId, questionOf(taskId)?.input.options[0] ?? null);
        const [first, ...later] = checks.map(({ ok }) => ok);
        expect(first).toBe(false);
        expect(later.length > 0 && later.every(Boolean)).toBe(true);
      }
    },
  );

  test('every play ends with finish, and goes on after one only where the reviewer objects', () => {
    for (const { turns } of plays) {
      const tools = turns.map(({ calls }) => calls.map(({ tool }) => tool));
      expect(tools.at(-1)).toEqual(['finish']);
      for (const calls of tools) expect(calls.indexOf('finish')).toBeOneOf([-1, calls.length - 1]);
      expect(tools.filter((calls) => calls.includes('finish')).length).toBeLessThanOrEqual(2);
    }
  });
});
