'use client';

import { type ComponentProps, useMemo } from 'react';
import { useAnalysis } from '#components/specs/use-analysis.ts';
import { DocumentView } from './document-view.tsx';

type ProposalDocumentProps = Omit<ComponentProps<typeof DocumentView>, 'stage' | 'analysis' | 'liveTexts'>;

/** Why a change is made. Prose, as a design is, and read as one; nothing in it is traced. */
export function ProposalDocument({ document, language, ...props }: ProposalDocumentProps) {
  const texts = useMemo(() => ({ design: document.text }), [document.text]);
  const { analysis, live } = useAnalysis(document.id, texts);
  return (
    <DocumentView
      {...props}
      document={document}
      stage="design"
      analysis={analysis}
      liveTexts={live}
      language={{ ...language, shapes: live.shapes }}
    />
  );
}
