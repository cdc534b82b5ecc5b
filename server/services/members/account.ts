import { z } from 'zod';
import { passwordLengths } from '#core/access/password-rule.ts';
import type { House } from '#server/context.ts';
import type { Tx } from '#server/db/client.ts';
import { Failure } from '#server/errors.ts';
import { guardAttempts } from './attempts.ts';
import { recordEverywhere } from './record-everywhere.ts';
import { requireHardPassword } from './require-password.ts';
import { isReachable, tellAccount } from './tell-account.ts';

/** Somebody about their own account, signed in by the session `sessionId`. */
export type Person = House & { userId: string; name: string; sessionId: string; origin: string };

/** How passwords are hashed and compared; better-auth's own way, so that its sign-in reads what is written here. */
export type Passwords = {
  hash: (password: string) => Promise<string>;
  verify: (input: { hash: string; password: string }) => Promise<boolean>;
};

const { least, most } = passwordLengths;
const newPassword = z
  .string()
  .min(least, `A password has at least ${least} characters.`)
  .max(most, `A password has at most ${most} characters.`);

/** The caller's account: who they are, how they sign in, and where they are signed in now. */
export async function getAccount({ db, userId, sessionId }: Person) {
  const user = await db.user.findUniqueOrThrow({ where: { id: userId } });
  const credential = await db.account.findFirst({ where: { userId, providerId: 'credential' }, select: { password: true } });
  const sessions = await db.session.findMany({ where: { userId, expiresAt: { gt: new Date() } }, orderBy: { createdAt: 'desc' } });
  const passkeys = await db.passkey.findMany({ where: { userId }, orderBy: { createdAt: 'asc' } });
  return {
    name: user.name,
    email: user.email,
    /** False for the first owner, whose address is made up until they give theirs. */
    hasEmail: isReachable(user.email),
    hasPassword: Boolean(credential?.password),
    sessions: sessions.map(({ id, userAgent, ipAddress, createdAt, expiresAt }) => ({
      id,
      isThis: id === sessionId,
      userAgent: userAgent ?? '',
      address: ipAddress ?? '',
      createdAt,
      expiresAt,
    })),
    passkeys: passkeys.map(({ id, name, createdAt, backedUp }) => ({ id, name: name ?? 'Passkey', createdAt, isSynced: backedUp })),
  };
}

export const setNameInput = z.object({ name: z.string().trim().min(1, 'A name has at least one character.').max(100) });

/** Gives the caller another name. What they wrote and decided shows it from now on; the audit keeps the one of then. */
export async function setName(person: Person, { name }: z.infer<typeof setNameInput>) {
  await person.db.$transaction(async (tx) => {
    await tx.user.update({ where: { id: person.userId }, data: { name } });
    await recordEverywhere(tx, { ...person, name }, 'account.changed', { before: { name: person.name }, after: { name } });
  });
}

export const setEmailInput = z.object({
  email: z.email('This is no e-mail address.').max(200).toLowerCase(),
  /** Asked for where the account has a password: whoever finds a browser open must not take the account with them. */
  password: z.string().max(128).default(''),
});

/** Gives the caller another address to sign in with. `invalid` if the password is wrong or the address is another account's. */
export async function setEmail(person: Person, { email, password }: z.infer<typeof setEmailInput>, passwords: Passwords) {
  await requirePassword(person, password, passwords);
  await person.db.$transaction(async (tx) => {
    const before = await tx.user.findUniqueOrThrow({ where: { id: person.userId }, select: { email: true } });
    const taken = await tx.user.count({ where: { email, NOT: { id: person.userId } } });
    if (taken > 0) throw new Failure('invalid', 'There is another account with this address.');
    await tx.user.update({ where: { id: person.userId }, data: { email, emailVerified: false } });
    // A link that went to the address of before must not outlive it.
    await tx.recoveryLink.deleteMany({ where: { userId: person.userId } });
    await recordEverywhere(tx, person, 'account.changed', { before: { email: before.email }, after: { email } });
    await tellAccount(person, tx, { email: before.email, change: 'email-changed', origin: person.origin });
  });
}

export const setPasswordInput = z.object({ current: z.string().max(128).default(''), password: newPassword });

