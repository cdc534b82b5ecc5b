'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useCallback, useDeferredValue, useMemo, useState } from 'react';
import type { Answers } from '#components/shell/answers.ts';
import { useOrganization } from '#components/shell/organization.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { StateIcon } from '#components/ui/state-icon.tsx';
import { Age } from '#components/ui/time.tsx';
import { completeBinding } from '#core/verification/suite/complete-binding.ts';
import { AskBinder } from './ask-binder.tsx';
import { StepsTable } from './steps-table.tsx';
import { useTrial } from './use-trial.ts';

type SpecBinding = Answers['checks']['binding'];

export type BindingText = {
  text: string;
  readOnly: boolean;
  complete: (text: string, offset: number) => ReturnType<typeof completeBinding>;
  onText: (text: string) => void;
};

type BindingViewProps = { specId: string; editor: (props: BindingText) => ReactNode };

/** What ties the readings to the code: written with the code's own names, tried, and committed to the repository. */
export function BindingView({ specId, editor }: BindingViewProps) {
  const { slug: organization } = useOrganization();
  const trpc = useTRPC();
  const { data: binding, error } = useQuery(trpc.checks.binding.queryOptions({ organization, specId }, { refetchOnWindowFocus: false }));
  if (error)
    return (
      <Notice tone="danger" role="alert" className="m-4">
        {error.message}
      </Notice>
    );
  if (!binding) return <p className="late p-5 text-muted-foreground">Reading the binding and the code</p>;
  return <Binding key={binding.commit} specId={specId} binding={binding} editor={editor} />;
}

const empty = '{\n  "adapter": "module",\n  "module": "",\n  "events": {}\n}\n';

function Binding({ specId, binding, editor }: BindingViewProps & { binding: SpecBinding }) {
  const { slug: organization, can } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const known = binding.text ?? empty;
  const [text, setText] = useState(known);
  /** What the editor was opened with: a model's text is put there whole. */
  const [opened, setOpened] = useState({ text: known, count: 0 });
  const { latest, result, isRunning, start } = useTrial(specId, 'binding');
  const names = useMemo(() => ({ ...binding.names, exports: binding.exports }), [binding]);
  const complete = useCallback((typed: string, offset: number) => completeBinding(typed, offset, names), [names]);
  const isJson = useIsJson(useDeferredValue(text));
  const save = useMutation(
    trpc.checks.saveBinding.mutationOptions({
      onSuccess: async () => {
        say('The binding is committed to the default branch.');
        await queryClient.invalidateQueries(trpc.checks.pathFilter());
      },
      onError: ({ message }) => say(message, 'danger'),
    }),
  );
  const mayEdit = can('document.edit');
  const isSaved = text === binding.text && !binding.isProposed;
  return (
    <div className="flex h-full min-h-0 max-lg:flex-col">
      <div className="flex min-h-72 min-w-0 flex-1 flex-col border-border max-lg:border-b lg:border-r">
        <div className="flex flex-wrap items-center gap-2 border-b border-border px-4 py-2 md:px-5">
          <p className="min-w-0 flex-1 text-xs text-muted-foreground">
            <code className="font-mono">{binding.path}</code>
            {binding.isProposed
              ? ' · proposed by the names, not in the repository yet'
              : isSaved
                ? ' · as in the repository'
                : ' · changed'}
          </p>
          {mayEdit && <AskBinder specId={specId} />}
          {start && (
            <Button size="sm" disabled={isRunning || !isJson} onClick={() => start({ kind: 'binding', text })}>
              {isRunning ? 'Running' : 'Try it'}
            </Button>
          )}
          {mayEdit && (
            <Button
              size="sm"
              variant="primary"
              disabled={isSaved || !isJson || save.isPending}
              onClick={() => save.mutate({ organization, specId, text, onto: binding.commit })}
            >
              Commit
            </Button>
          )}
        </div>
        <div key={opened.count} className="min-h-0 flex-1">
          {editor({ text: opened.text, readOnly: !mayEdit, complete, onText: setText })}
        </div>
      </div>
      <section aria-label="What the binding gives" className="min-w-0 flex-1 space-y-3 overflow-auto px-4 py-3 md:px-5">
        {latest?.proposal && latest.proposal !== text && mayEdit && (
          <Notice>
            <div className="flex flex-wrap items-center gap-2">
              <p className="min-w-0 flex-1">
                {latest.by} wrote a binding, <Age at={latest.startedAt} />. What it gave when it was tried stands below.
              </p>
              <Button
                size="sm"
                onClick={() => {
                  setText(latest.proposal ?? known);
                  setOpened(({ count }) => ({ text: latest.proposal ?? known, count: count + 1 }));
                }}
              >
                Put it in the editor
              </Button>
            </div>
          </Notice>
        )}
        {!isJson && <Notice tone="warning">This is no JSON yet.</Notice>}
        {isJson && <Problems of={result ? result.problems : binding.problems.map(({ message, line }) => `line ${line}: ${message}`)} />}
        {result?.failure && <Notice tone="warning">{result.failure}</Notice>}
        {result && result.cases.length > 0 ? (
          <>
            <h2 className="font-medium">What was seen, in one case for each criterion</h2>
            {result.cases.map(({ criterion, steps }) => (
              <div key={criterion} className="flex gap-2">
                <span className="w-8 shrink-0 pt-1 font-mono text-xs font-semibold">{criterion}</span>
                <div className="min-w-0 flex-1">
                  <StepsTable label={`Case of ${criterion}`} steps={steps} />
                </div>
              </div>
            ))}
          </>
        ) : (
          !result?.failure && (
            <EmptyState title={isRunning ? 'The system is running' : 'Not tried yet'}>
              “Try it” calls the code in the sandbox with one case for each criterion, and shows everything that the binding observes.
              Nothing of it is evidence.
            </EmptyState>
          )
        )}
      </section>
    </div>
  );
}

function Problems({ of }: { of: readonly string[] }) {
  if (of.length === 0) return null;
  return (
    <ul aria-label="What does not fit the readings" className="space-y-1">
      {of.slice(0, 30).map((problem) => (
        <li key={problem} className="flex gap-2">
          <StateIcon shape="bang" className="mt-0.5 size-3.5 text-warning" />
          {problem}
        </li>
      ))}
    </ul>
  );
}

function useIsJson(text: string): boolean {
  return useMemo(() => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  }, [text]);
}
