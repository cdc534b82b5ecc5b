import { ruleOnWith, type Wish } from '#core/access/agent-policy.ts';
import { toolGroup } from '#core/run/hooks.ts';
import { grantsOf } from '#core/run/next-step.ts';
import { proposeSpecEdit } from '#server/agents/spec-edit.ts';
import { toolSchemas } from '#server/agents/tool-schemas.ts';
import { wishOf, withoutHidden } from '#server/agents/tool-wish.ts';
import { callTool } from '#server/agents/tools.ts';
import type { Sandbox } from '#server/sandbox/sandbox.ts';
import { readAgentPolicy } from '#server/services/agent-policies/agent-policy.ts';
import { commentForRun } from '#server/services/comments/agent-comment.ts';
import { type CallPlace, callOf } from '../conversation.ts';
import { gatherText } from '../gather-text.ts';
import { type Attempt, type Done, ended, type RunSession } from '../run-session.ts';
import { applyPolicy } from './apply-policy.ts';
import { egressOf } from './egress.ts';
import { briefOf } from './prepare.ts';
import { runHooks } from './run-hooks.ts';
import { shown } from './shown.ts';
import { specDesk } from './spec-desk.ts';

/** Carries out one tool call, in the sandbox or as a suggestion on the spec, and tells what people should see of it. */
export function carryOutCall(session: RunSession, place: CallPlace) {
  return async ({ step, attempt, signal, emit }: Attempt): Promise<Done> => {
    const call = callOf(session.memory, place);
    const { callId, tool } = call;
    const here = { step, attempt, callId };
    emit({ kind: 'tool_called', ...here, tool, input: call.input });
    const refuse = (output: string): Done => {
      emit({ kind: 'tool_answered', ...here, tool, isError: true, output });
      return { output: { kind: 'answer', output, isError: true } };
    };
    const offered = call.problem === null ? briefOf(session).tools?.find(({ callName }) => callName === tool) : undefined;
    const wish: Wish | null = offered ? { capability: 'mcp', value: `${offered.server}/${offered.name}` } : wishOf(call);
    const word = wish === null ? 'go on' : await applyPolicy(session, step, wish);
    if (word !== 'go on') return 'card' in word ? word.card : refuse(word.refusal);
    const ground = { room: session.room, hooks: briefOf(session).hooks ?? [] };
    const moment = { tool, group: toolGroup(tool) };
    const about = { tool_input: call.input };
    const before = await runHooks(ground, { step, attempt, signal, emit }, { kind: 'before-tool', ...moment }, about);
    if (before.blocked !== null) return refuse(before.blocked);
    /** What hooks say after it goes to the model with the answer. */
    const answered = async (given: { output: string; isError: boolean }, changed: string | null = null): Promise<Done> => {
      emit({ kind: 'tool_answered', ...here, tool, isError: given.isError, output: shown(given.output) });
      const after = await runHooks(ground, { step, attempt, signal, emit }, { kind: 'after-tool', ...moment }, about);
      const ofFile =
        changed === null ? null : await runHooks(ground, { step, attempt, signal, emit }, { kind: 'file-edited', path: changed });
      const output = [given.output, ...before.told, ...after.told, ...(ofFile?.told ?? [])].join('\n\n');
      return { output: { kind: 'answer', output, isError: given.isError } };
    };
    if (offered) {
      const egress = (hosts: readonly string[]) => egressOf(session, { step, attempt, signal, emit }, { callId, also: hosts });
      // Checked where the model's answer was read.
      const input = call.input as Record<string, unknown>;
      return answered(await session.toolServers.call(offered, { input, signal, egress }));
    }
    if (tool === 'report_plan_issue' && call.problem === null)
      return reportPlanIssue(session, here, toolSchemas.report_plan_issue.parse(call.input));
    if (tool === 'propose_spec_edit' && call.problem === null) {
      const edited = await proposeSpecEdit(specDesk(session, here, emit), toolSchemas.propose_spec_edit.parse(call.input));
      emit({ kind: 'tool_answered', ...here, tool, isError: edited.isError, output: shown(edited.output) });
      return { output: { kind: 'answer', output: edited.output, isError: edited.isError } };
    }
    if (tool === 'comment' && call.problem === null) {
      const said = await commentForRun(session.house, session.run, { callId, ...toolSchemas.comment.parse(call.input) });
      emit({ kind: 'tool_answered', ...here, tool, isError: said.isError, output: said.output });
      return { output: { kind: 'answer', ...said } };
    }
    const printed = (stream: 'stdout' | 'stderr') =>
      gatherText((text) => emit({ kind: 'command_printed', ...here, stream, text }), session.secrets);
    const output = { stdout: printed('stdout'), stderr: printed('stderr') };
    const sandbox = await openRoom(session, { step, attempt, signal, emit }, callId);
    const answer = await callTool(
      {
        sandbox,
        signal,
        onCommand: {
          started: (command) => emit({ kind: 'command_started', ...here, command }),
          printed: (stream, text) => output[stream].add(text),
          ended: ({ durationMs, ...end }) => {
            output.stdout.end();
            output.stderr.end();
            emit({ kind: 'command_ended', ...here, ...end, durationMs: Math.round(durationMs) });
          },
        },
      },
      call,
    );
    if (tool === 'search_files' && !answer.isError) answer.output = await readableLines(session, answer.output);
    if (answer.change) emit({ kind: 'file_changed', ...here, ...answer.change });
    return answered(answer, answer.change?.path ?? null);
  };
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
  here: { step: string; attempt: number; callId: string },
  { reason, suggestion }: { reason: string; suggestion?: string | undefined },
): Promise<Done> {
  const words = suggestion ? `${reason}\n\nSuggested instead: ${suggestion}` : reason;
  const body = `The agent of task ${run.taskId} says that the task is wrong. ${words}`.slice(0, 4_000);
  await commentForRun(house, run, { callId: here.callId, document: 'tasks', quote: run.taskTitle, body });
  const told = { kind: 'plan_issue' as const, ...here, reason, ...(suggestion ? { suggestion } : {}) };
  return { ...ended('stuck', `The agent says that the task is wrong: ${words}`), after: [told] };
}
