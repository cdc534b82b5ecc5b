import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Answers } from '#components/shell/answers.ts';
import { useOrganization } from '#components/shell/organization.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { SelectField, TextField } from '#components/ui/field.tsx';
import { FormDialog } from '#components/ui/form-dialog.tsx';

type ProjectSettingsDialogProps = { project: Answers['projects']['get']; onClose: () => void };

/** How the tasks of a project are checked and merged, and what a change of their spec does to runs under way. */
export function ProjectSettingsDialog({ project, onClose }: ProjectSettingsDialogProps) {
  const { slug } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const configure = useMutation(
    trpc.projects.configure.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries(trpc.projects.pathFilter());
        say('Saved.');
        onClose();
      },
    }),
  );
  const submit = (text: (name: string) => string) =>
    configure.mutate({
      organization: slug,
      project: project.slug,
      checkCommand: text('command'),
      merging: text('merging') === 'person' ? 'person' : 'verified',
      onChange: text('onChange') === 'pause' ? 'pause' : 'tell',
    });
  return (
    <FormDialog
      title="How tasks are checked and merged"
      submit={{ label: 'Save', busy: 'Saving' }}
      isBusy={configure.isPending}
      error={null}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label="Check command"
        name="command"
        className="control font-mono"
        defaultValue={project.checkCommand ?? ''}
        placeholder="npm test"
        maxLength={500}
        hint="Runs in the repository's root, inside the sandbox, without a network. Verdicts come from it alone."
        error={configure.error?.message}
      />
      <SelectField label="Verified work is merged" name="merging" defaultValue={project.merging}>
        <option value="verified">at once</option>
        <option value="person">when somebody says so</option>
      </SelectField>
      <SelectField
        label="When a spec changes while it is built"
        name="onChange"
        defaultValue={project.onChange}
        hint="Told once the text has come to rest: what changed, by whom, and what the criteria say now."
      >
        <option value="tell">the agent is told and goes on</option>
        <option value="pause">the agent is told, and its run waits for a person</option>
      </SelectField>
    </FormDialog>
  );
}
