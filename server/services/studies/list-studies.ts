import { z } from 'zod';
import { type Study, studyShape, studyTask } from '#core/study/study.ts';
import type { Ctx } from '#server/context.ts';
import { findSpec } from '#server/services/questions/find-spec.ts';

export const listStudiesInput = z.object({ specId: z.uuid() });

const mostStudies = 20;

/** The latest studies of a spec with how far they are: who was asked, and who has answered. */
export async function listStudies(ctx: Ctx, { specId }: z.infer<typeof listStudiesInput>) {
  await findSpec(ctx, specId);
  const rows = await ctx.db.run.findMany({
    where: { specId, organizationId: ctx.organizationId, taskId: { in: [studyTask.critics, studyTask.readers, studyTask.draft] } },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: mostStudies,
    select: {
      id: true,
      status: true,
      taskTitle: true,
      modelLabel: true,
      createdAt: true,
      finishedAt: true,
      study: true,
      startedBy: { select: { name: true } },
      steps: { select: { step: true } },
    },
  });
  return rows.flatMap(({ study, steps, ...row }) => {
    const { data } = studyShape.safeParse(study);
    if (!data || data.kind === 'binding') return [];
    const answered = new Set(steps.map(({ step }) => step));
    return [{ ...row, kind: data.kind, document: data.kind === 'draft' ? data.document : null, asked: askedIn(data, answered) }];
  });
}

/** Who was asked in a study, and whether they have answered by the steps that are finished. */
function askedIn(study: Exclude<Study, { kind: 'binding' }>, answered: ReadonlySet<string>): { label: string; hasAnswered: boolean }[] {
  switch (study.kind) {
    case 'critics':
      return study.perspectives.map(({ id, label }) => ({ label, hasAnswered: answered.has(`critic-${id}`) }));
    case 'readers':
      return [1, 2, 3].map((reader) => ({ label: `Reader ${reader}`, hasAnswered: answered.has(`reader-${reader}-0`) }));
    case 'draft':
      return [{ label: 'Author', hasAnswered: answered.has('conclude') }];
  }
}
