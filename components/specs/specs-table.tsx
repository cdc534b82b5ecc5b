'use client';

import type { Answers } from '#components/shell/answers.ts';
import { Chip } from '#components/ui/chip.tsx';
import { cx } from '#components/ui/class-names.ts';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { Meter } from '#components/ui/meter.tsx';
import { type Shape, StateIcon } from '#components/ui/state-icon.tsx';
import { Row, RowLink, Table } from '#components/ui/table.tsx';
import { stageLooks } from '#components/vocabulary/stage-state.tsx';
import { formatNames } from '#core/formats/find-specs.ts';

type SpecSummary = Answers['projects']['get']['specs'][number];

const number = 'text-right w-20 max-lg:hidden';
const columns = [
  { label: 'Spec' },
  { label: 'Stages', className: 'w-36' },
  { label: 'Requirements', className: number },
  { label: 'Criteria', className: number },
  { label: 'Problems', className: number },
  { label: 'Tasks done', className: 'w-32 max-md:hidden' },
  { label: 'Verified', className: 'w-32' },
];

type SpecsTableProps = { href: string; specs: readonly SpecSummary[] };

export function SpecsTable({ href, specs }: SpecsTableProps) {
  if (specs.length === 0) {
    return (
      <EmptyState title="No spec in this repository">
        A spec is a folder in <code className="font-mono">.kiro/specs</code> (Kiro), <code className="font-mono">specs/NNN-name</code>{' '}
        (spec-kit), <code className="font-mono">openspec</code> (OpenSpec) or <code className="font-mono">.taskmaster</code> (task-master).
      </EmptyState>
    );
  }
  return (
    <Table label="Specs" columns={columns}>
      {specs.map(({ id, slug, title, kind, format, stages, counts }) => (
        <Row key={id}>
          <td className="max-w-0 py-1.5">
            <div className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
              <RowLink href={`${href}/specs/${slug}`} className="max-w-full truncate">
                {title}
              </RowLink>
              {kind === 'bugfix' && <Chip>Bugfix</Chip>}
              {format !== 'kiro' && <Chip>{formatNames[format]}</Chip>}
            </div>
            <p className="truncate font-mono text-xs text-muted-foreground">{slug}</p>
          </td>
          <td>
            <StageMarks stages={stages} counts={counts} />
          </td>
          <td className="text-right max-lg:hidden">{counts.requirements}</td>
          <td className="text-right max-lg:hidden">{counts.criteria}</td>
          <td className={cx('text-right max-lg:hidden', counts.problems > 0 ? 'font-medium text-warning' : 'text-muted-foreground')}>
            {counts.problems}
          </td>
          <td className="max-md:hidden">
            <Meter label="Tasks done" value={counts.tasksDone} max={counts.tasks} />
          </td>
          <td>
            <span className="flex items-center gap-2">
              <Meter label="Verified criteria" value={counts.verified} max={counts.criteria} />
              {counts.falsified > 0 && (
                <span className="flex items-center gap-0.5 font-medium text-danger">
                  <StateIcon shape="cross" className="size-3.5" />
                  {counts.falsified}
                  <span className="sr-only"> falsified</span>
                </span>
              )}
            </span>
          </td>
        </Row>
      ))}
    </Table>
  );
}

/** The five stages as five marks; their words are for hover and for screen readers. */
function StageMarks({ stages, counts }: Pick<SpecSummary, 'stages' | 'counts'>) {
  const built: Shape = counts.tasks > 0 && counts.tasksDone === counts.tasks ? 'check' : counts.tasksDone > 0 ? 'half' : 'dashed';
  const verified: Shape =
    counts.falsified > 0
      ? 'cross'
      : counts.criteria > 0 && counts.verified === counts.criteria
        ? 'check'
        : counts.verified > 0
          ? 'half'
          : 'dashed';
  const marks = [
    ...stages.map(({ name, state }) => ({ name, words: stageLooks[state].label, ...stageLooks[state] })),
    { name: 'Build', words: `${counts.tasksDone} of ${counts.tasks} tasks done`, shape: built, color: colorOf(built) },
    { name: 'Verified', words: `${counts.verified} of ${counts.criteria} criteria hold`, shape: verified, color: colorOf(verified) },
  ];
  return (
    <ol className="flex gap-1" aria-label="Stages">
      {marks.map(({ name, words, shape, color }) => (
        <li key={name} title={`${name}: ${words}`} className="relative">
          <StateIcon shape={shape} className={color} />
          <span className="sr-only">
            {name}: {words}.
          </span>
        </li>
      ))}
    </ol>
  );
}

const colorOf = (shape: Shape) =>
  ({ check: 'text-success', cross: 'text-danger', half: 'text-accent' })[shape as string] ?? 'text-muted-foreground';
