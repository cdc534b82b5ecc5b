import type { ToolCall } from '../agent.ts';

/**
 * How an external agent ended its turn, as the call that our own agents would have made: a question with options, a task that is wrong, or the
 * claim that it is done, which the checks then judge. The marks are the ones that `external-brief.ts` tells it.
 */
export function readEnding(text: string, callId: string): ToolCall {
  const issue = /^PLAN_ISSUE:[ \t]*(.+)$/ms.exec(text)?.[1]?.trim();
  if (issue) return { callId, tool: 'report_plan_issue', input: { reason: issue.slice(0, 4_000) }, problem: null };
  const asked = /^QUESTION:[ \t]*(.+)$/ms.exec(text)?.[1];
  const lines = asked?.split('\n').map((line) => line.trim()) ?? [];
  const options = lines.flatMap((line) => /^[-*]\s+(.+)$/.exec(line)?.[1]?.slice(0, 300) ?? []).slice(0, 6);
  const question = lines
    .filter((line) => line !== '' && !/^[-*]\s/.test(line))
    .join('\n')
    .slice(0, 2_000);
  if (question !== '' && options.length >= 2) return { callId, tool: 'ask_person', input: { question, options }, problem: null };
  const summary = text.trim().slice(-4_000) || 'It said nothing at its end.';
  return { callId, tool: 'finish', input: { summary }, problem: null };
}
