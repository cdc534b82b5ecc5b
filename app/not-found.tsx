import { EmptyState } from '#components/ui/empty-state.tsx';

export default function NotFound() {
  return (
    <main>
      <EmptyState
        title="There is nothing at this address"
        action={
          // Not a link of Next, whose code this would put into every page.
          <a href="/" className="text-accent hover:underline">
            To the projects
          </a>
        }
      >
        It was moved or removed, or it belongs to an organization that you are not a member of.
      </EmptyState>
    </main>
  );
}
