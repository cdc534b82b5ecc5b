'use client';

import { useQuery } from '@tanstack/react-query';
import { type ComponentProps, useEffect, useMemo } from 'react';
import { AskOthers } from '#components/governance/ask-others.tsx';
import { GateBar } from '#components/governance/gate-bar.tsx';
import { ReviewSheet } from '#components/governance/review-sheet.tsx';
import type { Answers } from '#components/shell/answers.ts';
import { useOrganization } from '#components/shell/organization.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import type { SpecAnalysis } from '#core/language/diagnose.ts';
import type { Span } from '#core/language/span.ts';
import { pathItems, readingPath } from '#core/pipeline/reading-path.ts';
import { type DocumentStage, documentStages } from '#core/pipeline/stages.ts';
import type { Address } from './address.ts';
import { writeHistoryAddress } from './history/history-address.ts';
import type { SpecComments } from './use-comments.ts';

type SpecGateProps = Pick<ComponentProps<typeof GateBar>, 'document' | 'isAtRest' | 'questions'> & {
  spec: Answers['specs']['get'];
  analysis: SpecAnalysis;
  verdicts: Answers['checks']['verdicts']['criteria'];
  comments: SpecComments;
  address: Address;
  onGo: (change: Partial<Address>) => void;
  onJump: (stage: DocumentStage, to: Span, at?: string | null) => void;
};

/** The gate of a document with everything that a reviewer goes by, above the decision. */
export function SpecGate({ spec, analysis, verdicts, comments, address, onGo, onJump, ...gate }: SpecGateProps) {
  const { slug } = useOrganization();
  const { review } = comments;
  const { id: specId, stages, documents } = spec;
  const href = `/${slug}/projects/${spec.project.slug}/specs/${spec.slug}`;
  const stage = waitingStage(stages, gate.document.id);
  return (
    <GateBar
      {...gate}
      {...{ specId, stages }}
      documents={[...documents, ...[spec.readings, spec.proposal].filter((beside) => beside !== null)]}
      comments={review.pending.map(({ threadId, commentId, body, place }) => ({
        threadId,
        commentId,
        body,
        documentId: place.documentId,
        place:
          place.kind === 'item' ? { kind: place.kind, item: place.item } : { kind: place.kind, anchor: place.anchor, quote: place.quote },
      }))}
      onSent={review.clear}
      isReviewing={address.review}
      onReview={(isReviewing) => onGo({ review: isReviewing })}
      review={
        stage && (
          <Review
            {...{ analysis, verdicts, comments, href, onGo, onJump }}
            specId={specId}
            stage={stage.stage}
            sha256={gate.document.sha256}
            mayAsk={stage.state !== 'approved'}
          />
        )
      }
    />
  );
}

/** Several stages may cover a document: the first that is not passed is the one that waits. */
function waitingStage<Stage extends { state: string; documentIds: readonly string[] }>(
  stages: readonly Stage[],
  documentId: string,
): Stage | undefined {
  const covering = stages.filter(({ documentIds }) => documentIds.includes(documentId));
  return covering.find(({ state }) => state !== 'approved') ?? covering.at(-1);
}

type ReviewProps = Pick<SpecGateProps, 'analysis' | 'verdicts' | 'comments' | 'onGo' | 'onJump'> & {
  /** The address of the spec. */
  href: string;
  specId: string;
  stage: string;
  sha256: string;
  mayAsk: boolean;
};

function Review({ specId, stage, sha256, mayAsk, analysis, verdicts, comments, href, onGo, onJump }: ReviewProps) {
  const { slug: organization, can } = useOrganization();
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(trpc.reviews.get.queryOptions({ organization, specId, stage }));
  // Of another revision there is another comparison.
  const isOfToday = data?.commits.texts.some((text) => text.sha256 === sha256) ?? true;
  useEffect(() => {
    if (!isOfToday) void refetch();
  }, [isOfToday, refetch]);
  const path = useMemo(
    () =>
      data
        ? readingPath(
            pathItems({
              analysis,
              stages: documentStages.filter((known) => data.stages.includes(known)),
              verdicts,
              questions: data.questions,
              changes: data.since?.changes ?? [],
            }),
          )
        : [],
    [data, analysis, verdicts],
  );
  if (error) return <p className="border-b border-border px-4 py-3 text-danger">{error.message}</p>;
  if (!data) return <p className="late border-b border-border px-4 py-3 text-muted-foreground">Looking for what to read first</p>;
  return (
    <>
      <ReviewSheet
        review={data}
        path={path}
        pending={comments.review.pending.map(({ threadId, body, place }) => ({
          threadId,
          body,
          about: place.kind === 'item' ? `${place.item.kind} ${place.item.id}` : `“${place.quote.slice(0, 40)}”`,
        }))}
        compareHref={(document, from) => `${href}/history${writeHistoryAddress({ document, from, to: null, as: 'page' })}`}
        onOpen={({ stage: document, span, id }) => onJump(document, span, id)}
        onUnpend={comments.review.remove}
        onImpact={() => onGo({ panel: 'approvals', evidence: null })}
      />
      {mayAsk && can('approval.decide') && (
        <div className="border-b border-border px-2 py-1">
          <AskOthers specId={specId} stage={stage} />
        </div>
      )}
    </>
  );
}
