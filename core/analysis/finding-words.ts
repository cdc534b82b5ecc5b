import type { WordedFinding } from './analysed-spec.ts';
import { sayCondition, sayFact, sayTiming, type Vocabulary } from './english.ts';
import type { Finding } from './finding.ts';
import { questionOf } from './finding-question.ts';
import { type FindingContext, joinIds, sayRegion } from './say-region.ts';
import type { Rule } from './system.ts';

/** Says what was found, why it matters, what shows it, and asks what people meant. */
export function wordFinding(context: FindingContext, finding: Finding): WordedFinding {
  const { title, why } = headline(context, finding);
  const supposed = suppositionOf(context, finding);
  return {
    ...finding,
    title: supposed === null ? title : `${supposed}, ${title}`,
    why,
    scenario: sayWitness(context, finding),
    question: questionOf(context, finding),
  };
}

/** What has to be so for a finding to be one, where only people know whether it is. */
function suppositionOf({ words, eventPhrase }: FindingContext, { supposing, proof }: Finding): string | null {
  if (supposing === undefined || proof.grade !== 'hint') return null;
  const phrase = (name: string) => `“${words.variables.get(name)?.phrase ?? eventPhrase(name)}”`;
  const pairs = supposing.filter((pair) => phrase(pair[0]) !== phrase(pair[1])).map(([one, other]) => `${phrase(one)} is ${phrase(other)}`);
  return pairs.length === 0 ? 'If both speak of the same thing' : `If ${pairs.join(' and ')}`;
}

/** Whether a boundary is where two criteria meet and overlap, and not where neither says anything. */
function isAskedTwice({ witness, variable }: Finding): boolean {
  const asked = witness?.steps.flatMap((step) => Object.values(step.asked)) ?? [];
  return variable !== null && asked.filter((values) => variable in values).length > 1;
}

function headline(context: FindingContext, finding: Finding): { title: string; why: string } {
  const { kind, criteria, event, variable, region } = finding;
  const gone = finding.dispensable ?? criteria[0] ?? '';
  const ids = joinIds(criteria);
  const what =
    variable === null ? 'what happens' : `what ${context.words.variables.get(variable.replace(/'$/, ''))?.phrase ?? variable} is`;
  const on = event === null ? '' : ` when ${context.eventPhrase(event)}`;
  const where = region.length === 0 ? '' : `${event === null ? ' when' : ', while'} ${sayRegion(context, region)}`;
  switch (kind) {
    case 'contradiction':
      return {
        title: `${ids} cannot both be followed${on}${where}.`,
        why: 'Whoever builds this has to break one of them, and nobody has said which.',
      };
    case 'boundary':
      if (isAskedTwice(finding)) {
        return {
          title: `${ids} ask for different things${on}${where}.`,
          why: 'At this one value both apply. Two people will build it in two ways, and tests rarely look there.',
        };
      }
      return criteria.length > 1 && variable === null
        ? {
            title: `${ids} leave open what happens${on}${where}.`,
            why: 'One value stands between two criteria. Two people will build it in two ways, and tests rarely look there.',
          }
        : {
            title: `${ids} do not say ${what}${on}${where}.`,
            why: 'One value stands between two criteria. Two people will build it in two ways, and tests rarely look there.',
          };
    case 'gap':
      return {
        title: `No criterion says what happens${on}${where}.`,
        why: 'The system will do something there, and nobody has decided what.',
      };
    case 'output-gap':
      return { title: `${ids} do not say ${what}${on}${where}.`, why: 'The system will do something there, and nobody has decided what.' };
    case 'never-triggerable':
      return {
        title: `${ids} can never apply.`,
        why: 'Its conditions cannot all be true, so nothing that it asks for will ever be built or tested.',
      };
    case 'impossible-response':
      return { title: `${ids} asks for what cannot be${where}.`, why: 'No value fits all that it asks for.' };
    case 'redundant': {
      const limits = twoLimits(context, criteria);
      return {
        title: limits ?? `${gone} says nothing that ${joinIds(criteria.filter((each) => each !== gone))} does not say.`,
        why: limits
          ? 'Where the wider one applies, the narrower one adds nothing. One of the two may be of an earlier draft.'
          : 'Two places to change when the rule changes; one of them will be forgotten.',
      };
    }
    case 'missing-unwanted':
      return {
        title: `${ids} says what happens in one case. What happens${on}${where}?`,
        why: 'The other case will come, and nobody has decided what the system does then.',
      };
    case 'dead-state':
      return { title: `After this, nothing can happen any more${where}.`, why: 'No criterion says how the system goes on from here.' };
    case 'trap-state':
      return { title: `Once${where.replace(/^ when/, '')}, there is no way back.`, why: 'The system can get there and never leave.' };
    case 'unreachable':
      return { title: `${ids} never comes to apply.`, why: 'From where the system starts, no sequence of events leads to its conditions.' };
    case 'undefined-term':
      return { title: `${ids} speaks of "${variable ?? ''}", which nothing defines.`, why: 'Two readers will think of two things.' };
    case 'type-clash':
      return {
        title: `${ids || 'A definition'} uses "${variable ?? ''}" as something that it is not.`,
        why: 'A reading that does not fit its own terms cannot be checked.',
      };
    case 'unused-term':
      return {
        title: `No reading uses "${variable ?? ''}".`,
        why: 'A term that nothing uses is a rule that somebody forgot, or one definition too many.',
      };
    case 'contradictory-assumptions':
      return {
        title: 'The assumptions exclude one another.',
        why: 'Under assumptions that cannot all hold, every claim is true and none of them means anything.',
      };
    case 'ambiguous':
      return { title: `${ids} can be read in more than one way${where}.`, why: 'Each reading leads to another system.' };
    case 'between-specs':
      return {
        title: `${ids}, of two specs, cannot both be followed${on}${where}.`,
        why: 'Each spec is fine by itself; together they cannot be built.',
      };
    case 'conflict':
    case 'timing-conflict':
      return {
        title: `${ids} cannot all be followed${on}${where}.`,
        why: 'Whoever builds this has to break one of them, and nobody has said which.',
      };
    case 'timing-vacuous':
      return { title: `${ids} can never be put to the test.`, why: 'What it waits for cannot happen under the other criteria.' };
    case 'timing-redundant': {
      const limits = twoLimits(context, criteria);
      return {
        title:
          limits ??
          `${criteria[0] ?? ''} says nothing that ${criteria.length > 1 ? joinIds(criteria.slice(1)) : 'the other criteria'} do${criteria.length === 2 ? 'es' : ''} not say.`,
        why: limits
          ? 'Whoever keeps the shorter time keeps the longer one. One of the two may be of an earlier draft.'
          : 'Two places to change when the rule changes.',
      };
    }
    case 'property-not-implied':
      return {
        title: `The criteria do not make ${variable ?? 'this property'} true.`,
        why: 'A system that follows every criterion can still break the property.',
      };
    case 'property-contradicted':
      return {
        title: `The criteria contradict ${variable ?? 'this property'}.`,
        why: 'No system can follow the criteria and have the property.',
      };
    case 'vague':
      return { title: `${ids} says "${variable ?? ''}", which can be read in more than one way.`, why: 'What would a test of it measure?' };
    case 'offered-readings':
      return { title: 'Readers agree on what criteria mean.', why: 'What is read takes part in analysis.' };
    case 'critique':
      return { title: `A critic doubts ${ids}.`, why: 'It is cheaper to decide it now than after it is built.' };
    default:
      return kind satisfies never;
  }
}

