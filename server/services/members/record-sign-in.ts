import type { Db } from '#server/db/client.ts';
import { createSeldom } from '#server/services/audit/seldom.ts';
import { recordEverywhere } from './record-everywhere.ts';

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

type Known = { userId: string; name: string; address: string | null };

async function record(db: Db, { userId, name, address }: Known, action: 'session.begun' | 'session.refused'): Promise<void> {
  const origin = `browser ${address ?? 'unknown'}`;
  await db.$transaction((tx) => recordEverywhere(tx, { userId, name, origin }, action, {}));
}
