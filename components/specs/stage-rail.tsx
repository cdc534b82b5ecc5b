'use client';

import type { Answers } from '#components/shell/answers.ts';
import { cx } from '#components/ui/class-names.ts';
import { type Shape, StateIcon } from '#components/ui/state-icon.tsx';
import { Age } from '#components/ui/time.tsx';
import { stageLooks } from '#components/vocabulary/stage-state.tsx';
import type { Soundness } from './soundness.ts';

type SpecStage = Answers['specs']['get']['stages'][number];
/** A stage of the policy, `build` or `verified`. */
type StageId = string;

type StageRailProps = {
  stages: readonly SpecStage[];
  soundness: Soundness;
  selected: StageId | null;
  onSelect: (stage: StageId) => void;
};

/** The stages of the policy, then build and verified, each with its state in words and how long it has been so. */
export function StageRail({ stages, soundness, selected, onSelect }: StageRailProps) {
  const { tasks, tasksVerified, criteria, verified, falsified } = soundness;
  const build: Shape = tasks > 0 && tasksVerified === tasks ? 'check' : tasksVerified > 0 ? 'half' : 'dashed';
  const proof: Shape = falsified > 0 ? 'cross' : criteria > 0 && verified === criteria ? 'check' : verified > 0 ? 'half' : 'dashed';
  return (
    <ol aria-label="Stages" className="flex gap-1 overflow-x-auto [scrollbar-width:none]">
      {stages.map(({ stage, name, state, latest, needed, approvedBy }) => (
        <Step
          key={stage}
          id={stage}
          name={name}
          shape={stageLooks[state].shape}
          color={stageLooks[state].color}
          isSelected={selected === stage}
          onSelect={onSelect}
        >
          {state === 'stale' ? 'stale, approved' : stageLooks[state].label}
          {state === 'draft' && needed > 1 && `, ${approvedBy.length} of ${needed}`}
          {latest && state !== 'draft' && (
            <>
              {' '}
              <Age at={latest.at} />
            </>
          )}
        </Step>
      ))}
      <Step id="build" name="Build" shape={build} color={colors[build]} isSelected={selected === 'build'} onSelect={onSelect}>
        {tasksVerified} of {tasks} tasks verified
      </Step>
      <Step id="verified" name="Verified" shape={proof} color={colors[proof]} isSelected={selected === 'verified'} onSelect={onSelect}>
        {verified} of {criteria} criteria hold
      </Step>
    </ol>
  );
}

const colors: Partial<Record<Shape, string>> = {
  check: 'text-success',
  cross: 'text-danger',
  half: 'text-accent',
  dashed: 'text-muted-foreground',
};

type StepProps = {
  id: StageId;
  name: string;
  shape: Shape;
  color: string | undefined;
  isSelected: boolean;
  onSelect: (stage: StageId) => void;
  children: React.ReactNode;
};

function Step({ id, name, shape, color, isSelected, onSelect, children }: StepProps) {
  return (
    <li className="flex min-w-0 shrink-0 items-center gap-1 not-last:after:h-px not-last:after:w-4 not-last:after:bg-border lg:flex-1 lg:not-last:after:flex-1">
      <button
        type="button"
        onClick={() => onSelect(id)}
        aria-current={isSelected ? 'step' : undefined}
        className={cx('flex min-w-0 items-center gap-2 rounded-md px-2 py-1 text-left hover:bg-muted', isSelected && 'bg-muted')}
      >
        <StateIcon shape={shape} className={color ?? ''} />
        <span className="min-w-0">
          <span className="block leading-4 font-medium">{name}</span>
          <span className="block truncate text-xs leading-4 text-muted-foreground">{children}</span>
        </span>
      </button>
    </li>
  );
}
