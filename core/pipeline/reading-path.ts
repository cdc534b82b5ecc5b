import type { SpecAnalysis } from '#core/language/diagnose.ts';
import type { Span } from '#core/language/span.ts';
import type { ItemChange, SpecItem } from '#core/trace/impact.ts';
import type { Verdict } from '#core/verification/evidence.ts';
import type { DocumentStage } from './stages.ts';

/** Why something should be read before the rest, from most to least grave. */
export const reasonKinds = ['contradiction', 'question', 'falsified', 'stale', 'changed', 'vague', 'untraced', 'bearing'] as const;
export type ReasonKind = (typeof reasonKinds)[number];

/** A reason as people read it. */
export type Reason = { kind: ReasonKind; words: string };

/** An item of the documents under review with all that speaks for reading it first. Items stand in the order of the text. */
export type PathItem = SpecItem & {
  stage: DocumentStage;
  span: Span;
  text: string;
  reasons: readonly Reason[];
  /** How many things rest on it. */
  bearing: number;
};

/** One stop of the path. */
export type Spot = Omit<PathItem, 'bearing'>;

const mostSpots = 5;
const leastSpots = 2;

/** Higher is graver: one grave reason outweighs all lighter ones together, and lighter ones decide between equals. */
function gravityOf(reasons: readonly Reason[]): number {
  const kinds = new Set(reasons.map(({ kind }) => kind));
  return [...kinds].reduce((sum, kind) => sum + 2 ** (reasonKinds.length - reasonKinds.indexOf(kind)), 0);
}

/**
 * The two to five places that a reviewer reads first, the gravest first and otherwise in the order of the text. Where fewer are risky, the
 * path is filled up to two with what most rests on; a text of one item has a path of one.
 */
export function readingPath(items: readonly PathItem[]): Spot[] {
  const ranked = items.map((item, place) => ({ item, place, gravity: gravityOf(item.reasons) }));
  const risky = ranked.filter(({ gravity }) => gravity > 0).sort((a, b) => b.gravity - a.gravity || a.place - b.place);
  const spots: Spot[] = risky.slice(0, mostSpots).map(({ item: { bearing: _bearing, ...spot } }) => spot);
  const rest = ranked.filter(({ gravity }) => gravity === 0).sort((a, b) => b.item.bearing - a.item.bearing || a.place - b.place);
  for (const { item } of rest.slice(0, Math.max(0, leastSpots - spots.length))) {
    const { bearing, ...spot } = item;
    const words = bearing === 0 ? 'Nothing stands out; begin here' : `${bearing} ${bearing === 1 ? 'thing rests' : 'things rest'} on it`;
    spots.push({ ...spot, reasons: [{ kind: 'bearing', words }] });
  }
  return spots;
}

export type PathFacts = {
  analysis: Pick<SpecAnalysis, 'requirements' | 'design' | 'tasks' | 'trace' | 'diagnostics'>;
  /** The documents under review. */
  stages: readonly DocumentStage[];
  verdicts: Readonly<Record<string, Verdict>>;
  /** Open questions and open comments, by the item that they are about. */
  questions: readonly (SpecItem & { words: string; isContradiction?: boolean })[];
  /** What changed since the reviewer's last approval; none where they never approved. */
  changes: readonly ItemChange[];
};

/** The items of the documents under review with the reasons that speak for reading them first. Linear in items, diagnostics and facts. */
export function pathItems({ analysis, stages, verdicts, questions, changes }: PathFacts): PathItem[] {
  const { requirements, design, tasks, trace, diagnostics } = analysis;
  const asked = byItem(
    questions,
    ({ words, isContradiction }): Reason => ({ kind: isContradiction ? 'contradiction' : 'question', words }),
  );
  const changed = byItem(
    changes,
    ({ change }): Reason => ({ kind: 'changed', words: change === 'added' ? 'New since your approval' : 'Reworded since your approval' }),
  );
  const common = (kind: SpecItem['kind'], id: string): Reason[] => [
    ...(asked.get(`${kind} ${id}`) ?? []),
    ...(changed.get(`${kind} ${id}`) ?? []),
  ];
  const items: PathItem[] = [];
  if (stages.includes('requirements')) {
    const vague = diagnostics.requirements.filter(({ code }) => code === 'ears/vague-word');
    let next = 0;
    for (const { criteria } of requirements?.tree.requirements ?? [])
      for (const { id, text, span } of criteria) {
        while ((vague[next]?.span.start ?? Number.POSITIVE_INFINITY) < span.start) next += 1;
        const isVague = (vague[next]?.span.start ?? Number.POSITIVE_INFINITY) < span.end;
        const links = trace.criteria.get(id) ?? { taskIds: [], propertyIds: [] };
        const isUntraced = tasks !== null && links.taskIds.length === 0;
        items.push({
          ...{ kind: 'criterion', id, stage: 'requirements', span, text },
          bearing: links.taskIds.length + links.propertyIds.length,
          reasons: [
            ...common('criterion', id),
            ...verdictReasons(verdicts[id]),
            ...(isVague ? [{ kind: 'vague', words: vague[next]?.message ?? 'A vague word' } as const] : []),
            ...(isUntraced ? [{ kind: 'untraced', words: 'No task serves it' } as const] : []),
          ],
        });
      }
  }
  if (stages.includes('design'))
    for (const { id, title, span } of design?.tree.properties ?? []) {
      const { criterionIds } = trace.properties.get(id) ?? { criterionIds: [] };
      const isUntraced = criterionIds.length === 0;
      items.push({
        ...{ kind: 'property', id, stage: 'design', span, text: title, bearing: criterionIds.length },
        reasons: [...common('property', id), ...(isUntraced ? [{ kind: 'untraced', words: 'It validates no criterion' } as const] : [])],
      });
    }
  if (stages.includes('tasks'))
    for (const { id, title, span, dependsOn } of tasks?.tree.tasks ?? []) {
      const { criterionIds } = trace.tasks.get(id) ?? { criterionIds: [] };
      const isUntraced = criterionIds.length === 0;
      items.push({
        ...{ kind: 'task', id, stage: 'tasks', span, text: title, bearing: criterionIds.length + dependsOn.length },
        reasons: [...common('task', id), ...(isUntraced ? [{ kind: 'untraced', words: 'It serves no criterion' } as const] : [])],
      });
    }
  return items;
}

function verdictReasons(verdict: Verdict | undefined): Reason[] {
  if (!verdict) return [];
  if (verdict.isStale) return [{ kind: 'stale', words: verdict.staleBecause ?? 'Its evidence is stale' }];
  return verdict.state === 'falsified' ? [{ kind: 'falsified', words: 'A check falsifies it' }] : [];
}

function byItem<T extends SpecItem>(facts: readonly T[], reasonOf: (fact: T) => Reason): Map<string, Reason[]> {
  const found = new Map<string, Reason[]>();
  for (const fact of facts) {
    const key = `${fact.kind} ${fact.id}`;
    const known = found.get(key);
    if (known) known.push(reasonOf(fact));
    else found.set(key, [reasonOf(fact)]);
  }
  return found;
}
