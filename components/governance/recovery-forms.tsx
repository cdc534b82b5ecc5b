'use client';

import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { TextField } from '#components/ui/field.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { passwordLengths } from '#core/access/password-rule.ts';
import { postAuth } from './post-auth.ts';

/** Asks for the link by which a forgotten password is replaced. What it says is the same whether an account has the address or not. */
export function ForgottenForm() {
  const [asked, setAsked] = useState<string | null>(null);
  const { isBusy, problem, ask } = useAsking();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const email = String(new FormData(event.currentTarget).get('email'));
    if (await ask('/recovery/request', { email })) setAsked(email);
  };
  if (asked !== null)
    return (
      <div className="space-y-3">
        <Notice tone="success" role="status">
          If an account has the address {asked}, a link is on its way there. It works once, within an hour.
        </Notice>
        <p className="text-xs text-muted-foreground">
          Nothing after a few minutes? Look among the unwanted mail, or sign in with a passkey or your organization.
        </p>
      </div>
    );
  return (
    <form onSubmit={submit} className="space-y-3">
      <Problem sentence={problem} />
      <TextField label="E-mail" name="email" type="email" autoComplete="username" required autoFocus />
      <Button type="submit" variant="primary" className="w-full" disabled={isBusy}>
        {isBusy ? 'Asking' : 'Send me a link'}
      </Button>
    </form>
  );
}

/** Sets a new password by the token that stands behind the # of the mailed link, and signs in. */
export function RecoverForm() {
  const router = useRouter();
  const { isBusy, problem, ask } = useAsking();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const password = new FormData(event.currentTarget).get('password');
    if (!(await ask('/recovery/use', { token: window.location.hash.slice(1), password }))) return;
    router.push('/');
    router.refresh();
  };
  return (
    <form onSubmit={submit} className="space-y-3">
      <Problem sentence={problem} />
      <TextField
        label="New password"
        name="password"
        type="password"
        autoComplete="new-password"
        required
        autoFocus
        minLength={passwordLengths.least}
        maxLength={passwordLengths.most}
        hint={`At least ${passwordLengths.least} characters. You are signed out everywhere else.`}
      />
      <Button type="submit" variant="primary" className="w-full" disabled={isBusy}>
        {isBusy ? 'Setting' : 'Set password and sign in'}
      </Button>
      <p className="text-xs text-muted-foreground">
        The link does not work any more?{' '}
        <Link href="/forgotten" className="rounded-sm text-accent hover:underline">
          Ask for another one
        </Link>
        .
      </p>
    </form>
  );
}

function Problem({ sentence }: { sentence: string | null }) {
  if (sentence === null) return null;
  return (
    <Notice tone="danger" role="alert">
      {sentence}
    </Notice>
  );
}

/** One question to the account endpoints at a time, with what it was refused for. */
function useAsking() {
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const ask = async (path: string, body: object): Promise<boolean> => {
    setIsBusy(true);
    setProblem(null);
    const answer = await postAuth(path, body);
    setIsBusy(false);
    if (!answer.ok) setProblem(answer.sentence);
    return answer.ok;
  };
  return { isBusy, problem, ask };
}
