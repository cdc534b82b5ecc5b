import { z } from 'zod';
import { studyShape } from '#core/study/study.ts';
import type { Ctx } from '#server/context.ts';
import { findSpec } from '#server/services/questions/find-spec.ts';

export const listStudiesInput = z.object({ specId: z.uuid() });

const mostStudies = 20;

/** The latest studies of a spec with how far they are: who was asked, and who has answered. */
export async function listStudies(ctx: Ctx, { specId }: z.infer<typeof listStudiesInput>) {
  await findSpec(ctx, specId);
  const rows = await ctx.db.run.findMany({
    where: { specId, organizationId: ctx.organizationId, taskId: { in: ['critics', 'readers'] } },
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
    const asked =
      data.kind === 'critics'
        ? data.perspectives.map(({ id, label }) => ({ label, hasAnswered: answered.has(`critic-${id}`) }))
        : [1, 2, 3].map((reader) => ({ label: `Reader ${reader}`, hasAnswered: answered.has(`reader-${reader}-0`) }));
    return [{ ...row, kind: data.kind, asked, isConcluding: answered.has('conclude') }];
  });
}
