'use client';

import { cx } from '#components/ui/class-names.ts';
import { formatCount } from '#components/ui/format-time.ts';
import { type Format, formatNames } from '#core/formats/find-specs.ts';
import type { Soundness } from './soundness.ts';

type SoundnessLineProps = {
  format: Format;
  soundness: Soundness;
  /** Null until the criteria have been read. */
  meaning: { counts: { criteria: number; read: number; partial: number } } | null;
  questions: { open: readonly unknown[]; contradictions: number; isReading: boolean };
  next: string;
};

/** In one line: how much there is, how much of it can be read, what is wrong, what is proven, what comes next. */
export function SoundnessLine({ format, soundness, meaning, questions, next }: SoundnessLineProps) {
  const { criteria, inEars, problems, hints, verified, falsified, stale } = soundness;
  const parts = [
    { words: formatCount(criteria, 'criterion', 'criteria'), color: '' },
    // The other formats write no EARS, and nobody there need mend that.
    format === 'kiro'
      ? { words: `${inEars} in EARS`, color: inEars < criteria ? 'text-warning' : '' }
      : { words: `in ${formatNames[format]}’s format`, color: '' },
    ...(criteria > 0 ? readingParts(meaning, questions) : []),
    { words: problems === 0 ? 'no problems' : formatCount(problems, 'problem'), color: problems > 0 ? 'text-warning' : '' },
    ...(hints > 0 ? [{ words: formatCount(hints, 'hint'), color: '' }] : []),
    { words: `${verified} verified`, color: verified > 0 ? 'text-success' : '' },
    ...(falsified > 0 ? [{ words: `${falsified} falsified`, color: 'text-danger' }] : []),
    ...(stale > 0 ? [{ words: `${stale} stale`, color: 'text-warning' }] : []),
  ];
  return (
    <p className="flex flex-wrap items-center gap-x-1.5 text-xs text-muted-foreground">
      {parts.map(({ words, color }, index) => (
        <span key={words} className={cx('whitespace-nowrap', color)}>
          {words}
          {index < parts.length - 1 && <span className="ml-1.5 text-muted-foreground">·</span>}
        </span>
      ))}
      <span className="whitespace-nowrap text-foreground max-md:w-full md:ml-auto">Next: {next}</span>
    </p>
  );
}

/** How much the analysis covers: criteria of which at least a part is read, what it found, what it asks. */
function readingParts(meaning: SoundnessLineProps['meaning'], { open, contradictions, isReading }: SoundnessLineProps['questions']) {
  if (!meaning || isReading) return [{ words: 'reading the criteria', color: '' }];
  const { criteria, read, partial } = meaning.counts;
  const asked = open.length - contradictions;
  return [
    { words: `${read + partial} of ${criteria} covered by analysis`, color: '' },
    ...(contradictions > 0 ? [{ words: formatCount(contradictions, 'contradiction'), color: 'text-danger' }] : []),
    { words: asked === 0 ? 'no open questions' : formatCount(asked, 'question'), color: asked > 0 ? 'text-warning' : '' },
  ];
}
