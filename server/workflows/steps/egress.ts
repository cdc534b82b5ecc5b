import { ruleOnWith } from '#core/access/agent-policy.ts';
import { grantsOf } from '#core/run/next-step.ts';
import type { Egress } from '#server/sandbox/sandbox.ts';
import { readAgentPolicy } from '#server/services/agent-policies/agent-policy.ts';
import type { Attempt, RunSession } from '../run-session.ts';

/** As often as the log tells of one host in a step: a program that tries again and again says it once. */
const mostTold = 3;

/**
 * The hosts that a program of this run may reach: those that the policy allows, and those that it was set up with. Everything else is refused,
 * and the log says what was asked for.
 */
export function egressOf(
  { house, run, memory }: RunSession,
  { step, attempt, emit }: Attempt,
  { callId, also = [] }: { callId: string; also?: readonly string[] },
): Egress {
  const told = new Map<string, number>();
  const own = also.map((pattern) => ({ effect: 'allow' as const, capability: 'network' as const, pattern }));
  return {
    judge: async (host, port) => {
      const { policy } = await readAgentPolicy(house.db, run.projectId);
      const words = [host, `${host}:${port}`].map((value) => {
        const grants = grantsOf(memory);
        const ruling = ruleOnWith(policy, grants, { capability: 'network', value });
        // What the policy speaks of, it decides; what a program was set up with comes after.
        return ruling.rule === null && ruling.effect === 'deny'
          ? ruleOnWith({ rules: own }, grants, { capability: 'network', value })
          : ruling;
      });
      if (words.some(({ effect, rule }) => effect === 'deny' && rule !== null)) return `The project's policy denies ${host}.`;
      if (words.some(({ effect }) => effect === 'allow')) return null;
      if (words.some(({ effect }) => effect === 'ask'))
        return `The project's policy asks people about ${host}, which a command cannot wait for: use web_fetch.`;
      return `There is no network here but what the project's policy allows, and it does not name ${host}.`;
    },
    seen: ({ host, port, refusal }) => {
      const key = `${host}:${port} ${refusal === null}`;
      const times = (told.get(key) ?? 0) + 1;
      told.set(key, times);
      if (times <= mostTold)
        emit({ kind: 'reached_out', step, attempt, callId, host: `${host}:${port}`, ...(refusal === null ? {} : { refusal }) });
    },
  };
}
