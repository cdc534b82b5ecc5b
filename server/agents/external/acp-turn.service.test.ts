import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openBubblewrap } from '#server/sandbox/bubblewrap.ts';
import { canary, limits, place, prepareSandboxTests } from '#server/sandbox/sandbox-fixture.ts';
import { type PromptOptions, promptAgent, type TurnWatcher } from './acp-turn.ts';

prepareSandboxTests();

const program = path.join(process.cwd(), 'server/agents/testing/acp-agent.mjs');

/** Lets the test's agent play its part, and gives the turn with all that was told of it. */
async function play(part: string, more: Partial<Pick<PromptOptions, 'judge' | 'signal'>> & { mayCost?: number } = {}) {
  const readOnly = [{ from: process.cwd(), to: process.cwd() }];
  const sandbox = await openBubblewrap({ workspace: place.workspace, readOnly, limits: { ...limits, memoryMb: 1024 } });
  const told: string[] = [];
  const watcher: TurnWatcher = {
    said: (text) => void told.push(`said ${text}`),
    called: ({ tool, input }) => void told.push(`called ${tool} ${JSON.stringify(input)}`),
    answered: ({ tool, isError, output }) => void told.push(`answered ${tool} ${isError} ${output}`),
    changed: ({ path: file, before, after }) => void told.push(`changed ${file} ${JSON.stringify(before)} ${JSON.stringify(after)}`),
    started: ({ command }) => void told.push(`started ${command}`),
    printed: (_, stream, text) => void told.push(`printed ${stream} ${text}`),
    ended: ({ exitCode }) => void told.push(`ended ${exitCode}`),
    spent: (usd) => Promise.resolve(usd <= (more.mayCost ?? 1)),
  };
  const env = { PART: part, SECRET_FILE: `${place.folder}/.ssh/id_rsa` };
  const turn = promptAgent({
    ...{ sandbox, watcher, workspace: place.workspace, prompt: 'Do it.' },
    agent: { name: 'Tester', command: `node ${program}`, mode: null, env },
    egress: { judge: () => 'There is no network.' },
    signal: more.signal ?? new AbortController().signal,
    judge: more.judge ?? (() => Promise.resolve('yes')),
  });
  return { told, turn };
}

const doing = (...steps: unknown[][]) => JSON.stringify({ do: steps });

test('an agent works with its own hands, ours and a terminal, and all of it is told', async () => {
  writeFileSync(path.join(place.workspace, 'a.txt'), 'one\n');
  const { told, turn } = await play(
    doing(['write', 'b.txt', 'new\n'], ['edit', 'a.txt', 'one', 'two'], ['run', 'cat a.txt b.txt; exit 3'], ['say', 'Done.']),
  );
  expect(await turn).toEqual({ text: 'exit 3: two\nnew Done.', end: 'done', usage: { input: 100, output: 50, cached: 10 }, usd: null });
  expect(readFileSync(path.join(place.workspace, 'b.txt'), 'utf8')).toBe('new\n');
  expect(told.filter((line) => line.startsWith('changed'))).toEqual(['changed b.txt "" "new\\n"', 'changed a.txt "one\\n" "two\\n"']);
  expect(told).toContain("started bash -c 'cat a.txt b.txt; exit 3'");
  expect(told).toContain('ended 3');
});

test('what the policy refuses is refused and told; what it does unasked ends its turn', async () => {
  const judge: PromptOptions['judge'] = ({ capability, value }) =>
    Promise.resolve(value === 'forbidden.txt' || capability === 'command' ? { refusal: 'Not here.' } : 'yes');
  const asked = await play(doing(['write', 'forbidden.txt', 'x'], ['run', 'touch ran'], ['write', 'fine.txt', 'x']), { judge });
  expect(await asked.turn).toMatchObject({ end: 'done', text: 'not allowed to write forbidden.txt. not allowed to run touch ran. ' });
  expect(existsSync(path.join(place.workspace, 'forbidden.txt'))).toBe(false);
  expect(existsSync(path.join(place.workspace, 'ran'))).toBe(false);
  expect(existsSync(path.join(place.workspace, 'fine.txt'))).toBe(true);
  expect(asked.told).toContain('answered edit true Not here.');
  writeFileSync(path.join(place.workspace, 'forbidden.txt'), 'a');
  const unasked = await play('does as it likes', { judge });
  expect(await unasked.turn).toMatchObject({ end: 'stopped' });
});

test('where people have to be asked first, the turn ends and nothing is done', async () => {
  const { turn } = await play(doing(['run', 'touch ran'], ['run', 'touch ran']), { judge: () => Promise.resolve('stop') });
  expect(await turn).toMatchObject({ end: 'stopped' });
  expect(existsSync(path.join(place.workspace, 'ran'))).toBe(false);
});

test('it gets out by none of its ways', async () => {
  mkdirSync(path.join(place.workspace, '.git'));
  writeFileSync(path.join(place.workspace, '.git/config'), 'whole');
  const { told, turn } = await play('escapes');
  const { text } = await turn;
  expect(text + told.join('')).not.toContain(canary);
  expect(existsSync(`${place.folder}/.ssh/id_rsa.written`)).toBe(false);
  expect(readFileSync(`${place.folder}/.ssh/id_rsa`, 'utf8')).toBe(canary);
  expect(readFileSync(path.join(place.workspace, '.git/config'), 'utf8')).toBe('whole');
  expect(existsSync(path.join(place.workspace, '.kiro'))).toBe(false);
  expect(text.match(/is absolute|leaves the repository|not for tools|changed by people/g)?.length).toBeGreaterThanOrEqual(6);
});

test.each(['hangs', 'hangs for good'])('one that %s is cancelled at once', async (part) => {
  const cancel = new AbortController();
  const { told, turn } = await play(part, { signal: cancel.signal });
  const outcome = turn.catch((cause: unknown) => cause);
  await expect.poll(() => told, { timeout: 20_000 }).toContain('said I wait for a tool. ');
  cancel.abort(new Error('cancelled by hand'));
  expect(await outcome).toMatchObject({ message: 'cancelled by hand' });
});

test('one that spends more than it may is stopped', async () => {
  expect(await (await play('spends', { mayCost: 4 })).turn).toMatchObject({ end: 'stopped', usd: 4.2 });
});

test.each([
  ['dies', 'broken', /ended by itself|broke off/],
  ['wants to be signed in', 'refused', /signed in/],
])('one that %s gives a failure with its words', async (part, kind, words) => {
  const { turn } = await play(part);
  const failure = await turn.catch((cause: unknown) => cause);
  expect(failure).toMatchObject({ name: 'ModelFailure', kind });
  expect(String(failure)).toMatch(words);
});
