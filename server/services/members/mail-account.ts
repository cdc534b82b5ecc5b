import { readMailSettings, sendMail } from '#server/adapters/mail.ts';
import type { House } from '#server/context.ts';
import { publicUrl } from '#server/services/notices/public-url.ts';
import { writePlainMail } from '#server/services/notices/write-mail.ts';
import { createRecoveryLink } from './recover.ts';
import type { AccountChange } from './tell-account.ts';

const whatHappened: Record<AccountChange, string> = {
  'password-set': 'The password of your account was set, and its other sessions were ended',
  'email-changed': 'Your account has another e-mail address now, and this one signs in no more',
  'passkey-added': 'A passkey was added to your account',
  'passkey-removed': 'A passkey of your account was removed',
};

/** Writes the link by which a forgotten password is replaced. Nothing where no account with a password has the address. */
export async function mailRecovery({ db }: Pick<House, 'db'>, { email }: { email: string }): Promise<void> {
  const settings = readMailSettings(process.env);
  const link = settings && (await createRecoveryLink(db, email));
  if (!link) return;
  // Behind the #: a browser sends it to nobody, and no log has it.
  const way = { words: 'Set a new password', url: `${publicUrl()}/recover#${link.token}` };
  const paragraphs = [
    `${link.name}, somebody asked for a new password of your account. The link works once, within an hour.`,
    'If that was not you, nothing has changed, and there is nothing to do.',
  ];
  await sendMail(settings, { to: email, ...writePlainMail({ subject: 'A new password for Plumbline', paragraphs, way }) });
}

/** Writes to the holder of an account what was changed of it, when and from where. */
export async function mailAccount({
  email,
  change,
  origin,
  at,
}: {
  email: string;
  change: AccountChange;
  origin: string;
  at: string;
}): Promise<void> {
  const settings = readMailSettings(process.env);
  if (!settings) return;
  const paragraphs = [
    `${whatHappened[change]}: ${at.slice(0, 16).replace('T', ' ')} UTC, by ${origin}.`,
    'If that was not you, set another password at once and tell an owner of your organization.',
  ];
  const way = { words: 'Sign in', url: `${publicUrl()}/sign-in` };
  await sendMail(settings, { to: email, ...writePlainMail({ subject: 'Your Plumbline account was changed', paragraphs, way }) });
}
