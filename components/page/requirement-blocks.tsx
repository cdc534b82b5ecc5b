'use client';

import { Plus } from 'lucide-react';
import { Chip } from '#components/ui/chip.tsx';
import { cx } from '#components/ui/class-names.ts';
import { StateIcon } from '#components/ui/state-icon.tsx';
import { patternNames } from '#components/vocabulary/ears-pattern.ts';
import { unverified, VerdictMark, verdictWords } from '#components/vocabulary/verdict.tsx';
import type { Criterion } from '#core/language/spec-tree.ts';
import type { PageBlock } from '#core/page/page-block.ts';
import { sentencePieces } from '#core/page/sentence-pieces.ts';
import { Chips } from './chips.tsx';
import type { PageFacts } from './page-facts.ts';
import type { PageMark } from './page-mark.ts';
import { Editable, PageRow } from './page-row.tsx';
import { criterionChanges, isShaped, requirementChanges } from './row-changes.ts';

type Of<K extends PageBlock['kind']> = { facts: PageFacts; block: Extract<PageBlock, { kind: K }> };

/** The head of a requirement's card. */
export function RequirementBlock({ facts, block }: Of<'requirement'>) {
  const { requirement } = block;
  const tree = facts.analysis.requirements?.tree;
  const name = tree?.kind === 'bugfix' ? `Group ${requirement.id}` : `Requirement ${requirement.id}`;
  const add = () => facts.edit?.onBuild(requirement, null);
  return (
    <PageRow
      facts={facts}
      block={block}
      name={name}
      className="page-requirement"
      id={`requirement-${requirement.id}`}
      isRinged={facts.at === requirement.id}
      changes={
        tree && isShaped(facts)
          ? {
              ...requirementChanges(facts, tree, requirement),
              add,
              addLabel: `Add a criterion to ${requirement.id}`,
            }
          : undefined
      }
    >
      <h3>
        <Editable facts={facts} block={block} name={name} />
      </h3>
      {requirement.isSynthetic && <p className="text-xs text-muted-foreground">Has no number in the text; called {requirement.id} here.</p>}
      <Problems facts={facts} block={block} />
    </PageRow>
  );
}

export function StoryBlock({ facts, block }: Of<'story'>) {
  const name = `User story of ${block.requirement.id}`;
  return (
    <PageRow facts={facts} block={block} name={name} className="page-story">
      <Editable facts={facts} block={block} name={name} placeholder="As a …, I want …, so that …" />
    </PageRow>
  );
}

/** A criterion: its number, its sentence with the clauses told apart, what machines found, and what serves it. */
export function CriterionBlock({ facts, block }: Of<'criterion'>) {
  const { criterion, requirement } = block;
  const { id, pattern } = criterion;
  const { actions, analysis } = facts;
  const verdict = facts.verdicts[id] ?? unverified;
  const { taskIds = [], propertyIds = [] } = analysis.trace.criteria.get(id) ?? {};
  const name = `Criterion ${id}`;
  return (
    <PageRow
      as="li"
      facts={facts}
      block={block}
      name={name}
      id={`page-criterion-${id}`}
      className="page-criterion"
      isRinged={facts.at === id}
      changes={criterionChanges(facts, requirement, criterion)}
      // In OpenSpec a criterion is called what the heading above it says.
      lead={
        analysis.texts.format !== 'openspec' && (
          <span
            className={cx('page-id', criterion.isSynthetic && 'text-muted-foreground')}
            title={criterion.isSynthetic ? 'Not numbered in the text' : undefined}
          >
            {id}
          </span>
        )
      }
    >
      <Editable facts={facts} block={block} name={name} marks={clauseMarks(facts.source, criterion)} placeholder="An empty criterion" />
      <div className="page-facts">
        <Chip tone={pattern === 'unclassified' ? 'warning' : 'neutral'} title={`EARS pattern: ${patternNames[pattern]}`}>
          {patternNames[pattern]}
        </Chip>
        <button
          type="button"
          aria-label={`Verdict of ${id}: ${verdictWords(verdict)}. Show the evidence`}
          onClick={() => actions.onVerdict(id)}
          className="rounded-sm px-1 hover:bg-muted"
        >
          <VerdictMark verdict={verdict} />
        </button>
        <Chips label="Tasks" ids={taskIds} onOpen={actions.onTask} />
        <Chips label="Properties" ids={propertyIds} onOpen={actions.onProperty} />
        {facts.beneath?.(id)}
      </div>
      <Problems facts={facts} block={block} />
    </PageRow>
  );
}

/** Opens the builder where a requirement has no criterion to add one behind. */
export function AddCriterion({ facts, block }: Of<'requirement'>) {
  if (!facts.edit || !isShaped(facts)) return null;
  return (
    <button type="button" className="page-add" onClick={() => facts.edit?.onBuild(block.requirement, null)}>
      <Plus aria-hidden="true" className="size-3.5" /> Add a criterion
      <span className="sr-only"> to requirement {block.requirement.id}</span>
    </button>
  );
}

/** What is wrong in a block, in words, beneath it. Hints stay in the underline and in the list of problems. */
export function Problems({ facts, block }: { facts: PageFacts; block: PageBlock }) {
  const found = facts.diagnostics.filter(
    ({ severity, span }) => severity !== 'hint' && span.start >= block.start && span.start <= block.end,
  );
  if (found.length === 0) return null;
  return (
    <ul className="mt-1 space-y-0.5 text-xs" aria-label="Problems">
      {found.slice(0, 4).map(({ code, severity, message, span }) => (
        <li
          key={`${code}:${span.start}:${message}`}
          className={cx('flex items-start gap-1', severity === 'error' ? 'text-danger' : 'text-warning')}
        >
          <StateIcon shape={severity === 'error' ? 'cross' : 'bang'} className="mt-0.5 size-3.5" />
          <span>
            <span className="sr-only">{severity === 'error' ? 'Error: ' : 'Warning: '}</span>
            {message}
          </span>
        </li>
      ))}
      {found.length > 4 && <li className="text-muted-foreground">and {found.length - 4} more</li>}
    </ul>
  );
}

function clauseMarks(source: string, criterion: Criterion): PageMark[] {
  if (criterion.pattern === 'unclassified') return [];
  return sentencePieces(source, criterion).map(({ start, text, role, isKeyword }) => ({
    id: `clause-${start}`,
    start,
    end: start + text.length,
    className: cx(looks[role], isKeyword && 'font-semibold'),
    title: role === 'plain' || role === 'response' ? undefined : role,
  }));
}

const looks: Record<ReturnType<typeof sentencePieces>[number]['role'], string> = {
  feature: 'clause-feature',
  state: 'clause-state',
  trigger: 'clause-trigger',
  condition: 'clause-condition',
  subject: 'font-medium',
  modality: '',
  response: '',
  plain: 'text-muted-foreground',
};
