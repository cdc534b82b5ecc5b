import { type AgentRule, type Grant, type Ruling, ruleOnWith, type Wish, wordsOfWish } from '#core/access/agent-policy.ts';
import { allowAnswers, answerStep, grantsOf } from '#core/run/next-step.ts';
import { readAgentPolicy } from '#server/services/agent-policies/agent-policy.ts';
import type { Done, RunSession } from '../run-session.ts';
import { parkWith } from './ask-person.ts';

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
    return {
      refusal: `The project's policy does not let an agent ${wordsOfWish({ ...wish, value: 'this' })}.${because} Find another way.`,
    };
  const isSame = ({ about }: { about: Grant }) => about.capability === wish.capability && about.value === wish.value;
  const answer = answersInTurn(session, step).findLast(isSame)?.answer ?? null;
  if (ruling.effect === 'allow' || answer === allowAnswers.once) return 'go on';
  if (answer !== null)
    return { refusal: answer === allowAnswers.refuse ? 'A person refused this. Find another way.' : `A person refused this: ${answer}` };
  const what = wish.value.length > 1_000 ? `${wish.value.slice(0, 1_000)}…` : wish.value;
  const card = parkWith(session, {
    step,
    question: `The agent wants to ${wordsOfWish({ ...wish, value: '' }).trim()}: ${what}${because}`,
    options: [allowAnswers.once, allowAnswers.run, allowAnswers.refuse],
  });
  const about = { capability: wish.capability, pattern: ruling.rule?.pattern ?? null, value: wish.value };
  return { card: { ...card, output: { kind: 'asked', about } } };
}

/** What people answered to the cards that led to this step, oldest first: each decides the one thing that it was about. */
export function answersInTurn({ memory }: Pick<RunSession, 'memory'>, step: string): { about: Grant; answer: string }[] {
  const [first = step] = step.split('.');
  const answers: { about: Grant; answer: string }[] = [];
  for (let n = 0, name = first; name !== step; n += 1, name = `${first}.${n}`) {
    const asked = memory.get(name);
    const answer = memory.get(answerStep(name));
    if (asked?.kind !== 'asked') break;
    if (asked.about && answer?.kind === 'answer') answers.push({ about: asked.about, answer: answer.output });
  }
  return answers;
}

function ruleWords({ effect, capability, pattern }: AgentRule): string {
  return `${effect} ${capability} ${pattern}`;
}
