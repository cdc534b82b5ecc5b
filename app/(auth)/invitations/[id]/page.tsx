import type { Metadata } from 'next';
import { AcceptInvitationForm } from '#components/governance/accept-invitation-form.tsx';
import { load, trpc } from '../../../lib/server-trpc.ts';

export const metadata: Metadata = { title: 'Invitation' };

type InvitationPageProps = { params: Promise<{ id: string }> };

export default async function InvitationPage({ params }: InvitationPageProps) {
  const { id } = await params;
  const { email, role, organization, invitedBy, hasAccount } = await load(trpc.invitations.get.queryOptions({ id }));
  return (
    <div className="space-y-3">
      <h1 className="text-lg font-semibold">Join {organization}</h1>
      <p className="text-muted-foreground">
        {invitedBy} invites you as <strong className="font-medium text-foreground">{role}</strong>.
      </p>
      <AcceptInvitationForm id={id} email={email} organization={organization} hasAccount={hasAccount} />
    </div>
  );
}
