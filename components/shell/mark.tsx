/** The plumb line: a cord and its bob. */
export function Mark() {
  return (
    <svg aria-hidden="true" viewBox="0 0 16 16" className="size-4 shrink-0 text-accent">
      <path d="M8 0v7" stroke="currentColor" strokeWidth="1.5" />
      <path d="M4.5 6.5h7L8 15.5z" fill="currentColor" />
    </svg>
  );
}
