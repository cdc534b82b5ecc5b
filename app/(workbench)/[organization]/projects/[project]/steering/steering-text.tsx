'use client';

import { useEffect, useMemo, useState } from 'react';
import { SourceEditorLazy } from '#components/editor/source-editor-lazy.tsx';
import { useCarets } from '#components/editor/use-carets.ts';
import { useLiveDocument } from '#components/editor/use-live-document.ts';
import { useSuggesting } from '#components/editor/use-suggesting.ts';
import '#components/page/page.css';
import { PageMarkdown } from '#components/page/page-markdown.tsx';
import { useOrganization } from '#components/shell/organization.tsx';
import { createSaveSignal, LiveStatus } from '#components/specs/live-status.tsx';
import { inclusionWords } from '#components/steering/inclusion.ts';
import type { SteeringDocument } from '#components/steering/steering-list.tsx';
import { type Mode, ModeSwitch } from '#components/suggestions/mode-switch.tsx';
import { SuggestionsPanel } from '#components/suggestions/suggestions-panel.tsx';
import { cx } from '#components/ui/class-names.ts';
import { checkSteering, readSteering } from '#core/formats/kiro.ts';
import type { Span } from '#core/language/span.ts';
import type { View } from '../specs/[spec]/address.ts';
import { useSpecSuggestions } from '../specs/[spec]/use-spec-suggestions.ts';
import { ViewSwitch } from '../specs/[spec]/view-switch.tsx';

const noMarks: never[] = [];

/** One steering document, live: its text as it reads, its source, and what is suggested in it. */
export function SteeringText({ document }: { document: SteeringDocument }) {
  const { user, can } = useOrganization();
  const [view, setView] = useState<View>('source');
  const [mode, setMode] = useState<Mode | null>(null);
  const [active, setActive] = useState<string | null>(null);
  const [place, setPlace] = useState<Span | null>(null);
  const [followed, setFollowed] = useState<string | null>(null);
  const [saving] = useState(createSaveSignal);
  const mayEdit = can('document.edit');
  const suggesting = useSpecSuggestions({
    documentId: document.id,
    mayEdit,
    mode,
    activeId: active,
    onActive: setActive,
    onShow: (span) => setPlace({ ...span }),
    onMode: setMode,
  });
  const { suggestions, shown, onShown } = suggesting;
  const opened = useLiveDocument(document.id, user, document.text);
  const isSuggesting = suggesting.mode === 'suggesting';
  const live = useSuggesting({ live: opened, userId: user.id, isSuggesting, known: suggestions.known, write: suggestions.write });
  useEffect(() => onShown({ marks: live.marks, outdated: live.outdated }), [onShown, live.marks, live.outdated]);
  const caret = useCarets(live.session, live.text).find(({ userId }) => userId === followed);
  const [from, to] = caret ? [Math.min(caret.anchor, caret.head), Math.max(caret.anchor, caret.head)] : [-1, -1];
  const theirs = useMemo(() => (from < 0 ? null : { start: from, end: to }), [from, to]);
  useEffect(() => saving.set(live.saveState), [saving, live.saveState]);
  const { inclusion, patterns, name, description, body } = useMemo(() => readSteering(live.text), [live.text]);
  const markers = useMemo(() => checkSteering(live.text), [live.text]);
  const bodyAt = live.text.length - body.length;
  return (
    <div className="flex min-h-0 min-w-0 flex-1 max-lg:flex-col">
      <section aria-label={document.path} className="flex min-h-0 min-w-0 flex-1 flex-col bg-card">
        <header className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 border-b border-border px-4 py-1.5">
          <div className="min-w-0 flex-1 text-xs max-md:basis-full">
            <code className="block truncate font-mono font-medium" title={document.path}>
              {document.path}
            </code>
            <p className="truncate text-muted-foreground">
              <b className="font-medium text-foreground">{inclusionWords[inclusion].label}.</b> {inclusionWords[inclusion].hint}
              {patterns.length > 0 && <code className="ml-1 font-mono">{patterns.join(', ')}</code>}
              {inclusion === 'manual' && <code className="ml-1 font-mono">#{name ?? document.called}</code>}
              {inclusion === 'auto' && description && <span className="ml-1">“{description}”</span>}
            </p>
          </div>
          <LiveStatus
            saving={saving}
            isReadOnly={suggesting.mode === 'viewing'}
            people={live.people}
            followed={followed}
            onFollow={setFollowed}
          />
          <ModeSwitch mode={suggesting.mode} allowed={suggesting.allowed} onChange={suggesting.onMode} />
          <ViewSwitch view={view} onChange={setView} />
        </header>
        <div className="flex min-h-0 flex-1">
          {view !== 'source' && (
            <div className={cx('page-view min-w-0 flex-1', view === 'split' && 'border-r border-border')}>
              <article aria-label={`${document.called} as it reads`} className="page-sheet page-prose">
                <PageMarkdown source={live.text} span={{ start: bodyAt, end: live.text.length }} marks={noMarks} />
              </article>
            </div>
          )}
          {view !== 'page' && (
            <div className={cx('min-w-0 flex-1', view === 'split' && 'max-lg:hidden')}>
              <SourceEditorLazy
                documentId={document.id}
                initialText={document.text}
                user={user}
                label={`Steering document ${document.called}`}
                readOnly={isSuggesting ? !live.isDraft : suggesting.mode === 'viewing' || !mayEdit}
                draft={live.isDraft ? live.session : null}
                suggestions={live.marks}
                activeSuggestion={active}
                onPickSuggestion={suggesting.open}
                markers={markers}
                jumpTo={theirs ?? place}
              />
            </div>
          )}
        </div>
      </section>
      {suggestions.open.length > 0 && (
        <aside
          aria-label="Suggested"
          className="shrink-0 overflow-auto border-border bg-card max-lg:max-h-56 max-lg:border-t lg:w-80 lg:border-l"
        >
          <SuggestionsPanel
            suggestions={suggestions}
            outdated={shown.outdated}
            activeId={active}
            onOpen={suggesting.open}
            onStep={suggesting.step}
          />
        </aside>
      )}
    </div>
  );
}
