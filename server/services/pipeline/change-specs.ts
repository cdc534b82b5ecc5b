import { z } from 'zod';
import type { Ctx } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';
import { archiveSpec, restoreSpec } from '#server/services/specs/change-spec.ts';

const specIds = z.array(z.uuid()).min(1).max(200);

/** What became of each spec of a bulk act; a refusal of one hinders no other. */
export type Changed = { specId: string; refusedBecause: string | null };

async function each(ids: readonly string[], change: (specId: string) => Promise<void>): Promise<Changed[]> {
  const results: Changed[] = [];
  for (const specId of ids) {
    try {
      await change(specId);
      results.push({ specId, refusedBecause: null });
    } catch (cause) {
      if (!(cause instanceof Failure)) throw cause;
      results.push({ specId, refusedBecause: cause.message });
    }
  }
  return results;
}

export const archiveSpecsInput = z.object({ specIds, reason: z.string().trim().min(1).max(500) });

/** Puts specs away for one reason. */
export function archiveSpecs(ctx: Ctx, { specIds: ids, reason }: z.infer<typeof archiveSpecsInput>): Promise<Changed[]> {
  return each(ids, (specId) => archiveSpec(ctx, { specId, reason }));
}

export const restoreSpecsInput = z.object({ specIds });

/** Takes specs back from the archive. */
export function restoreSpecs(ctx: Ctx, { specIds: ids }: z.infer<typeof restoreSpecsInput>): Promise<Changed[]> {
  return each(ids, (specId) => restoreSpec(ctx, { specId }));
}

export const setEpicsInput = z.object({
  /** The epic of each spec; null for none. Different ones, so that a bulk act can be undone by one call. */
  specs: z
    .array(z.object({ specId: z.uuid(), epic: z.string().trim().min(1).max(80).nullable() }))
    .min(1)
    .max(200),
});

/** Puts specs under epics. */
export function setEpics(ctx: Ctx, { specs }: z.infer<typeof setEpicsInput>): Promise<Changed[]> {
  const epicOf = new Map(specs.map(({ specId, epic }) => [specId, epic]));
  return each([...epicOf.keys()], (specId) =>
    ctx.db.$transaction(async (tx) => {
      const spec = await tx.spec.findFirst({ where: { id: specId, project: { organizationId: ctx.organizationId } } });
      if (!spec) throw new Failure('not_found', 'There is no such spec in this organization.');
      const epic = epicOf.get(specId) ?? null;
      if (spec.epic === epic) return;
      await tx.spec.update({ where: { id: specId }, data: { epic } });
      const subject = { kind: 'spec', id: specId, name: spec.title };
      await recordAudit(tx, ctx, {
        action: 'spec.changed',
        subject,
        projectId: spec.projectId,
        before: { epic: spec.epic },
        after: { epic },
      });
    }),
  );
}
