import { z } from 'zod';
import { endingOf, imageName, imagePath, maxImageBytes } from '#core/formats/spec-image.ts';
import type { Ctx } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { sha256Of } from '#server/services/documents/sha256.ts';

const maxImages = 200;

export const addImageInput = z.object({ documentId: z.uuid(), base64: z.base64().max(Math.ceil((maxImageBytes * 4) / 3) + 4) });

/**
 * Keeps a picture with the spec that the document belongs to, and gives the path by which its documents name it. The same picture is kept once.
 * `invalid` for anything that is no picture by its bytes, is too large, or is one too many.
 */
export async function addImage(ctx: Ctx, { documentId, base64 }: z.infer<typeof addImageInput>): Promise<{ path: string }> {
  const specId = await specOf(ctx, documentId);
  const bytes = Buffer.from(base64, 'base64');
  const ending = endingOf(bytes);
  if (!ending) throw new Failure('invalid', 'This is no picture that a spec can hold: PNG, JPEG, GIF or WebP.');
  if (bytes.length > maxImageBytes) throw new Failure('invalid', 'A picture may have 5 MB.');
  const name = imageName(sha256Of(bytes), ending);
  const kept = await ctx.db.$executeRaw`
    INSERT INTO spec_images (spec_id, name, bytes, added_by_id)
    SELECT ${specId}::uuid, ${name}, ${bytes}, ${ctx.actor.userId}
    WHERE (SELECT count(*) FROM spec_images WHERE spec_id = ${specId}::uuid) < ${maxImages}
    ON CONFLICT DO NOTHING`;
  if (kept === 0 && !(await ctx.db.specImage.findUnique({ where: { specId_name: { specId, name } }, select: { name: true } })))
    throw new Failure('invalid', `A spec holds ${maxImages} pictures at most.`);
  return { path: imagePath(name) };
}

/** The bytes of a kept picture. `not_found` outside the organization. */
export async function getImage(ctx: Ctx, { documentId, name }: { documentId: string; name: string }): Promise<Uint8Array> {
  const specId = await specOf(ctx, documentId);
  const found = await ctx.db.specImage.findUnique({ where: { specId_name: { specId, name } }, select: { bytes: true } });
  if (!found) throw new Failure('not_found', 'There is no such picture.');
  return found.bytes;
}

export const exportImagesInput = z.object({ documentId: z.uuid() });

/** The pictures of the spec that the document belongs to, as files beside it: what its folder needs besides the documents. */
export async function exportImages(
  ctx: Ctx,
  { documentId }: z.infer<typeof exportImagesInput>,
): Promise<{ path: string; bytes: Uint8Array }[]> {
  const specId = await specOf(ctx, documentId);
  const images = await ctx.db.specImage.findMany({ where: { specId }, orderBy: { name: 'asc' }, select: { name: true, bytes: true } });
  return images.map(({ name, bytes }) => ({ path: imagePath(name), bytes }));
}

async function specOf({ db, organizationId }: Ctx, documentId: string): Promise<string> {
  const where = { id: documentId, spec: { archivedAt: null, project: { organizationId } } };
  const found = await db.document.findFirst({ where, select: { specId: true } });
  if (!found?.specId) throw new Failure('not_found', 'There is no such document of a spec in this organization.');
  return found.specId;
}
