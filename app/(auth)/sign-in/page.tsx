import type { Metadata } from 'next';
import { SignInForm } from '#components/governance/sign-in-form.tsx';
import { Notice } from '#components/ui/notice.tsx';

export const metadata: Metadata = { title: 'Sign in' };

type SignInPageProps = { searchParams: Promise<{ problem?: string; error?: string; error_description?: string }> };

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const { problem, error, error_description: reason } = await searchParams;
  return (
    <div className="space-y-3">
      <h1 className="text-lg font-semibold">Sign in</h1>
      {problem === 'link' && (
        <Notice tone="warning">This sign-in link was used before or is too old. The server prints a new one each time it starts.</Notice>
      )}
      {error !== undefined && (
        <Notice tone="danger">
          {error === 'not_admitted' && reason ? reason : 'The identity provider did not let you in. Try again, or ask an owner.'}
        </Notice>
      )}
      <SignInForm />
      <p className="text-xs text-muted-foreground">
        First visit? Open the link that the server printed when it started, or the invitation that you were sent.
      </p>
    </div>
  );
}
