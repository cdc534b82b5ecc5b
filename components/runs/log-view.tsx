'use client';

import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Attempt, RunState } from '#core/run/fold-run.ts';
import { plainText } from './ansi.ts';
import { expectedHeight, indexOfSeq, type LogEntry, type LogKind, visibleEntries } from './log-entries.ts';
import { LogRow } from './log-row.tsx';
import { LogTools } from './log-tools.tsx';
import { useLogSearch } from './use-log-search.ts';

type LogViewProps = {
  runId: string;
  entries: readonly LogEntry[];
  steps: RunState['steps'];
  /** What a link points to: an event by its number, the end of a check by its evidence, an attempt by its step. */
  target: { seq: number | null; evidenceId: string | null; stepKey: string | null };
  isLive: boolean;
  onOpenFile: (path: string) => void;
  onOpenEvidence: (evidenceId: string) => void;
};

const nearEndPx = 24;
const noKinds: ReadonlySet<LogKind> = new Set();
const noSteps: ReadonlySet<string> = new Set();

/** A run's log: only the lines on the screen exist, however many there are. It follows its end until one scrolls up. */
export function LogView({ runId, entries, steps, target, isLive, onOpenFile, onOpenEvidence }: LogViewProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [kinds, setKinds] = useState(noKinds);
  const [words, setWords] = useState('');
  const [collapsed, setCollapsed] = useState(noSteps);
  const [isFollowing, setIsFollowing] = useState(target.seq === null && target.evidenceId === null && target.stepKey === null);
  const [seenUpTo, setSeenUpTo] = useState(0);
  const isDragging = useRef(false);
  const [ringed, setRinged] = useState<number | null>(null);

  const shown = useMemo(() => visibleEntries(entries, { kinds, collapsed }), [entries, kinds, collapsed]);
  const attempts = useMemo(
    () =>
      new Map<string, Attempt>(
        steps.flatMap(({ step, attempts: all }) => all.map((attempt) => [`${step}:${attempt.attempt}`, attempt] as const)),
      ),
    [steps],
  );
  // The same functions for the same lines: others would have every place worked out anew with each drawing.
  const estimateSize = useCallback((index: number) => (shown[index] ? expectedHeight(shown[index]) : 0), [shown]);
  const getItemKey = useCallback((index: number) => shown[index]?.seq ?? index, [shown]);
  const getScrollElement = () => scroller.current;
  const virtual = useVirtualizer({ count: shown.length, getScrollElement, estimateSize, getItemKey, overscan: 4 });
  const lastSeq = entries.at(-1)?.seq ?? 0;
  const newLines = isFollowing ? 0 : shown.length - 1 - indexOfSeq(shown, seenUpTo);

  const height = virtual.getTotalSize();
  // Lines are measured once they are drawn: the end moves with each line and with each measure.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height is what moves the end
  useLayoutEffect(() => {
    const element = scroller.current;
    if (isFollowing && element) element.scrollTop = element.scrollHeight;
  }, [isFollowing, height]);

  const show = useCallback(
    (index: number) => {
      const entry = shown[index];
      if (!entry) return;
      setIsFollowing(false);
      setSeenUpTo(lastSeq);
      virtual.scrollToIndex(index, { align: 'center' });
      setRinged(entry.seq);
    },
    [shown, virtual, lastSeq],
  );

  const wanted = useRef(target);
  useEffect(() => {
    const { seq, evidenceId, stepKey } = wanted.current;
    if (seq === null && evidenceId === null && stepKey === null) return;
    const index =
      seq === null
        ? shown.findIndex((entry) => (evidenceId === null ? entry.stepKey === stepKey : entry.evidenceId === evidenceId))
        : indexOfSeq(shown, seq);
    if (index === -1) return;
    wanted.current = { seq: null, evidenceId: null, stepKey: null };
    show(index);
  }, [shown, show]);

  const isAtEnd = () => {
    const element = scroller.current;
    return element !== null && element.scrollHeight - element.scrollTop - element.clientHeight < nearEndPx;
  };
  // Only a person stops the following: the log itself scrolls, too, when a line turns out higher than thought.
  const leaveEnd = () => {
    if (!isFollowing) return;
    setIsFollowing(false);
    setSeenUpTo(lastSeq);
  };
  const onScroll = () => {
    if (!isFollowing && isAtEnd()) setIsFollowing(true);
    else if (isDragging.current && !isAtEnd()) leaveEnd();
  };
  const toggle = useCallback(
    (stepKey: string) =>
      setCollapsed((before) => {
        const next = new Set(before);
        if (!next.delete(stepKey)) next.add(stepKey);
        return next;
      }),
    [],
  );
  const stepKeys = () => entries.flatMap(({ kind, stepKey }) => (kind === 'step' && stepKey ? [stepKey] : []));
  const search = useLogSearch({
    runId,
    words,
    lastSeq,
    onHit: (seq) => {
      setKinds(noKinds);
      setCollapsed(noSteps);
      // Lines that were hidden come with the next drawing.
      wanted.current = { seq, evidenceId: null, stepKey: null };
      show(indexOfSeq(shown, seq));
    },
  });
  const toFailure = () => {
    const first = virtual.range?.startIndex ?? 0;
    const from = ringed === null ? first - 1 : shown.findIndex(({ seq }) => seq === ringed);
    const after = shown.findIndex(({ isError }, index) => isError && index > from);
    show(after === -1 ? shown.findIndex(({ isError }) => isError) : after);
  };

  return (
    <div className="flex h-full min-h-0 flex-col">
      <LogTools
        kinds={kinds}
        onKinds={setKinds}
        words={words}
        onWords={setWords}
        search={search}
        hasFailure={shown.some(({ isError }) => isError)}
        onFailure={toFailure}
        isCollapsed={collapsed.size > 0}
        onCollapse={() => setCollapsed(collapsed.size > 0 ? noSteps : new Set(stepKeys()))}
        copyText={() =>
          shown.map(({ seq, title, body }) => [seq, plainText([title, body].filter(Boolean).join('\n'))].join('\t')).join('\n')
        }
      />
      <div className="relative min-h-0 flex-1">
        <div
          ref={scroller}
          onScroll={onScroll}
          role="log"
          aria-label="Log of the run"
          aria-live="off"
          className="h-full overflow-auto [overflow-anchor:none]"
        >
          {shown.length === 0 && (
            <p className="late px-5 py-4 text-muted-foreground">
              {entries.length === 0 ? 'Waiting for the first event' : 'No line fits what you are looking for.'}
            </p>
          )}
          <div className="relative w-full" style={{ height }}>
            {virtual.getVirtualItems().map((item) => {
              const entry = shown[item.index];
              if (!entry) return null;
              return (
                <div
                  key={item.key}
                  data-index={item.index}
                  ref={virtual.measureElement}
                  className="absolute inset-x-0 top-0"
                  style={{ transform: `translateY(${item.start}px)` }}
                >
                  <LogRow
                    entry={entry}
                    attempt={(entry.stepKey !== null && attempts.get(entry.stepKey)) || null}
                    isCollapsed={entry.stepKey !== null && collapsed.has(entry.stepKey)}
                    isRinged={entry.seq === ringed}
                    onToggle={toggle}
                    onOpenFile={onOpenFile}
                    onOpenEvidence={onOpenEvidence}
                  />
                </div>
              );
            })}
          </div>
        </div>
        {!isFollowing && (newLines > 0 || isLive) && (
          <button
            type="button"
            onClick={() => setIsFollowing(true)}
            className="absolute bottom-3 left-1/2 h-7 -translate-x-1/2 rounded-full bg-accent px-3 text-xs font-medium text-accent-foreground shadow-(--shadow)"
          >
            {newLines > 0 ? `${newLines.toLocaleString('en-US')} new ${newLines === 1 ? 'line' : 'lines'}` : 'Follow the end'}
          </button>
        )}
      </div>
    </div>
  );
}
