import { z } from 'zod';
import { jsonIn } from '#core/study/read-answer.ts';

/** What a reviewer says of a change. Only what is blocking sends work back. */
export const reviewFinding = z.object({
  isBlocking: z.boolean(),
  path: z.string().nullable(),
  line: z.number().int().nullable(),
  /** The criterion, the property or the guidance that it is held against. */
  against: z.string().nullable(),
  words: z.string(),
});
export type ReviewFinding = z.infer<typeof reviewFinding>;

const said = z.object({
  severity: z.string().catch('note'),
  path: z.string().trim().max(1_000).nullish().catch(null),
  line: z.number().int().min(1).nullish().catch(null),
  against: z.string().trim().max(300).nullish().catch(null),
  words: z.string().trim().min(1).max(4_000),
});
const answer = z.object({ findings: z.array(z.unknown()) });
const mostFindings = 20;

/**
 * The findings in a reviewer's answer, those that send the work back first; null where there is no answer in it at all. One that names no file of the
 * change (`paths`) and nothing that it is held against is a remark, whatever it calls itself: work goes back only for what can be looked at.
 */
export function readReview(text: string, paths: ReadonlySet<string>): ReviewFinding[] | null {
  const parsed = answer.safeParse(jsonIn(text));
  if (!parsed.success) return null;
  const findings = parsed.data.findings.flatMap((one): ReviewFinding[] => {
    const { data } = said.safeParse(one);
    if (!data) return [];
    const path = data.path && paths.has(data.path) ? data.path : null;
    const against = data.against || null;
    const isBlocking = data.severity === 'blocking' && (path !== null || against !== null);
    return [{ isBlocking, path, line: path === null ? null : (data.line ?? null), against, words: data.words }];
  });
  return findings.toSorted((a, b) => Number(b.isBlocking) - Number(a.isBlocking)).slice(0, mostFindings);
}

/** A finding as one line: where, against what, and what. */
export function findingLine({ path, line, against, words }: ReviewFinding): string {
  const where = path === null ? '' : `${path}${line === null ? '' : `:${line}`}: `;
  return `${where}${words.replace(/\s+/g, ' ')}${against === null ? '' : ` (${against})`}`;
}

/** What an agent is told whose work a reviewer sends back. */
export function objectionWords(findings: readonly ReviewFinding[]): string {
  const lines = (isBlocking: boolean) => findings.filter((one) => one.isBlocking === isBlocking).map((one) => `- ${findingLine(one)}`);
  const remarks = lines(false);
  return [
    'The checks passed, but a reviewer who has seen only the task and your change sends it back:',
    ...lines(true),
    ...(remarks.length > 0 ? ['Remarks beside that, to heed where they are right:', ...remarks] : []),
    'Mend this, run the checks, and call finish again. If a finding is wrong, say why in the summary of finish.',
  ].join('\n');
}

/** What people answer where a reviewer sends the same work back once too often; anything else is told to the agent. */
export const reviewAnswers = { accept: 'Accept the work', back: 'Send it back to the agent' } as const;
