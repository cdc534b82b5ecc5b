'use client';

import { Eye, PencilLine, SquarePen } from 'lucide-react';
import { cx } from '#components/ui/class-names.ts';

export type Mode = 'viewing' | 'suggesting' | 'editing';

const looks = {
  viewing: { label: 'Viewing', title: 'Read only', Icon: Eye },
  suggesting: { label: 'Suggesting', title: 'What you type is a suggestion, for others to accept', Icon: PencilLine },
  editing: { label: 'Editing', title: 'What you type is in the document', Icon: SquarePen },
} as const;

type ModeSwitchProps = {
  mode: Mode;
  /** Those that the role allows. */
  allowed: readonly Mode[];
  onChange: (mode: Mode) => void;
};

/** What typing does. */
export function ModeSwitch({ mode, allowed, onChange }: ModeSwitchProps) {
  if (allowed.length < 2) return null;
  return (
    <fieldset aria-label="Mode" className="flex shrink-0 rounded-md border border-border p-0.5">
      {allowed.map((name) => {
        const { label, title, Icon } = looks[name];
        const isOn = mode === name;
        return (
          <button
            key={name}
            type="button"
            aria-pressed={isOn}
            aria-label={label}
            title={`${label}: ${title}`}
            onClick={() => onChange(name)}
            className={cx(
              'flex h-6 items-center gap-1 rounded-sm px-1.5 text-xs font-medium',
              isOn ? 'bg-muted text-foreground' : 'text-muted-foreground hover:text-foreground',
              isOn && name === 'suggesting' && 'bg-success-soft text-success',
            )}
          >
            <Icon aria-hidden="true" className="size-3.5" />
            {isOn && <span className="max-2xl:hidden">{label}</span>}
          </button>
        );
      })}
    </fieldset>
  );
}
