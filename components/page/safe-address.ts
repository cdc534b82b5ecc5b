/** The address of a link in a document, if a browser may follow it from here: the web, mail, or a place of the page. Null for any other. */
export function safeAddress(address: string): string | null {
  if (address.startsWith('#')) return address;
  try {
    const { protocol, href } = new URL(address);
    return ['http:', 'https:', 'mailto:'].includes(protocol) ? href : null;
  } catch {
    // A path of the repository: nothing here shows it.
    return null;
  }
}
