'use client';

import { type ReactNode, useCallback, useEffect, useMemo, useRef } from 'react';
import type { SessionUser } from '#components/editor/live-person.ts';
import type { Person, SaveState } from '#components/editor/live-state.ts';
import type { Marker } from '#components/editor/markers.ts';
import { SourceEditorLazy } from '#components/editor/source-editor-lazy.tsx';
import type { SpecLanguage } from '#components/editor/spec-language.ts';
import { useCarets } from '#components/editor/use-carets.ts';
import { useLiveDocument } from '#components/editor/use-live-document.ts';
import { useSuggesting } from '#components/editor/use-suggesting.ts';
import type { PageActions, PageFacts } from '#components/page/page-facts.ts';
import type { PageMark } from '#components/page/page-mark.ts';
import { PagePictures } from '#components/page/page-pictures.tsx';
import { PageView } from '#components/page/page-view.tsx';
import { ReadingsContext } from '#components/readings/readings-context.ts';
import { useOrganization } from '#components/shell/organization.tsx';
import type { LiveTexts } from '#components/specs/live-texts.ts';
import { cx } from '#components/ui/class-names.ts';
import type { SpecAnalysis } from '#core/language/diagnose.ts';
import type { Span } from '#core/language/span.ts';
import type { Diagnostic } from '#core/language/spec-tree.ts';
import type { PageBlock } from '#core/page/page-block.ts';
import type { DocumentStage } from '#core/pipeline/stages.ts';
import type { View } from './address.ts';
import type { SpecComments } from './use-comments.ts';
import { useDocumentComments } from './use-document-comments.tsx';
import { useDocumentSuggestions } from './use-document-suggestions.tsx';
import { useKeepImage } from './use-keep-image.ts';
import { useSinceLooked } from './use-since-looked.ts';
import type { SpecReadings } from './use-spec-readings.tsx';
import type { SpecSuggestions } from './use-spec-suggestions.ts';

type DocumentViewProps = {
  document: { id: string; text: string };
  stage: DocumentStage;
  view: View;
  user: SessionUser;
  label: string;
  mayEdit: boolean;
  analysis: SpecAnalysis;
  /** Reads the text key by key, and tells of problems as soon as they are known. */
  liveTexts: Pick<LiveTexts, 'follow' | 'subscribe'>;
  verdicts: PageFacts['verdicts'];
  progress: PageFacts['progress'];
  language: Omit<SpecLanguage, 'kind' | 'analysis'>;
  actions: PageActions;
  at: string | null;
  jumpTo: Span | null;
  /** Who is followed: the view goes where they go. */
  followed: string | null;
  onFollowed: (place: Span) => void;
  onPresence: (people: Person[]) => void;
  onSaveState: (state: SaveState) => void;
  /** What other features say about places of the text, and show beside its blocks. */
  marks?: readonly PageMark[];
  aside?: (block: PageBlock) => ReactNode;
  /** What the analysis asks about places of the text, as squiggles in the source. */
  findings?: readonly Diagnostic[];
  read: SpecReadings;
  comments: SpecComments;
  suggestions: SpecSuggestions;
  /** The document's own text, which is another one than the text on the screen while somebody suggests. */
  onLiveText: (text: string) => void;
};

const noMarks: readonly PageMark[] = [];
const noFindings: readonly Diagnostic[] = [];

