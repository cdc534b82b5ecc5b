import { type DocumentStage, documentStages } from '#core/pipeline/stages.ts';

export const panels = ['questions', 'readings', 'comments', 'suggestions', 'problems', 'trace', 'approvals', 'agents', 'reading'] as const;
export type Panel = (typeof panels)[number];

export const views = ['page', 'source', 'split'] as const;
export type View = (typeof views)[number];

export const modes = ['viewing', 'suggesting', 'editing'] as const;

export const besides = ['readings', 'proposal'] as const;
export type Beside = (typeof besides)[number];

/** What the address of a spec says about where to look: `?document=tasks&view=source&panel=trace&at=1.2&evidence=1.2`. */
export type Address = {
  document: DocumentStage;
  /** What is shown in the place of the requirements: what they mean, or why they change. */
  beside: Beside | null;
  view: View;
  /** Null: as the role has it. */
  mode: (typeof modes)[number] | null;
  panel: Panel;
  at: string | null;
  evidence: string | null;
  thread: string | null;
  suggestion: string | null;
  question: string | null;
  /** Whether the gate shows what to read before deciding. */
  review: boolean;
};

/** Reads the address; what it does not say, or says wrongly, is where a spec opens. */
export function readAddress(query: Record<string, string | string[] | undefined>): Address {
  const one = (name: string) => {
    const value = query[name];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  return {
    document: documentStages.find((stage) => stage === one('document')) ?? 'requirements',
    beside: besides.find((beside) => beside === one('document')) ?? null,
    view: views.find((view) => view === one('view')) ?? 'page',
    mode: modes.find((mode) => mode === one('mode')) ?? null,
    panel: panels.find((panel) => panel === one('panel')) ?? 'questions',
    at: one('at'),
    evidence: one('evidence'),
    thread: one('thread'),
    suggestion: one('suggestion'),
    question: one('question'),
    review: one('review') === '1',
  };
}

/** Whether an address leads to what stands beside the text, and not to the text: where there is room for one of them, that one shows. */
export const isAboutPanel = ({ panel, thread, question, evidence }: Address): boolean =>
  panel !== 'questions' || thread !== null || question !== null || evidence !== null;

/** The query of an address, without what goes without saying. */
export function writeAddress({ document, beside, view, mode, panel, at, evidence, thread, suggestion, question, review }: Address): string {
  const query = new URLSearchParams();
  if (beside) query.set('document', beside);
  else if (document !== 'requirements') query.set('document', document);
  if (view !== 'page') query.set('view', view);
  if (mode) query.set('mode', mode);
  if (panel !== 'questions') query.set('panel', panel);
  if (at) query.set('at', at);
  if (evidence) query.set('evidence', evidence);
  if (thread) query.set('thread', thread);
  if (suggestion) query.set('suggestion', suggestion);
  if (question) query.set('question', question);
  if (review) query.set('review', '1');
  const text = query.toString();
  return text ? `?${text}` : '';
}
