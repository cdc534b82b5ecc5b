import { cx } from '#components/ui/class-names.ts';
import { InlineText } from '#components/ui/inline-text.tsx';
import type { Criterion } from '#core/language/spec-tree.ts';
import { type Piece, sentencePieces } from '#core/page/sentence-pieces.ts';

const looks: Record<Piece['role'], string> = {
  feature: 'clause-feature',
  state: 'clause-state',
  trigger: 'clause-trigger',
  condition: 'clause-condition',
  subject: 'font-medium',
  modality: '',
  response: '',
  plain: 'text-muted-foreground',
};

type CriterionSentenceProps = { source: string; criterion: Criterion };

/** The sentence as typed, its clauses in the colour of their kind and its keywords heavier. */
export function CriterionSentence({ source, criterion }: CriterionSentenceProps) {
  if (criterion.pattern === 'unclassified') return <InlineText text={criterion.text} />;
  return sentencePieces(source, criterion).map(({ start, text, role, isKeyword }) => (
    <span
      key={start}
      className={cx(looks[role], isKeyword && 'font-semibold')}
      title={role === 'plain' || role === 'response' ? undefined : role}
    >
      <InlineText text={text} />
    </span>
  ));
}
