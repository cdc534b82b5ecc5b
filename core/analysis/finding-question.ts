import type { Span } from '#core/language/span.ts';
import type { Criterion } from '#core/language/spec-tree.ts';
import type { Option, Question } from './analysed-spec.ts';
import { sayValue, unitIn } from './english.ts';
import type { Finding, RegionAxis } from './finding.ts';
import { changesAt } from './propose/change-bound.ts';
import { type FindingContext, joinIds, sayAxis, sayRegion } from './say-region.ts';

/** What people are asked about a finding, with the change of the text that each answer would make. */
export function questionOf(context: FindingContext, finding: Finding): Question {
  const { criteria, region } = finding;
  const place = sayRegion(context, region);
  const id = `q-${finding.id}`;
  const edge =
    finding.kind === 'boundary'
      ? region.find((axis) => 'ranges' in axis && axis.ranges.length === 1 && axis.ranges[0]?.low === axis.ranges[0]?.high)
      : undefined;
  if (edge)
    return { id, text: `Which criterion holds when ${sayAxis(context.words, edge)}?`, options: boundaryOptions(context, finding, edge) };
  const keep = (label: string): Option => ({ label, edits: [] });
  switch (finding.kind) {
    case 'contradiction':
    case 'conflict':
    case 'between-specs':
    case 'timing-conflict':
      return {
        id,
        text: `Which one wins when ${place}?`,
        options: [
          ...criteria.map((each) => exceptOption(context, each, criteria)),
          keep('Neither: I will rewrite them'),
          ...(finding.supposing ? [keep('They speak of different things')] : []),
        ],
      };
    case 'redundant':
      return {
        id,
        text: 'Are both needed?',
        options: [removeOption(context, finding.dispensable ?? criteria[0] ?? ''), keep('Keep both')],
      };
    case 'gap':
    case 'output-gap':
    case 'missing-unwanted':
      return {
        id,
        text: `What shall the system do when ${place}?`,
        options: [keep('Nothing changes'), keep('It is refused with an error'), keep('This cannot happen')],
      };
    case 'never-triggerable':
      return {
        id,
        text: `What did ${joinIds(criteria)} mean?`,
        options: [removeOption(context, criteria[0] ?? ''), keep('Its conditions are wrong')],
      };
    default:
      return {
        id,
        text: 'What was meant?',
        options: [keep('The criteria are right: the reading is wrong'), keep('The criteria have to change')],
      };
  }
}

/** "Except as ... requires": the loser names the winner. */
function exceptOption({ criteria }: FindingContext, winner: string, all: readonly string[]): Option {
  const edits = all
    .filter((each) => each !== winner)
    .map((each) => criteria.get(each))
    .filter((each) => each !== undefined)
    .map((loser) => {
      const end = endOfSentence(loser);
      return { span: { start: end, end }, text: `, except where ${winner} applies` };
    });
  return { label: `${winner} wins`, edits };
}

function endOfSentence({ text, span }: Criterion): number {
  const body = text.trimEnd();
  return span.start + (body.endsWith('.') ? body.length - 1 : body.length);
}

function removeOption({ criteria }: FindingContext, id: string): Option {
  const criterion = criteria.get(id);
  const span: Span | undefined = criterion?.span;
  return { label: `Remove ${id}`, edits: span ? [{ span, text: '' }] : [] };
}

function boundaryOptions({ criteria, words }: FindingContext, finding: Finding, edge: RegionAxis): Option[] {
  const value = 'ranges' in edge ? (edge.ranges[0]?.low ?? 0) : 0;
  const unit = unitIn(words, { kind: 'variable', name: edge.variable, isAfter: false });
  const options: Option[] = [];
  const isGap = finding.witness === null || Object.keys(finding.witness.steps[0]?.asked ?? {}).length === 0;
  for (const id of finding.criteria) {
    const criterion = criteria.get(id);
    const edits = criterion ? changesAt(criterion, value, unit, isGap) : [];
    if (edits.length > 0 || isGap)
      options.push({
        label: isGap ? `${id} also holds at ${sayValue(value, unit)}` : `${id} begins or ends beside ${sayValue(value, unit)}`,
        edits,
      });
  }
  return [...options, { label: 'Something else happens there', edits: [] }];
}
