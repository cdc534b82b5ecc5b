'use client';

import { cx } from '#components/ui/class-names.ts';
import { InlineText } from '#components/ui/inline-text.tsx';
import type { Option } from '#core/analysis/analysed-spec.ts';
import { OptionPreview } from './option-preview.tsx';

type OptionChoiceProps = {
  /** Tells this choice from others on the page. */
  name: string;
  question: string;
  /** The question stands above already. */
  isLegendHidden?: boolean;
  options: readonly Option[];
  /** The text that the options would change. */
  text: string;
  chosen: number | null;
  onChoose: (at: number) => void;
  /** A double click gives the answer at once. */
  onGive?: (option: Option) => void;
  disabled: boolean;
  className?: string;
};

/** The answers that a question offers, each with the change of the text that it would make. */
export function OptionChoice(props: OptionChoiceProps) {
  const { name, question, isLegendHidden = false, options, text, chosen, onChoose, onGive, disabled, className } = props;
  return (
    <fieldset disabled={disabled} className={className}>
      <legend className={isLegendHidden ? 'sr-only' : 'mb-1 text-sm'}>
        <InlineText text={question} />
      </legend>
      {options.map((option, at) => (
        <label
          key={option.label}
          className={cx(
            'mb-1.5 flex cursor-pointer gap-2 rounded-md border px-2.5 py-1.5',
            chosen === at ? 'border-accent' : 'border-border hover:bg-muted/50',
          )}
        >
          <input
            type="radio"
            name={name}
            checked={chosen === at}
            onChange={() => onChoose(at)}
            onDoubleClick={() => onGive?.(option)}
            className="mt-1 accent-(--accent)"
          />
          <span className="min-w-0 flex-1">
            <span className="block">
              <InlineText text={option.label} />
            </span>
            <span className="block text-xs leading-5 break-words">
              <OptionPreview option={option} text={text} />
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
