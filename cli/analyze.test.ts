import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'plumbline-analyze-'));
afterAll(() => rmSync(folder, { recursive: true }));

const REQ = `Input Door is bool
Output Light is bool
on: Globally, it is always the case that if "Door" holds, then "Light" holds after at most 3 time units
off: Globally, it is always the case that if "Door" holds, then "!Light" holds for at least 5 time units
odd: Globally, it is sometimes the case that "Light" holds
`;
const DMN = `<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="m" namespace="n"><decision name="Fee"><variable name="Fee"/>
<decisionTable hitPolicy="UNIQUE"><input><inputExpression typeRef="number"><text>Age</text></inputExpression></input><output/>
<rule><inputEntry><text>&lt; 18</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>
<rule><inputEntry><text>&gt; 18</text></inputEntry><outputEntry><text>2</text></outputEntry></rule></decisionTable></decision></definitions>`;

beforeAll(() => {
  mkdirSync(join(folder, 'beneath'));
  writeFileSync(join(folder, 'doors.req'), REQ);
  writeFileSync(join(folder, 'beneath', 'fee.dmn'), DMN);
  writeFileSync(join(folder, 'beneath', 'package.json'), '{"name": "anyone"}');
  writeFileSync(join(folder, 'broken.json'), '{');
});

const run = (...args: string[]) =>
  new Promise<{ status: number; output: string; errors: string }>((resolve) => {
    execFile(process.execPath, [join(import.meta.dirname, 'plumbline.mjs'), 'analyze', ...args], (error, output, errors) => {
      resolve({ status: typeof error?.code === 'number' ? error.code : 0, output, errors });
    });
  });

test('a folder gives one report for each input, with what was not read and what is proved', async () => {
  const { status, output } = await run(folder, '--json');
  expect(status).toBe(1);
  const { version, inputs } = JSON.parse(output);
  expect(version).toBe(1);
  expect(inputs).toMatchObject([
    {
      kind: 'dmn',
      isRead: true,
      tables: [{ owner: 'Fee', gaps: 1, overlaps: 0 }],
      findings: [
        { kind: 'gap', region: [{ variable: 'Age', ranges: [{ low: 18, high: 18 }] }], witness: { steps: [{ before: { Age: 18 } }] } },
      ],
    },
    {
      kind: 'req',
      counts: { all: 3, read: 2 },
      unread: [{ id: 'odd' }],
      findings: [{ kind: 'timing-conflict', proof: { grade: 'proved', engine: 'timed' }, criteria: ['on', 'off'] }],
    },
  ]);
});

test('a file that was named and cannot be read is one sentence, and no path is a refusal', async () => {
  const broken = await run(join(folder, 'broken.json'));
  expect(broken.status).toBe(1);
  expect(broken.output).toMatch(/broken\.json: not read\. It is no JSON: /);
  const none = await run(join(folder, 'nowhere'));
  expect(none).toMatchObject({ status: 2, errors: expect.stringContaining('does not exist') });
});

test('what cells and games leave open goes to the solver, and is proved by it', async () => {
  const variable = (variable_name: string, idType: string) => ({ variable_name, idType, dataType: 'double', component_name: 'Pump' });
  const file = join(folder, 'pump.fret.json');
  writeFileSync(
    file,
    JSON.stringify({
      requirements: [{ reqid: 'P-1', fulltext: 'Pump shall always satisfy flow * pressure > 0' }],
      variables: [variable('flow', 'Output'), variable('pressure', 'Input')],
    }),
  );
  const { status, output } = await run(file, '--json');
  expect(JSON.parse(output).inputs).toMatchObject([
    {
      components: [{ realizability: { verdict: 'unrealizable', inputs: { pressure: 0 } } }],
      findings: [{ kind: 'impossible-response', criteria: ['P-1'], proof: { grade: 'proved', engine: 'z3' } }],
      undecided: [],
    },
  ]);
  expect(status).toBe(1);
});
