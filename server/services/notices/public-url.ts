/** The address that people use, without a slash at its end, for links in mails. */
export function publicUrl(): string {
  const { PLUMBLINE_URL, HOST, PORT } = process.env;
  return (PLUMBLINE_URL || `http://${HOST || 'localhost'}:${PORT || '3000'}`).replace(/\/$/, '');
}
