import { z } from 'zod';
import { type Change, changeTopics } from '#core/notices/change.ts';
import type { Tx } from '#server/db/client.ts';

/** The channel on which committed changes are told to whoever watches an organization. */
export const changesChannel = 'changes';

const told = z.object({ topic: z.enum(changeTopics), id: z.string().max(100), organizationId: z.string() });
export type ToldChange = z.infer<typeof told>;

/** Tells everybody whom it concerns that something may be read anew, once `tx` commits. The tables are the truth. */
export async function tellChanges(tx: Tx, organizationId: string, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) return;
  const payloads = changes.map(({ topic, id }) => JSON.stringify({ organizationId, topic, id } satisfies ToldChange));
  await tx.$queryRaw`SELECT count(pg_notify(${changesChannel}, payload)) FROM unnest(${payloads}::text[]) AS payload`;
}

/** Reads what `tellChanges` sent; undefined for anything else. */
export function readChange(payload: string): ToldChange | undefined {
  try {
    return told.safeParse(JSON.parse(payload)).data;
  } catch {
    return undefined;
  }
}
