import { type AgentRule, type Ruling, ruleOnWith, type Wish } from '#core/access/agent-policy.ts';
import { allowAnswers, answerBefore, grantsOf } from '#core/run/next-step.ts';
import { readAgentPolicy } from '#server/services/agent-policies/agent-policy.ts';
import type { Done, RunSession } from '../run-session.ts';
import { parkWith } from './ask-person.ts';

const doing: Record<Wish['capability'], string> = {
  read: 'read',
  write: 'write',
  command: 'run',
  network: 'reach',
  mcp: 'use',
  secret: 'use the secret',
  model: 'use the model',
};

/** The policy's word on what an agent wants to do, with what people have allowed this run. */
export async function rulingOn({ house, run, memory }: RunSession, wish: Wish): Promise<Ruling> {
  const { policy } = await readAgentPolicy(house.db, run.projectId);
  return ruleOnWith(policy, grantsOf(memory), wish);
}

/** Goes on, tells the model why not, or parks the run as a card; a card that was answered decides this one thing. */
export async function applyPolicy(session: RunSession, step: string, wish: Wish): Promise<'go on' | { refusal: string } | { card: Done }> {
  const ruling = await rulingOn(session, wish);
  const because = ruling.rule ? ` The rule is: ${ruleWords(ruling.rule)}.` : '';
  if (ruling.effect === 'deny')
    return { refusal: `The project's policy does not let an agent ${doing[wish.capability]} this.${because} Find another way.` };
  const answer = answerBefore(session.memory, step);
  if (ruling.effect === 'allow' || answer === allowAnswers.once) return 'go on';
  if (answer !== null)
    return { refusal: answer === allowAnswers.refuse ? 'A person refused this. Find another way.' : `A person refused this: ${answer}` };
  const what = wish.value.length > 1_000 ? `${wish.value.slice(0, 1_000)}…` : wish.value;
  const card = parkWith(session, {
    step,
    question: `The agent wants to ${doing[wish.capability]}: ${what}${because}`,
    options: [allowAnswers.once, allowAnswers.run, allowAnswers.refuse],
  });
  const about = { capability: wish.capability, pattern: ruling.rule?.pattern ?? null, value: wish.value };
  return { card: { ...card, output: { kind: 'asked', about } } };
}

function ruleWords({ effect, capability, pattern }: AgentRule): string {
  return `${effect} ${capability} ${pattern}`;
}
