import { readFileSync } from 'node:fs';

type Call = { tool: string; input: Record<string, unknown> };
const { plays } = JSON.parse(readFileSync('prisma/scenarios/sample/plays.json', 'utf8')) as {
  plays: { taskId: string; turns: { calls: Call[] }[] }[];
};
const scripted = plays.find(({ taskId }) => taskId === '3.1')?.turns ?? [];
/** A command whose effect shows how often it was carried out. The first one makes sure of the file. */
const leaves = (mark: string): Call => ({ tool: 'run_command', input: { command: `echo ${mark} >> effects.txt; sleep 0.3` } });
/** The turns of the sample's agent, each with a command before and after what it does. */
const turns: Call[][] = scripted.map(({ calls }, turn) => {
  const done = calls.filter(({ tool }) => tool === 'write_file' || tool.startsWith('edit_') || tool === 'run_checks' || tool === 'finish');
  return [
    ...(turn === 0 ? [{ tool: 'write_file', input: { path: 'effects.txt', content: 'begun\n' } }] : []),
    leaves(`${turn}-a`),
    ...done,
  ];
});

/** The next turn of a run that may be asked for one again: which it is follows from what the request tells of those before. */
export function killedPlay(body: unknown): { text: string; calls: { id: string; name: string; args: string }[] } {
  const { messages = [], tools = [] } = body as { messages?: { role: string }[]; tools?: unknown[] };
  // A reviewer has no tools to work with.
  if (tools.length === 0) return { text: '{"verdict":"approved","findings":[]}', calls: [] };
  const turn = messages.filter(({ role }) => role === 'assistant').length;
  const calls = turns[turn] ?? [{ tool: 'finish', input: { summary: 'Done.' } }];
  return {
    text: `Turn ${turn}.`,
    calls: calls.map(({ tool, input }, at) => ({ id: `call-${turn}-${at}`, name: tool, args: JSON.stringify(input) })),
  };
}
