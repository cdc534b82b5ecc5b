import { cx } from './class-names.ts';

export type Shape = 'dashed' | 'hollow' | 'half' | 'ring' | 'check' | 'cross' | 'bang' | 'question' | 'slash' | 'pause';

type StateIconProps = { shape: Shape; className?: string };

const marks: Partial<Record<Shape, string>> = {
  check: 'M4.8 8.3 7 10.5l4.3-4.8',
  cross: 'M5.5 5.5l5 5m0-5-5 5',
  bang: 'M8 4.6v4M8 11.1v.1',
  question: 'M6.3 6.4a1.75 1.75 0 1 1 2.5 1.6c-.5.25-.8.6-.8 1.1M8 11.3v.1',
  slash: 'M5 8h6',
  pause: 'M6.5 5.7v4.6M9.5 5.7v4.6',
};

/** A state as a shape, so that it reads without its colour. Decorative: the words stand beside it or in its label. */
export function StateIcon({ shape, className }: StateIconProps) {
  const mark = marks[shape];
  const isFilled = shape === 'check' || shape === 'cross' || shape === 'bang';
  return (
    <svg aria-hidden="true" viewBox="0 0 16 16" className={cx('size-4 shrink-0', className)} fill="none">
      {shape === 'ring' ? (
        <g strokeWidth="1.75" stroke="currentColor">
          <circle cx="8" cy="8" r="6" opacity="0.25" />
          <path d="M8 2a6 6 0 0 1 6 6" strokeLinecap="round">
            <animateTransform attributeName="transform" type="rotate" from="0 8 8" to="360 8 8" dur="1.1s" repeatCount="indefinite" />
          </path>
        </g>
      ) : (
        <circle
          cx="8"
          cy="8"
          r={isFilled ? 7 : 6}
          fill={isFilled ? 'currentColor' : 'none'}
          stroke={isFilled ? 'none' : 'currentColor'}
          strokeWidth="1.5"
          strokeDasharray={shape === 'dashed' ? '2.2 2.5' : undefined}
        />
      )}
      {shape === 'half' && <path d="M8 4.5a3.5 3.5 0 0 1 0 7z" fill="currentColor" />}
      {mark && (
        <path d={mark} stroke={isFilled ? 'var(--card)' : 'currentColor'} strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round" />
      )}
    </svg>
  );
}
