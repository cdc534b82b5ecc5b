import { createHash, randomBytes } from 'node:crypto';
import { readMailSettings } from '#server/adapters/mail.ts';
import type { House } from '#server/context.ts';
import type { Db } from '#server/db/client.ts';
import { Failure } from '#server/errors.ts';
import { type Passwords, replacePassword } from './account.ts';
import { requireHardPassword } from './require-password.ts';

const validMinutes = 60;
const hash = (token: string) => createHash('sha256').update(token).digest('hex');

/**
 * Has a link mailed to `email`, if an account with a password has this address. Nothing that the caller sees or could time says whether one has:
 * that is looked up when the mail is written. At most one mail a minute and address. `invalid` where the house sends no mail.
 */
export async function requestRecovery({ db, engine }: Pick<House, 'db' | 'engine'>, email: string, now = Date.now()): Promise<void> {
  if (!readMailSettings(process.env))
    throw new Failure('invalid', 'This house sends no mail. Whoever runs it gets a sign-in link by starting it anew.');
  const address = email.toLowerCase();
  const id = `${hash(address)}:${Math.floor(now / 60_000)}`;
  await db.$transaction((tx) => engine.startJob(tx, { job: 'mail-recovery', id, input: { email: address }, delaySeconds: 0 }));
}

/** Makes a link for the account with this address: its token, and whose it is. Null where there is no such account, or none with a password. */
export async function createRecoveryLink(db: Db, email: string): Promise<{ token: string; name: string } | null> {
  const user = await db.user.findFirst({
    where: { email, accounts: { some: { providerId: 'credential', password: { not: null } } } },
    select: { id: true, name: true },
  });
  if (!user) return null;
  const token = randomBytes(24).toString('base64url');
  const expiresAt = new Date(Date.now() + validMinutes * 60_000);
  await db.recoveryLink.create({ data: { tokenSha256: hash(token), userId: user.id, expiresAt } });
  return { token, name: user.name };
}

type Recovery = { token: string; password: string; origin: string };

/**
 * Sets another password by a mailed link, ends every session of the account and each of its links, and gives whose it is. `not_found` for a link that
 * is unknown, spent or too old; `invalid`, and the link stays, for a password that is guessed first.
 */
export async function recoverPassword(
  house: Pick<House, 'db' | 'engine'>,
  { token, password, origin }: Recovery,
  passwords: Pick<Passwords, 'hash'>,
): Promise<{ userId: string }> {
  const found = await house.db.recoveryLink.findFirst({
    where: { tokenSha256: hash(token), expiresAt: { gt: new Date() } },
    select: { user: { select: { id: true, name: true, email: true } } },
  });
  if (!found) throw tooLate();
  const { user } = found;
  await requireHardPassword(password, user);
  const hashed = await passwords.hash(password);
  await house.db.$transaction(async (tx) => {
    // Spending is one statement: of two browsers with the same link one sets its password.
    const { count } = await tx.recoveryLink.deleteMany({ where: { tokenSha256: hash(token) } });
    if (count !== 1) throw tooLate();
    await replacePassword(house, tx, { userId: user.id, name: user.name, origin, hash: hashed, keptSession: null });
  });
  return { userId: user.id };
}

const tooLate = () => new Failure('not_found', 'This link was used before or is too old. Ask for another one.');
