import type { Metadata } from 'next';
import Link from 'next/link';
import { ForgottenForm } from '#components/governance/recovery-forms.tsx';

export const metadata: Metadata = { title: 'Forgotten password' };

export default function ForgottenPage() {
  return (
    <div className="space-y-3">
      <h1 className="text-lg font-semibold">Forgotten your password?</h1>
      <p className="text-muted-foreground">A link by mail lets you set a new one.</p>
      <ForgottenForm />
      <p className="text-xs">
        <Link href="/sign-in" className="rounded-sm text-accent hover:underline">
          Back to sign in
        </Link>
      </p>
    </div>
  );
}
