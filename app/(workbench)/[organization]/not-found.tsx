import { EmptyState } from '#components/ui/empty-state.tsx';

export default function NotFoundInOrganization() {
  return (
    <EmptyState title="There is nothing at this address">
      It was moved, renamed or removed. The rail leads to everything that is there.
    </EmptyState>
  );
}
