import { z } from 'zod';
import { findPrice, type Price } from '#core/budget/price.ts';
import type { Ctx, House } from '#server/context.ts';
import type { Db, Tx } from '#server/db/client.ts';
import { Failure } from '#server/errors.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';
import { modelProviders, scriptedId } from '#server/services/models/connection.ts';
import { findConnection } from '#server/services/models/find-connection.ts';

const dollarsPerMillion = z.number().min(0).max(10_000);

export const setPriceInput = z.object({
  provider: z.enum(modelProviders),
  model: z.string().trim().min(1).max(200).regex(/^\S+$/, "A model's name has no spaces."),
  inputPerMillion: dollarsPerMillion,
  outputPerMillion: dollarsPerMillion,
  cachedPerMillion: dollarsPerMillion,
  /** The day that it was read on the provider's page. */
  readOn: z.iso.date(),
});

/** Enters what a model costs, or changes it. What was spent before keeps the price of its time. */
export async function setPrice(ctx: Ctx, { provider, model, readOn, ...amounts }: z.infer<typeof setPriceInput>): Promise<void> {
  const { inputPerMillion, outputPerMillion, cachedPerMillion } = amounts;
  const price = { inputPerMillion, outputPerMillion, cachedPerMillion, readOn: new Date(readOn) };
  const id = { organizationId: ctx.organizationId, provider, model };
  await ctx.db.$transaction(async (tx) => {
    await tx.modelPrice.upsert({ where: { organizationId_provider_model: id }, create: { ...id, ...price }, update: price });
    const subject = { kind: 'price', id: `${provider} ${model}`, name: `Price of ${provider} ${model}` };
    const after = { inputPerMillion, outputPerMillion, cachedPerMillion, readOn };
    await recordAudit(tx, ctx, { action: 'budget.set', subject, after });
  });
}

export const removePriceInput = setPriceInput.pick({ provider: true, model: true });

/** Takes a price away: budgets in dollars then refuse the model. */
export async function removePrice(ctx: Ctx, { provider, model }: z.infer<typeof removePriceInput>): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.modelPrice.deleteMany({ where: { organizationId: ctx.organizationId, provider, model } });
    if (count === 0) throw new Failure('not_found', 'There is no such price.');
    const subject = { kind: 'price', id: `${provider} ${model}`, name: `Price of ${provider} ${model}` };
    await recordAudit(tx, ctx, { action: 'budget.set', subject, after: null });
  });
}

/** All prices that the organization entered. */
export async function readPrices(db: Db | Tx, organizationId: string): Promise<Price[]> {
  const rows = await db.modelPrice.findMany({ where: { organizationId }, orderBy: [{ provider: 'asc' }, { model: 'asc' }] });
  return rows.map(({ provider, model, inputPerMillion, outputPerMillion, cachedPerMillion, readOn }) => ({
    provider,
    model,
    inputPerMillion,
    outputPerMillion,
    cachedPerMillion,
    readOn: readOn.toISOString().slice(0, 10),
  }));
}

const free: Price = { provider: scriptedId, model: '*', inputPerMillion: 0, outputPerMillion: 0, cachedPerMillion: 0, readOn: '' };

/** The price of the model that a run names; the scripted one costs nothing. Null where nobody has entered one. */
export async function priceOf(house: Pick<House, 'db'>, organizationId: string, model: string): Promise<Price | null> {
  if (model === scriptedId) return free;
  const connection = await findConnection(house, organizationId, model);
  if (!connection) return null;
  return findPrice(await readPrices(house.db, organizationId), { provider: connection.provider, model: connection.modelId });
}
