import { ruleOnWith, type Wish } from '#core/access/agent-policy.ts';
import { isRepeatable, toolGroup, wantsDeleted } from '#core/run/hooks.ts';
import { grantsOf } from '#core/run/next-step.ts';
import type { ToolAnswer, ToolCall } from '#server/agents/agent.ts';
import { proposeSpecEdit } from '#server/agents/spec-edit.ts';
import { toolSchemas } from '#server/agents/tool-schemas.ts';
import { wishesOf, withoutHidden } from '#server/agents/tool-wish.ts';
import { callTool } from '#server/agents/tools.ts';
import { fetchPage } from '#server/agents/web-fetch.ts';
import type { Egress, Sandbox } from '#server/sandbox/sandbox.ts';
import { readAgentPolicy } from '#server/services/agent-policies/agent-policy.ts';
import { commentForRun } from '#server/services/comments/agent-comment.ts';
import { type CallPlace, callOf } from '../conversation.ts';
import { gatherText } from '../gather-text.ts';
import { type Attempt, type Done, ended, type RunSession } from '../run-session.ts';
import { applyPolicy } from './apply-policy.ts';
import { callOfBackground } from './background-tools.ts';
import { egressOf } from './egress.ts';
import { briefOf } from './prepare.ts';
import { runHooks } from './run-hooks.ts';
import { shown } from './shown.ts';
import { specDesk } from './spec-desk.ts';

type Here = { step: string; attempt: number; callId: string };
type Offered = NonNullable<ReturnType<typeof briefOf>['tools']>[number];

/** What an agent hears of a call that may have had its effect when its process died: it is never carried out a second time unseen. */
const cutOff =
  'This call was cut off: the process that carried it out ended before it could tell what came of it. It may have had its effect, wholly or in part, or none. Look at what is there before you call it again.';

/** Carries out one tool call, in the sandbox or as a suggestion on the spec, and tells what people should see of it. */
export function carryOutCall(session: RunSession, place: CallPlace) {
  return async (attempt: Attempt): Promise<Done> => {
    const { step, emit } = attempt;
    const call = callOf(session.memory, place);
    const { callId, tool } = call;
    const here = { step, attempt: attempt.attempt, callId };
    emit({ kind: 'tool_called', ...here, tool, input: call.input });
    const tell = (given: { output: string; isError: boolean }): Done => {
      emit({ kind: 'tool_answered', ...here, tool, isError: given.isError, output: shown(given.output) });
      return { output: { kind: 'answer', output: given.output, isError: given.isError } };
    };
    const refuse = (output: string) => tell({ output, isError: true });
    if (attempt.attempt > 1 && call.problem === null && !isRepeatable(tool)) return refuse(cutOff);
    const offered = call.problem === null ? briefOf(session).tools?.find(({ callName }) => callName === tool) : undefined;
    const wishes: Wish[] = offered ? [{ capability: 'mcp', value: `${offered.server}/${offered.name}` }] : wishesOf(call);
    for (const wish of wishes) {
      const word = await applyPolicy(session, step, wish);
      if (word !== 'go on') return 'card' in word ? word.card : refuse(word.refusal);
    }
    const ground = { room: session.room, hooks: briefOf(session).hooks ?? [] };
    const moment = { tool, group: toolGroup(tool) };
    const about = { tool_input: call.input };
    const before = await runHooks(ground, attempt, { kind: 'before-tool', ...moment }, about);
    if (before.blocked !== null) return refuse(before.blocked);
    if (call.problem === null) {
      const ofSpec = await callOfSpec(session, attempt, here, call);
      if (ofSpec) return 'done' in ofSpec ? ofSpec.done : tell(ofSpec);
    }
    const isWatched = wantsDeleted(ground.hooks);
    if (isWatched) {
      await session.room.open();
      await session.deleted.look();
    }
    const answer = await carryOut(session, attempt, { here, call, offered });
    const changes = answer.changes ?? (answer.change ? [answer.change] : []);
    for (const { path, added, removed } of changes) emit({ kind: 'file_changed', ...here, path, added, removed });
    emit({ kind: 'tool_answered', ...here, tool, isError: answer.isError, output: shown(answer.output) });
    // What hooks say after it goes to the model with the answer.
    const told = [...before.told, ...(await runHooks(ground, attempt, { kind: 'after-tool', ...moment }, about)).told];
    for (const { path, isNew } of changes)
      told.push(...(await runHooks(ground, attempt, { kind: isNew ? 'file-created' : 'file-edited', path })).told);
    for (const path of isWatched ? await session.deleted.since() : [])
      told.push(...(await runHooks(ground, attempt, { kind: 'file-deleted', path })).told);
    return { output: { kind: 'answer', output: [answer.output, ...told].join('\n\n'), isError: answer.isError } };
  };
}

