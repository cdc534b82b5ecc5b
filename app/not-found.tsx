import { ButtonLink } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';

export default function NotFound() {
  return (
    <main>
      <EmptyState title="There is nothing at this address" action={<ButtonLink href="/">To the projects</ButtonLink>}>
        It was moved or removed, or it belongs to an organization that you are not a member of.
      </EmptyState>
    </main>
  );
}
