'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { TextField } from '#components/ui/field.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { postAuth } from './post-auth.ts';

type AcceptInvitationFormProps = { id: string; email: string; organization: string; hasAccount: boolean };

export function AcceptInvitationForm({ id, email, organization, hasAccount }: AcceptInvitationFormProps) {
  const router = useRouter();
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setIsBusy(true);
    setProblem(null);
    const name = hasAccount ? email : form.get('name');
    const answer = await postAuth<{ organization: string }>('/accept-invitation', { id, name, password: form.get('password') });
    if (answer.ok) {
      router.push(`/${answer.value.organization}`);
      router.refresh();
      return;
    }
    setIsBusy(false);
    setProblem(answer.sentence);
  };
  return (
    <form onSubmit={submit} className="space-y-3">
      {problem && (
        <Notice tone="danger" role="alert">
          {problem}
        </Notice>
      )}
      <TextField label="E-mail" value={email} readOnly autoComplete="username" />
      {!hasAccount && (
        <TextField label="Your name" name="name" required maxLength={100} autoComplete="name" hint="Shown on what you write and decide." />
      )}
      <TextField
        label={hasAccount ? 'Password of your account' : 'Choose a password'}
        name="password"
        type="password"
        required
        minLength={10}
        autoComplete={hasAccount ? 'current-password' : 'new-password'}
        hint={hasAccount ? undefined : 'At least 10 characters.'}
      />
      <Button type="submit" variant="primary" className="w-full" disabled={isBusy}>
        {isBusy ? 'Joining' : `Join ${organization}`}
      </Button>
    </form>
  );
}
