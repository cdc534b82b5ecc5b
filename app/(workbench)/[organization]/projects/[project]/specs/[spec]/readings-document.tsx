'use client';

import { useEffect, useMemo, useRef } from 'react';
import type { SessionUser } from '#components/editor/live-person.ts';
import type { SaveState } from '#components/editor/live-state.ts';
import { SourceEditorLazy } from '#components/editor/source-editor-lazy.tsx';
import { useLiveDocument } from '#components/editor/use-live-document.ts';
import { GlossaryView } from '#components/readings/glossary-view.tsx';
import type { Readings } from '#components/readings/use-readings.ts';
import { Button } from '#components/ui/button.tsx';
import { cx } from '#components/ui/class-names.ts';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { difference } from '#core/edits/difference.ts';
import { formatReadings } from '#core/language/reading/format-readings.ts';
import type { GlossaryTerm } from '#core/language/spec-tree.ts';
import type { View } from './address.ts';
import { LiveGlossary } from './live-glossary.tsx';

type ReadingsDocumentProps = {
  /** Null until somebody has written or confirmed something. */
  document: { id: string; text: string; path: string } | null;
  slug: string;
  user: SessionUser;
  view: View;
  readings: Readings;
  glossary: readonly GlossaryTerm[];
  sentenceOf: (criterion: string) => string | null;
  onCriterion: (id: string) => void;
  onView: (view: View) => void;
  /** The text as it is typed; null when nobody types here any more. */
  onText: (text: string | null) => void;
  onSaveState: (state: SaveState) => void;
};

/** What the criteria mean: its words as a glossary, and the text of readings.spec. */
export function ReadingsDocument({ view, readings, glossary, ...props }: ReadingsDocumentProps) {
  const words = { readings, glossary, onCriterion: props.onCriterion, onSource: () => props.onView('source') };
  return (
    <div className="flex h-full min-h-0">
      {view !== 'source' && (
        <div className={cx('min-w-0 flex-1', view === 'split' && 'border-r border-border')}>
          {props.document && readings.mayEdit ? (
            <LiveGlossary
              key={props.document.id}
              {...words}
              document={props.document}
              user={props.user}
              isBesideText={view === 'split'}
              onText={props.onText}
              onSaveState={props.onSaveState}
            />
          ) : (
            <GlossaryView {...words} />
          )}
        </div>
      )}
      {view !== 'page' && (
        <div className={cx('min-w-0 flex-1', view === 'split' && 'max-lg:hidden')}>
          {props.document ? (
            <Source key={props.document.id} {...props} document={props.document} readings={readings} />
          ) : (
            <EmptyState title="Nobody has written a reading yet">
              The rules read the criteria by themselves. What people confirm or declare stands in readings.spec.
              {readings.mayEdit && (
                <span className="mt-3 block">
                  <Button
                    disabled={readings.isBusy}
                    onClick={() => void readings.change({ kind: 'declare', name: null, line: `spec ${props.slug}` })}
                  >
                    Begin readings.spec
                  </Button>
                </span>
              )}
            </EmptyState>
          )}
        </div>
      )}
    </div>
  );
}

type SourceProps = Omit<ReadingsDocumentProps, 'view' | 'glossary' | 'document'> & { document: { id: string; text: string; path: string } };

function Source({ document, user, readings, sentenceOf, onText, onSaveState }: SourceProps) {
  const { session, isReady, isReadOnly, text } = useLiveDocument(document.id, user, document.text);
  const latest = useRef(onText);
  useEffect(() => {
    latest.current = onText;
  });
  useEffect(() => () => latest.current(null), []);
  const mayEdit = readings.mayEdit && isReady && !isReadOnly;
  const isTidy = useMemo(() => formatReadings(text) === text, [text]);
  const { offered } = readings.words;
  const about = useMemo(() => ({ readings: readings.readings ?? [], sentenceOf, offered }), [readings.readings, sentenceOf, offered]);
  const markers = useMemo(() => [...readings.diagnostics], [readings.diagnostics]);
  const tidy = () =>
    session?.edit((now) => {
      const next = formatReadings(now);
      return next === now ? null : difference(now, next);
    });
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex items-center gap-2 border-b border-border px-3 py-1 text-xs text-muted-foreground">
        <code className="min-w-0 flex-1 truncate font-mono" title={document.path}>
          {document.path}
        </code>
        {readings.mayEdit && (
          <Button size="sm" variant="ghost" disabled={!mayEdit || isTidy} title="Brings every line into its one shape" onClick={tidy}>
            Tidy up
          </Button>
        )}
      </div>
      <div className="min-h-0 flex-1">
        <SourceEditorLazy
          documentId={document.id}
          initialText={document.text}
          user={user}
          label="Readings document"
          readOnly={!readings.mayEdit}
          markers={markers}
          readings={about}
          onText={onText}
          onSaveState={onSaveState}
        />
      </div>
    </div>
  );
}
