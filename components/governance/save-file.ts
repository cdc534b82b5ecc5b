/** Gives the person a file that was made in the page. */
export function saveFile({ name, type, content }: { name: string; type: string; content: string }): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download holds the blob by now; a moment later nobody needs its address.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
