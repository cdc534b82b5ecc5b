import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { parseDesign } from '#core/language/parse-design.ts';
import { parseRequirements } from '#core/language/parse-requirements.ts';
import { failuresOf, feedbackOf } from '#core/verification/feedback.ts';
import { groundTexts, recordChecks } from '#core/verification/record-checks.ts';
import { isTaskVerified, verdictsOf } from '#core/verification/verdicts.ts';
import { bubblewrap, openBubblewrap } from '#server/sandbox/bubblewrap.ts';
import { instrumentsMount } from './instruments.ts';
import { runChecks } from './run-checks.ts';

/* The sample from a spec to a verdict: the play of task 3.1, checked in the sandbox at each of its `run_checks`. */

const sample = 'prisma/scenarios/sample';
const calls = z
  .object({
    plays: z.array(
      z.object({
        taskId: z.string(),
        turns: z.array(z.object({ calls: z.array(z.object({ tool: z.string(), input: z.record(z.string(), z.unknown()) })) })),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(`${sample}/plays.json`, 'utf8')))
  .plays.filter(({ taskId }) => taskId === '3.1')
  .flatMap(({ turns }) => turns.flatMap((turn) => turn.calls));

const text = (name: string) => readFileSync(`${sample}/repository/.kiro/specs/order-pricing/${name}.md`, 'utf8');
const trees = { requirements: parseRequirements(text('requirements')).tree, design: parseDesign(text('design')).tree };
const ground = groundTexts(trees);
const task = { criterionIds: ['3.1', '3.2', '3.3', '3.4'] };

const probe = await bubblewrap.probe();
if (!probe.ok) console.warn(`1 test skipped: ${probe.why}`);

let workspace = '';
beforeAll(() => {
  workspace = mkdtempSync(join(tmpdir(), 'plumbline-sample-'));
  cpSync(`${sample}/repository`, workspace, { recursive: true });
});
afterAll(() => rmSync(workspace, { recursive: true, force: true }));

async function check(commit: string) {
  const modules = { from: join(process.cwd(), 'node_modules'), to: join(workspace, 'node_modules') };
  const sandbox = await openBubblewrap({ workspace, readOnly: [modules, instrumentsMount()] });
  const report = await runChecks({ sandbox, command: 'npm test' });
  const place = { evidenceId: commit, runId: null, grade: 'platform' as const, commit, recordedAt: report.startedAt };
  const records = recordChecks(report, { ...trees, specSlug: 'order-pricing', isOnlySpec: true, ground, ...place });
  return { report, records, verdicts: verdictsOf(records, { ground, code: new Map([[commit, []]]) }) };
}

test.skipIf(!probe.ok)(
  'the first check falsifies 3.1 at exactly 10 units, the second verifies the task',
  { timeout: 120_000 },
  async () => {
    const before = await check('base');
    expect(before.verdicts.get('4.1')).toMatchObject({ state: 'holds', isStale: false, cases: 100 });
    expect(before.verdicts.get('5.3')).toMatchObject({ state: 'holds', cases: 0 });
    expect(before.verdicts.get('3.1')?.state).toBe('unverified');
    expect(isTaskVerified(task, before.verdicts)).toBe(false);

    const checked: Awaited<ReturnType<typeof check>>[] = [];
    for (const { tool, input } of calls) {
      const path = join(workspace, String(input.path));
      if (tool === 'write_file') writeFileSync(path, String(input.content));
      if (tool === 'edit_file') writeFileSync(path, readFileSync(path, 'utf8').replace(String(input.old), String(input.new)));
      if (tool === 'run_checks') checked.push(await check(`attempt ${checked.length + 1}`));
    }
    const [wrong, right] = checked;
    expect(wrong?.verdicts.get('3.1')?.state).toBe('falsified');
    expect(wrong && isTaskVerified(task, wrong.verdicts)).toBe(false);
    const feedback = feedbackOf(failuresOf(wrong?.records ?? []), ground.criteria);
    expect(feedback).toContain(`Criterion 3.1: ${ground.criteria.get('3.1')}`);
    expect(feedback).toMatch(
      /Counterexample: \[\{"sku":"[\w-]+","unitPrice":1,"quantity":10\}\]\n5 percent for 10 units \(expected 1, got 0\)$/,
    );

    expect(right?.report.failure).toBe(null);
    for (const id of ['3.1', '3.2', '3.3']) expect(right?.verdicts.get(id)).toMatchObject({ state: 'holds', cases: 300 });
    expect(right?.verdicts.get('3.4')?.state).toBe('holds');
    expect(right && isTaskVerified(task, right.verdicts)).toBe(true);
  },
);
