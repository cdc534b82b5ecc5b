import { readMailSettings } from '#server/adapters/mail.ts';
import type { House } from '#server/context.ts';
import type { Tx } from '#server/db/client.ts';

/** What happened to an account that its holder must hear of, even if it was somebody else who did it. */
export type AccountChange = 'password-set' | 'email-changed' | 'passkey-added' | 'passkey-removed';

/**
 * Has a mail about a change written to `email`, once `tx` commits: the address of before, where that is what changed. Nothing where the house sends
 * no mail or the address can receive none.
 */
export async function tellAccount(
  { engine }: Pick<House, 'engine'>,
  tx: Tx,
  told: { email: string; change: AccountChange; origin: string },
): Promise<void> {
  if (!readMailSettings(process.env) || !isReachable(told.email)) return;
  const input = { ...told, at: new Date().toISOString() };
  await engine.startJob(tx, { job: 'mail-account', id: crypto.randomUUID(), input, delaySeconds: 0 });
}

/** The domain of the address that the first owner has until they give theirs: it can receive nothing. */
const placeholderDomain = '@plumbline.invalid';

/** True if mail can reach `email`: false for the first owner until they give an address. */
export const isReachable = (email: string): boolean => !email.endsWith(placeholderDomain);
