export default function InvitationNotFound() {
  return (
    <div className="space-y-2">
      <h1 className="text-lg font-semibold">This invitation is not open</h1>
      <p className="text-muted-foreground">It was used, taken back, or is more than a week old. Ask whoever invited you for a new link.</p>
    </div>
  );
}
