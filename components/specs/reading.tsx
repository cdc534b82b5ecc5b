/** Shown where a long spec is opened from another page, until it has been read. */
export function Reading() {
  return (
    <p role="status" className="late p-5 text-muted-foreground">
      Reading the spec.
    </p>
  );
}
