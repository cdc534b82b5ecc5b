'use client';

import { cx } from '#components/ui/class-names.ts';

type SideSwitchProps = { side: 'text' | 'panel'; onChange: (side: 'text' | 'panel') => void };

/** On a narrow screen: the text, or what is said about it. */
export function SideSwitch({ side, onChange }: SideSwitchProps) {
  return (
    <div className="flex border-b border-border p-1.5 lg:hidden">
      {(['text', 'panel'] as const).map((name) => (
        <button
          key={name}
          type="button"
          aria-pressed={side === name}
          onClick={() => onChange(name)}
          className={cx('h-7 flex-1 rounded-md font-medium', side === name ? 'bg-muted' : 'text-muted-foreground')}
        >
          {name === 'text' ? 'Document' : 'Questions and more'}
        </button>
      ))}
    </div>
  );
}
