import { passwordFault } from '#core/access/password-rule.ts';
import { Failure } from '#server/errors.ts';

/** Loaded when somebody sets a password, and kept: half a megabyte that most processes never need. */
let common: Promise<ReadonlySet<string>> | undefined;

async function readCommon(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  return new Set(dictionary.passwords.map(String));
}

/** Refuses a password that is guessed first with `invalid`: one that many people have, or one made of what everybody knows of its account. */
export async function requireHardPassword(password: string, { name, email }: { name: string; email: string }): Promise<void> {
  common ??= readCommon();
  const fault = passwordFault(password, { common: await common, known: [name, email.split('@')[0] ?? '', 'plumbline'] });
  if (fault) throw new Failure('invalid', fault);
}
