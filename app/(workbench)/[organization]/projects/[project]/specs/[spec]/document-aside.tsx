'use client';

import { BookOpenText } from 'lucide-react';
import type { ComponentProps } from 'react';
import { LiveStatus } from '#components/specs/live-status.tsx';
import { ModeSwitch } from '#components/suggestions/mode-switch.tsx';
import { cx } from '#components/ui/class-names.ts';
import type { Address, View } from './address.ts';
import type { SpecReadings } from './use-spec-readings.tsx';
import type { SpecSuggestions } from './use-spec-suggestions.ts';
import { ViewSwitch } from './view-switch.tsx';

type DocumentAsideProps = Pick<ComponentProps<typeof LiveStatus>, 'saving' | 'people' | 'followed' | 'onFollow'> & {
  address: Address;
  suggesting: SpecSuggestions;
  read: SpecReadings;
  onView: (view: View) => void;
};

/** Beside the tabs of the documents: who is there, whether it is saved, and how the text is seen and changed. */
export function DocumentAside({ address, suggesting, read, onView, ...live }: DocumentAsideProps) {
  const { document, beside, view } = address;
  const isReadings = beside === 'readings';
  const hasReadings = document === 'requirements' && beside === null && view !== 'source';
  return (
    <>
      <LiveStatus isReadOnly={isReadings ? !read.readings.mayEdit : suggesting.mode === 'viewing'} {...live} />
      {!isReadings && <ModeSwitch mode={suggesting.mode} allowed={suggesting.allowed} onChange={suggesting.onMode} />}
      {hasReadings && (
        <button
          type="button"
          aria-pressed={read.isShown}
          title="What each sentence is taken to mean, beneath it"
          onClick={() => read.show(!read.isShown)}
          className={cx(
            'relative flex h-7 shrink-0 items-center gap-1 rounded-md border border-border px-1.5 text-xs font-medium',
            read.isShown ? 'bg-muted text-foreground' : 'text-muted-foreground hover:text-foreground',
          )}
        >
          <BookOpenText aria-hidden="true" className="size-3.5" />
          <span className="max-2xl:sr-only">Meaning</span>
        </button>
      )}
      <ViewSwitch view={view} onChange={onView} />
    </>
  );
}
