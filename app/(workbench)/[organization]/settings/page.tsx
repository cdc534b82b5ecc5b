import { redirect } from 'next/navigation';

export default async function SettingsPage({ params }: { params: Promise<{ organization: string }> }) {
  redirect(`/${(await params).organization}/settings/models`);
}
