import { z } from 'zod';
import { anchor } from '#core/comments/anchor.ts';
import { itemKinds } from '#core/comments/item.ts';
import { documentStages } from '#core/pipeline/stages.ts';

const shared = {
  documentId: z.uuid(),
  stage: z.enum(documentStages),
  quote: z.string().max(700),
  /** Where it is shown until the server has it. */
  span: z.object({ start: z.int(), end: z.int() }),
};

const newPlace = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('anchor'), anchor, ...shared }),
  z.object({ kind: z.literal('item'), item: z.object({ kind: z.enum(itemKinds), id: z.string() }), ...shared }),
]);

/** What a new thread is about: characters of the open document, or an item. */
export type NewPlace = z.infer<typeof newPlace>;

/** Reads a place as this browser kept it; null for anything else. */
export function readNewPlace(text: string): NewPlace | null {
  try {
    return newPlace.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
