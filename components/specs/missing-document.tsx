'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useOrganization } from '#components/shell/organization.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import type { Format } from '#core/formats/find-specs.ts';
import { absenceOf } from '#core/formats/new-document.ts';
import type { DocumentStage } from '#core/pipeline/stages.ts';

const words: Record<DocumentStage, { name: string; what: string }> = {
  requirements: { name: 'requirements', what: 'What the system shall do, criterion by criterion.' },
  design: { name: 'design', what: 'How it is built, and the properties that hold whatever comes in.' },
  tasks: { name: 'tasks', what: 'The steps in which agents build it, each with the criteria that it serves.' },
};

type MissingDocumentProps = {
  spec: { id: string; folder: string; format: Format };
  stage: DocumentStage;
  /** Leads to where an agent is asked for a draft. */
  onDraft: () => void;
};

/** In the place of a document that the spec does not have yet: what it is for, and the two ways to it. */
export function MissingDocument({ spec: { id: specId, folder, format }, stage, onDraft }: MissingDocumentProps) {
  const { slug: organization, role, can } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const add = useMutation(
    trpc.specs.addDocument.mutationOptions({
      onError: ({ message }) => say(message, 'danger'),
      // Somebody else may have added it meanwhile: then it is there, too.
      onSettled: () => queryClient.invalidateQueries(trpc.specs.get.pathFilter()),
    }),
  );
  const { name, what } = words[stage];
  const absence = absenceOf(folder, stage);
  const may = can('spec.change');
  const begin = (then?: () => void) => add.mutate({ organization, specId, kind: stage }, { onSuccess: then });
  if (absence?.mayBeAdded === false) return <EmptyState title={`No ${name} here`}>{absence.sentence}</EmptyState>;
  return (
    <EmptyState
      title={`No ${name} yet`}
      action={
        <div className="flex flex-wrap justify-center gap-2">
          <Button variant="primary" disabled={!may || add.isPending} onClick={() => begin()}>
            Write the {name}
          </Button>
          {format === 'kiro' && (
            <Button disabled={!may || !can('run.start') || add.isPending} onClick={() => begin(onDraft)}>
              Ask an agent for a draft
            </Button>
          )}
        </div>
      }
    >
      {absence?.sentence ?? what} {!may && `The role ${role} reads specs and adds no documents.`}
    </EmptyState>
  );
}
