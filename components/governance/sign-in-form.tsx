'use client';

import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { TextField } from '#components/ui/field.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { signInByPasskey } from './passkey-ceremony.ts';
import { postAuth } from './post-auth.ts';

export function SignInForm() {
  const router = useRouter();
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    return enter(() => postAuth('/sign-in/email', { email: form.get('email'), password: form.get('password') }));
  };
  const enter = async (ask: () => Promise<{ ok: true } | { ok: false; sentence: string }>) => {
    setIsBusy(true);
    setProblem(null);
    const answer = await ask();
    if (answer.ok) {
      router.push('/');
      router.refresh();
      return;
    }
    setIsBusy(false);
    setProblem(answer.sentence);
  };
  const enterByProvider = async (email: string) => {
    setIsBusy(true);
    setProblem(null);
    const answer = await postAuth<{ url: string }>('/sign-in/sso', { email, callbackURL: '/', errorCallbackURL: '/sign-in' });
    if (answer.ok) return window.location.assign(answer.value.url);
    setIsBusy(false);
    setProblem(answer.status === 404 ? 'No identity provider is set up for this domain.' : answer.sentence);
  };
  return (
    <form onSubmit={submit} className="space-y-3">
      {problem && (
        <Notice tone="danger" role="alert">
          {problem}
        </Notice>
      )}
      <TextField label="E-mail" name="email" type="email" autoComplete="username" required />
      <TextField label="Password" name="password" type="password" autoComplete="current-password" required />
      <p className="text-right text-xs">
        <Link href="/forgotten" className="rounded-sm text-accent hover:underline">
          Forgotten your password?
        </Link>
      </p>
      <Button type="submit" variant="primary" className="w-full" disabled={isBusy}>
        {isBusy ? 'Signing in' : 'Sign in'}
      </Button>
      <Button className="w-full" disabled={isBusy} onClick={() => void enter(signInByPasskey)}>
        Sign in with a passkey
      </Button>
      <Button
        className="w-full"
        disabled={isBusy}
        onClick={({ currentTarget }) => {
          const email = currentTarget.form ? String(new FormData(currentTarget.form).get('email') ?? '') : '';
          if (!email.includes('@')) return setProblem('Give your e-mail: its domain says which identity provider is yours.');
          void enterByProvider(email);
        }}
      >
        Sign in with your organization
      </Button>
    </form>
  );
}