/** Sets or changes the caller's password, `invalid` for one that is guessed first, and ends their other sessions: one that somebody else has must not outlive it. */
export async function setPassword(person: Person, { current, password }: z.infer<typeof setPasswordInput>, passwords: Passwords) {
  const { db, userId, name, origin, sessionId } = person;
  await requirePassword(person, current, passwords);
  await requireHardPassword(password, await db.user.findUniqueOrThrow({ where: { id: userId }, select: { name: true, email: true } }));
  const hash = await passwords.hash(password);
  return db.$transaction((tx) => replacePassword(person, tx, { userId, name, origin, hash, keptSession: sessionId }));
}

type Replacement = { userId: string; name: string; origin: string; hash: string; keptSession: string | null };

/** Makes `hash` the password of an account, ends its sessions but `keptSession` and its mailed links, and tells the audit and the holder. */
export async function replacePassword(house: Pick<House, 'engine'>, tx: Tx, { userId, name, origin, hash, keptSession }: Replacement) {
  // The row of the user is the lock: of two tabs that set the first password, one makes the account.
  const [user] = await tx.$queryRaw<{ email: string }[]>`SELECT email FROM users WHERE id = ${userId} FOR UPDATE`;
  const credential = await tx.account.findFirst({ where: { userId, providerId: 'credential' }, select: { id: true } });
  if (credential) await tx.account.update({ where: { id: credential.id }, data: { password: hash } });
  else await tx.account.create({ data: { id: `password-${userId}`, accountId: userId, providerId: 'credential', userId, password: hash } });
  const { count } = await tx.session.deleteMany({ where: { userId, ...(keptSession === null ? {} : { NOT: { id: keptSession } }) } });
  await tx.recoveryLink.deleteMany({ where: { userId } });
  await recordEverywhere(tx, { userId, name, origin }, 'account.password-set', { after: { endedSessions: count } });
  if (user) await tellAccount(house, tx, { email: user.email, change: 'password-set', origin });
  return { endedSessions: count };
}

export const endSessionInput = z.object({ sessionId: z.string().max(100) });

/** Signs the caller out where the session is; live documents and streams opened with it close within a second. */
export async function endSession(person: Person, { sessionId }: z.infer<typeof endSessionInput>) {
  await endSessions(person, { id: sessionId });
}

/** Signs the caller out everywhere but here. Gives how many sessions ended. */
export async function endOtherSessions(person: Person) {
  return endSessions(person, { NOT: { id: person.sessionId } });
}

async function endSessions(person: Person, which: { id: string } | { NOT: { id: string } }) {
  return person.db.$transaction(async (tx) => {
    const { count } = await tx.session.deleteMany({ where: { userId: person.userId, ...which } });
    if (count === 0 && 'id' in which) throw new Failure('not_found', 'You have no such session; it may have ended already.');
    if (count > 0) await recordEverywhere(tx, person, 'session.ended', { after: { sessions: count } });
    return { ended: count };
  });
}

export const removePasskeyInput = z.object({ passkeyId: z.string().max(100) });

/** Takes a passkey away from the caller's account: nobody signs in with it any more. */
export async function removePasskey(person: Person, { passkeyId }: z.infer<typeof removePasskeyInput>) {
  await person.db.$transaction(async (tx) => {
    const [removed] = await tx.passkey.findMany({
      where: { id: passkeyId, userId: person.userId },
      select: { name: true, user: { select: { email: true } } },
    });
    if (!removed) throw new Failure('not_found', 'You have no such passkey.');
    await tx.passkey.delete({ where: { id: passkeyId } });
    await recordEverywhere(tx, person, 'account.passkey-removed', { before: { name: removed.name ?? '' } });
    await tellAccount(person, tx, { email: removed.user.email, change: 'passkey-removed', origin: person.origin });
  });
}

async function requirePassword({ db, userId }: Person, password: string, passwords: Passwords): Promise<void> {
  const credential = await db.account.findFirst({ where: { userId, providerId: 'credential' }, select: { password: true } });
  const hash = credential?.password;
  if (!hash) return;
  const isRight = await guardAttempts(userId, () => passwords.verify({ hash, password }));
  if (!isRight) throw new Failure('invalid', 'This is not your present password.');
}
