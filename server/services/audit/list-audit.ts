import { z } from 'zod';
import { type AuditLink, auditActions, type ChainFault, type Json, verifyChain } from '#core/audit/audit-chain.ts';
import type { Ctx } from '#server/context.ts';
import type { AuditEntry, Prisma } from '#server/db/generated/client.ts';
import { sha256Of } from '#server/services/documents/sha256.ts';

export const listAuditInput = z.object({
  /** Words that the actor's or the subject's name holds. */
  text: z.string().trim().max(100).default(''),
  action: z.enum(auditActions).nullable().default(null),
  actorId: z.string().max(100).nullable().default(null),
  subjectId: z.string().max(200).nullable().default(null),
  from: z.date().nullable().default(null),
  to: z.date().nullable().default(null),
  /** Entries before this number: the last one of the page before. */
  cursor: z.number().int().positive().nullish(),
  take: z.number().int().min(1).max(500).default(100),
});

/** Entries of the organization's audit, newest first. */
export async function listAudit({ db, organizationId }: Ctx, input: z.infer<typeof listAuditInput>): Promise<AuditLink[]> {
  const { text, action, actorId, subjectId, from, to, cursor, take } = input;
  const named: Prisma.StringFilter = { contains: text, mode: 'insensitive' };
  const entries = await db.auditEntry.findMany({
    where: {
      organizationId,
      ...(text === '' ? {} : { OR: [{ actorName: named }, { subjectName: named }] }),
      ...(action ? { action } : {}),
      ...(actorId ? { actorId } : {}),
      ...(subjectId ? { subjectId } : {}),
      ...(from || to ? { at: { ...(from ? { gte: from } : {}), ...(to ? { lt: to } : {}) } } : {}),
      ...(cursor ? { seq: { lt: cursor } } : {}),
    },
    orderBy: { seq: 'desc' },
    take,
  });
  return entries.map(linkOf);
}

export const exportAuditInput = z.object({
  after: z.number().int().min(0).default(0),
  take: z.number().int().min(1).max(5_000).default(1_000),
});

/** Entries in order of their numbers, to be written down one a line, with the end of the chain as it is now. */
export async function exportAudit({ db, organizationId }: Ctx, { after, take }: z.infer<typeof exportAuditInput>) {
  const entries = await db.auditEntry.findMany({ where: { organizationId, seq: { gt: after } }, orderBy: { seq: 'asc' }, take });
  const head = await db.auditHead.findUnique({ where: { organizationId }, select: { seq: true, hash: true } });
  return { entries: entries.map(linkOf), head };
}

/** Reads the whole chain in pages and says where it is broken. The head is read first: entries that come meanwhile are not judged. */
export async function verifyAudit({ db, organizationId }: Ctx): Promise<{ entries: number; faults: ChainFault[] }> {
  const head = await db.auditHead.findUnique({ where: { organizationId }, select: { seq: true, hash: true } });
  if (!head) return { entries: 0, faults: [] };
  const entries = await db.auditEntry.findMany({ where: { organizationId, seq: { lte: head.seq } }, orderBy: { seq: 'asc' } });
  return { entries: entries.length, faults: verifyChain(entries.map(linkOf), sha256Of, head).slice(0, 100) };
}

function linkOf({ at, before, after, actorKind, ...entry }: AuditEntry): AuditLink {
  return {
    ...entry,
    at: at.toISOString(),
    actorKind: actorKind as AuditLink['actorKind'], // written by `recordAudit` alone
    before: before as Json, // what JSON columns hold
    after: after as Json,
  };
}
