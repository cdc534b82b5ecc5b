import type { House } from '#server/context.ts';
import type { Db } from '#server/db/client.ts';
import { createSeldom } from '#server/services/audit/seldom.ts';
import { recordEverywhere } from './record-everywhere.ts';
import { tellAccount } from './tell-account.ts';

/** Guessing is held back by its own limit; what it leaves in the audit is one line a minute and account. */
const seldom = createSeldom(60_000);

/** Records that somebody signed in, in the audit of each organization that they work in. */
export async function recordSignIn(db: Db, { userId, address }: { userId: string; address: string | null }): Promise<void> {
  const user = await db.user.findUnique({ where: { id: userId }, select: { name: true } });
  if (user) await record(db, { userId, name: user.name, address }, 'session.begun');
}

/** Records that somebody was refused with a wrong password, where the address is that of an account; others have no audit to stand in. */
export async function recordRefusedSignIn(db: Db, { email, address }: { email: string; address: string | null }): Promise<void> {
  const user = await db.user.findUnique({ where: { email: email.toLowerCase() }, select: { id: true, name: true } });
  if (user && seldom(user.id)) await record(db, { userId: user.id, name: user.name, address }, 'session.refused');
}

/** Records that somebody added a passkey to their account, and has them told by mail. */
export async function recordPasskey(
  house: Pick<House, 'db' | 'engine'>,
  { userId, address }: { userId: string; address: string | null },
): Promise<void> {
  const { name, email } = await house.db.user.findUniqueOrThrow({ where: { id: userId }, select: { name: true, email: true } });
  const origin = `browser ${address ?? 'unknown'}`;
  await house.db.$transaction(async (tx) => {
    await recordEverywhere(tx, { userId, name, origin }, 'account.passkey-added', {});
    await tellAccount(house, tx, { email, change: 'passkey-added', origin });
  });
}

type Known = { userId: string; name: string; address: string | null };

async function record(db: Db, { userId, name, address }: Known, action: 'session.begun' | 'session.refused'): Promise<void> {
  const origin = `browser ${address ?? 'unknown'}`;
  await db.$transaction((tx) => recordEverywhere(tx, { userId, name, origin }, action, {}));
}