/** The step that shows a finding, one line a fact, in the words of the spec. */
export function sayWitness(
  { words, eventPhrase, rules }: FindingContext,
  { witness, event }: Pick<Finding, 'witness' | 'event'>,
): string[] {
  const lines: string[] = [];
  const steps = witness?.steps ?? [];
  for (const [at, step] of steps.entries()) {
    const lead = steps.length > 1 ? `Step ${at + 1}: ` : '';
    const facts = Object.entries(step.before).map(([key, value]) => sayFact(words, key, value));
    if (step.event !== 'tick' || event !== null) lines.push(`${lead}${eventPhrase(step.event)}.`);
    for (const fact of facts) lines.push(`${lead}${fact}.`);
    for (const criterion of Object.keys(step.asked)) {
      const asked = (rules.get(criterion) ?? []).map((rule) => [sayCondition(words, rule.response), ...sayTiming(words, rule)].join(' '));
      for (const response of asked) lines.push(`${criterion} asks: ${response}.`);
    }
  }
  return lines;
}

/** Two criteria that ask for one thing from two numbers on, or by two times: which. Null for what differs in anything else. */
function twoLimits({ words, rules }: FindingContext, criteria: readonly string[]): string | null {
  const [a, b, more] = criteria.map((id) => rules.get(id) ?? []);
  const [one, other] = [a?.[0], b?.[0]];
  if (!one || !other || more || a?.length !== 1 || b?.length !== 1) return null;
  if (JSON.stringify([one.response, one.events]) !== JSON.stringify([other.response, other.events])) return null;
  const [first, second] = [limitOf(words, one), limitOf(words, other)];
  if (first === null || second === null || first.of !== second.of || first.said === second.said) return null;
  return `${joinIds(criteria)} give two limits for one thing: ${first.said}, and ${second.said}.`;
}

/** The one number that a rule compares with, or its time. */
function limitOf(words: Vocabulary, rule: Rule): { of: string; said: string } | null {
  const { guard, timing } = rule;
  const [time] = sayTiming(words, rule);
  if (timing && time !== undefined) return { of: JSON.stringify(guard), said: time };
  if (guard.kind !== 'compare' || guard.left.kind !== 'variable' || guard.right.kind !== 'value') return null;
  return { of: `${guard.left.name} ${guard.operator}`, said: sayCondition(words, guard) };
}
