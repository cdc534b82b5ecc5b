import { postAuth } from './post-auth.ts';

type Answer = { ok: true } | { ok: false; sentence: string };

/** Makes a passkey on the person's device for their account. The sentence says what went wrong, or that they stopped it. */
export async function addPasskey(name: string): Promise<Answer> {
  return ceremony('generate-register-options', async (options) => {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options as PublicKeyCredentialCreationOptionsJSON); // as the server made it
    const made = await navigator.credentials.create({ publicKey });
    return postAuth('/passkey/verify-registration', { response: made instanceof PublicKeyCredential ? made.toJSON() : null, name });
  });
}

/** Signs in with a passkey of this device. */
export async function signInByPasskey(): Promise<Answer> {
  return ceremony('generate-authenticate-options', async (options) => {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options as PublicKeyCredentialRequestOptionsJSON); // as the server made it
    const given = await navigator.credentials.get({ publicKey });
    return postAuth('/passkey/verify-authentication', { response: given instanceof PublicKeyCredential ? given.toJSON() : null });
  });
}

async function ceremony(path: string, work: (options: unknown) => Promise<Answer>): Promise<Answer> {
  if (typeof PublicKeyCredential === 'undefined' || !('parseCreationOptionsFromJSON' in PublicKeyCredential))
    return { ok: false, sentence: 'This browser knows no passkeys, or the page is not opened over https or localhost.' };
  const answer = await fetch(`/api/auth/passkey/${path}`).catch(() => null);
  if (!answer) return { ok: false, sentence: 'The server does not answer. Is it still running?' };
  if (answer.status === 401 || answer.status === 403)
    return { ok: false, sentence: 'You signed in too long ago for this. Sign in again, then come back.' };
  if (!answer.ok) return { ok: false, sentence: `The server refused this (${answer.status}).` };
  try {
    return await work(await answer.json());
  } catch (cause) {
    return { ok: false, sentence: sentenceOf(cause) };
  }
}

function sentenceOf(cause: unknown): string {
  const name = cause instanceof Error ? cause.name : '';
  if (name === 'NotAllowedError') return 'The device was not asked, or did not answer in time. Try again.';
  if (name === 'InvalidStateError') return 'This device has a passkey for your account already.';
  if (name === 'SecurityError')
    return `Passkeys belong to a name, and "${window.location.hostname}" is not the one of this installation. Open it by its name, or as localhost.`;
  return 'The device could not do this.';
}
