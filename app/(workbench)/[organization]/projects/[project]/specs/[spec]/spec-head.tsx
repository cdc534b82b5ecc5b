'use client';

import type { ComponentProps } from 'react';
import { useOrganization } from '#components/shell/organization.tsx';
import { PageHead } from '#components/shell/page-head.tsx';
import { SoundnessLine } from '#components/specs/soundness-line.tsx';
import { SpecActions } from '#components/specs/spec-actions.tsx';
import { StageRail } from '#components/specs/stage-rail.tsx';
import { Button } from '#components/ui/button.tsx';
import { nextStep } from './next-step.ts';
import type { useChecks } from './use-checks.ts';
import type { useSpec } from './use-spec.ts';

type SpecHeadProps = Pick<ReturnType<typeof useSpec>, 'spec' | 'soundness'> &
  Pick<ComponentProps<typeof SoundnessLine>, 'meaning' | 'questions'> &
  Pick<ComponentProps<typeof StageRail>, 'selected'> & {
    checks: ReturnType<typeof useChecks>;
    onRun: () => void;
    onStage: (stage: string) => void;
  };

/** What the spec is called, what can be done with it, how its stages stand and how sound it is. */
export function SpecHead({ spec, soundness, checks, selected, meaning, questions, onRun, onStage }: SpecHeadProps) {
  const { slug: organization, role } = useOrganization();
  const projectHref = `/${organization}/projects/${spec.project.slug}`;
  return (
    <PageHead
      title={spec.title}
      crumbs={[
        { label: 'Projects', href: `/${organization}` },
        { label: spec.project.name, href: projectHref },
      ]}
      actions={
        <>
          <SpecActions specId={spec.id} title={spec.title} projectHref={projectHref} href={`${projectHref}/specs/${spec.slug}`} />
          <Button onClick={onRun}>Run tasks</Button>
          <Button
            onClick={checks.start ?? undefined}
            disabled={!checks.start || checks.isPending}
            title={checks.start ? 'Runs the repository’s own tests in the sandbox' : `The role ${role} does not start checks.`}
          >
            {checks.isPending ? 'Queueing the checks' : 'Run checks'}
          </Button>
        </>
      }
    >
      <div className="mt-1 -ml-2">
        <StageRail stages={spec.stages} soundness={soundness} selected={selected} onSelect={onStage} />
      </div>
      <div className="mt-1">
        <SoundnessLine format={spec.format} next={nextStep(spec, soundness)} {...{ soundness, meaning, questions }} />
      </div>
    </PageHead>
  );
}