/** The tools that speak to people about the spec: they touch nothing in the sandbox. Null where the tool is another one. */
async function callOfSpec(
  session: RunSession,
  { emit }: Attempt,
  here: Here,
  { callId, tool, input }: ToolCall,
): Promise<{ done: Done } | { output: string; isError: boolean } | null> {
  switch (tool) {
    case 'report_plan_issue':
      return { done: await reportPlanIssue(session, here, toolSchemas.report_plan_issue.parse(input)) };
    case 'propose_spec_edit':
      return proposeSpecEdit(specDesk(session, here, emit), toolSchemas.propose_spec_edit.parse(input));
    case 'comment':
      return commentForRun(session.house, session.run, { callId, ...toolSchemas.comment.parse(input) });
    default:
      return null;
  }
}

type Carried = { here: Here; call: ToolCall; offered: Offered | undefined };

async function carryOut(session: RunSession, attempt: Attempt, { here, call, offered }: Carried): Promise<ToolAnswer> {
  const { signal, emit } = attempt;
  if (offered) {
    const egress = (hosts: readonly string[]) => egressOf(session, attempt, { callId: here.callId, also: hosts });
    // Checked where the model's answer was read.
    const input = call.input as Record<string, unknown>;
    return { ...(await session.toolServers.call(offered, { input, signal, egress })), change: null };
  }
  if (call.problem === null && call.tool === 'web_fetch') {
    const { url } = toolSchemas.web_fetch.parse(call.input);
    const egress = onlyTo(url, egressOf(session, attempt, { callId: here.callId }));
    return { ...(await fetchPage({ sandbox: await session.room.open(), egress, signal }, url)), change: null };
  }
  const ofBackground = call.problem === null ? await callOfBackground(session, attempt, call) : null;
  if (ofBackground) return { ...ofBackground, change: null };
  const printed = (stream: 'stdout' | 'stderr') =>
    gatherText((text) => emit({ kind: 'command_printed', ...here, stream, text }), session.secrets);
  const output = { stdout: printed('stdout'), stderr: printed('stderr') };
  const onCommand = {
    started: (command: string) => emit({ kind: 'command_started', ...here, command }),
    printed: (stream: 'stdout' | 'stderr', text: string) => output[stream].add(text),
    ended: ({ durationMs, ...end }: { exitCode: number | null; durationMs: number; stoppedBy?: string }) => {
      output.stdout.end();
      output.stderr.end();
      emit({ kind: 'command_ended', ...here, ...end, durationMs: Math.round(durationMs) });
    },
  };
  const answer = await callTool({ sandbox: await openRoom(session, attempt, here.callId), signal, onCommand }, call);
  return call.tool === 'search_files' && !answer.isError ? { ...answer, output: await readableLines(session, answer.output) } : answer;
}

/** The policy, and where it asks, people have ruled on this very host before; the connection goes there and nowhere else. */
function onlyTo(address: string, told: Egress): Egress {
  const url = new URL(address);
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return { ...told, judge: (to, at) => (to === host && at === port ? null : `Only ${url.host} may be reached by this call.`) };
}

/** The run's sandbox; with a way out of it for commands where the policy names any host that may be reached. */
async function openRoom(session: RunSession, attempt: Attempt, callId: string): Promise<Sandbox> {
  const sandbox = await session.room.open();
  const { policy } = await readAgentPolicy(session.house.db, session.run.projectId);
  if (!policy.rules.some(({ effect, capability }) => effect === 'allow' && capability === 'network')) return sandbox;
  const egress = egressOf(session, attempt, { callId });
  return { ...sandbox, run: (options) => sandbox.run({ ...options, egress }) };
}

async function readableLines({ house, run, memory }: RunSession, output: string): Promise<string> {
  const { policy } = await readAgentPolicy(house.db, run.projectId);
  const grants = grantsOf(memory);
  return withoutHidden(output, (path) => ruleOnWith(policy, grants, { capability: 'read', value: path }).effect === 'allow');
}

/** The task is wrong: says so on the plan, where its people talk, and ends the run without building something else. */
async function reportPlanIssue(
  { house, run }: RunSession,
  here: Here,
  { reason, suggestion }: { reason: string; suggestion?: string | undefined },
): Promise<Done> {
  const words = suggestion ? `${reason}\n\nSuggested instead: ${suggestion}` : reason;
  const body = `The agent of task ${run.taskId} says that the task is wrong. ${words}`.slice(0, 4_000);
  await commentForRun(house, run, { callId: here.callId, document: 'tasks', quote: run.taskTitle, body });
  const told = { kind: 'plan_issue' as const, ...here, reason, ...(suggestion ? { suggestion } : {}) };
  return { ...ended('stuck', `The agent says that the task is wrong: ${words}`), after: [told] };
}