/** One live text, seen as a page, as its source, or both. Monaco is loaded when the source is asked for. */
export function DocumentView(props: DocumentViewProps) {
  const {
    document,
    stage,
    view,
    user,
    label,
    mayEdit,
    analysis,
    marks = noMarks,
    aside,
    followed,
    onFollowed,
    findings = noFindings,
    liveTexts,
  } = props;
  const opened = useLiveDocument(document.id, user, document.text);
  const { mode, suggestions, activeId, open } = props.suggestions;
  const isSuggesting = mode === 'suggesting';
  const live = useSuggesting({ live: opened, userId: user.id, isSuggesting, known: suggestions.known, write: suggestions.write });
  const { marks: suggested, aside: suggestedBeside } = useDocumentSuggestions(live, analysis.texts[stage] ?? '', activeId, open);
  const shownSuggestions = useMemo(() => ({ marks: live.marks, outdated: live.outdated }), [live.marks, live.outdated]);
  useTold(props.suggestions.onShown, shownSuggestions);
  useTold(props.onLiveText, opened.text);
  const carets = useCarets(live.session, analysis.texts[stage] ?? '');
  const comments = useDocumentComments(live, { documentId: document.id, stage, analysis, comments: props.comments });
  useTold(props.comments.onPlaces, comments.places);
  const openText = live.isReady ? live.session : null;
  useEffect(() => (openText ? liveTexts.follow(stage, openText) : undefined), [openText, liveTexts, stage]);
  useTold(props.onPresence, live.people);
  useTold(props.onSaveState, live.saveState);

  const place = carets.find(({ userId }) => userId === followed);
  const [from, to] = place ? [Math.min(place.anchor, place.head), Math.max(place.anchor, place.head)] : [-1, -1];
  const latestFollowed = useRef(onFollowed);
  useEffect(() => {
    latestFollowed.current = onFollowed;
  });
  useEffect(() => {
    if (from >= 0) latestFollowed.current({ start: from, end: to });
  }, [from, to]);

  const all = useMemo<readonly PageMark[]>(
    () => [
      ...marks,
      ...suggested,
      ...comments.marks,
      ...carets.flatMap(({ client, name, color, anchor, head }): PageMark[] => [
        ...(anchor === head
          ? []
          : [
              { id: `selection-${client}`, start: Math.min(anchor, head), end: Math.max(anchor, head), color, className: 'page-selection' },
            ]),
        { id: `caret-${client}`, start: head, end: head, color, name },
      ]),
    ],
    [marks, suggested, comments.marks, carets],
  );
  const besides = useCallback(
    (block: PageBlock) => (
      <>
        {aside?.(block)}
        {suggestedBeside(block)}
        {comments.aside(block)}
      </>
    ),
    [aside, suggestedBeside, comments.aside],
  );
  const latestFindings = useRef(findings);
  useEffect(() => {
    latestFindings.current = findings;
  }, [findings]);
  const markers = useMemo(() => [...analysis.diagnostics[stage], ...findings], [analysis, stage, findings]);
  const markerFeed = useCallback(
    (listener: (markers: Marker[]) => void) =>
      liveTexts.subscribe((of, found) => of === stage && listener([...found, ...latestFindings.current])),
    [liveTexts, stage],
  );
  const { slug: organization } = useOrganization();
  const keepImage = useKeepImage(document.id);
  useSinceLooked(stage);
  const isOpen = live.isReady && live.session !== null;
  const mayType = isOpen && (isSuggesting ? live.isDraft : mode === 'editing' && mayEdit && !live.isReadOnly);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys that bubble up from the text
    <div className="flex h-full min-h-0" onKeyDown={comments.onKeyDown}>
      {view !== 'source' && (
        <div className={cx('min-w-0 flex-1', view === 'split' && 'border-r border-border')}>
          <PagePictures organization={organization} documentId={document.id}>
            <ReadingsContext value={props.read.shared}>
              <PageView
                stage={stage}
                label={label}
                analysis={analysis}
                verdicts={props.verdicts}
                progress={props.progress}
                session={isOpen ? live.session : null}
                mayEdit={mayType}
                marks={all}
                aside={besides}
                beneath={props.read.beneath}
                at={props.at}
                jumpTo={props.jumpTo}
                actions={props.actions}
              />
            </ReadingsContext>
          </PagePictures>
        </div>
      )}
      {view !== 'page' && (
        <div className={cx('min-w-0 flex-1', view === 'split' && 'max-lg:hidden')}>
          <SourceEditorLazy
            documentId={document.id}
            initialText={document.text}
            user={user}
            label={label}
            readOnly={isSuggesting ? !live.isDraft : mode === 'viewing' || !mayEdit}
            draft={live.isDraft ? live.session : null}
            suggestions={live.marks}
            activeSuggestion={activeId}
            onPickSuggestion={open}
            markers={markers}
            markerFeed={markerFeed}
            language={{ kind: stage, analysis, ...props.language }}
            jumpTo={props.jumpTo}
            comments={comments.source}
            onImage={keepImage}
          />
        </div>
      )}
    </div>
  );
}

/** Tells a listener of a value, at first and whenever it changes, and never merely because the listener is a new function. */
function useTold<T>(listener: (value: T) => void, value: T): void {
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => {
    latest.current(value);
  }, [value]);
}
