import { redirect } from 'next/navigation';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { load, trpc } from './lib/server-trpc.ts';

export default async function Home() {
  const { organizations } = await load(trpc.viewer.me.queryOptions());
  const [first] = organizations;
  if (first) redirect(`/${first.slug}`);
  return (
    <main>
      <EmptyState title="You belong to no organization">
        Ask an admin of yours for an invitation link; it brings you to the right place.
      </EmptyState>
    </main>
  );
}
