import type { Metadata } from 'next';
import { RecoverForm } from '#components/governance/recovery-forms.tsx';

export const metadata: Metadata = { title: 'New password' };

export default function RecoverPage() {
  return (
    <div className="space-y-3">
      <h1 className="text-lg font-semibold">Set a new password</h1>
      <RecoverForm />
    </div>
  );
}
