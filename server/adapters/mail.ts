import { createTransport } from 'nodemailer';

/** Where mail is handed over, and from whom it comes. */
export type MailSettings = { url: string; from: string };
export type Mail = { to: string; subject: string; text: string; html: string; headers?: Record<string, string> };

const sendWithinMs = 20_000;

/**
 * Reads `SMTP_URL` (`smtp://user:password@host:587`, `smtps://...`) and `MAIL_FROM`. Null where no mail is to be sent: without
 * an address, or with one that is no SMTP address.
 */
export function readMailSettings(env: NodeJS.ProcessEnv): MailSettings | null {
  const url = URL.parse(env['SMTP_URL'] ?? '');
  if (!url || !['smtp:', 'smtps:'].includes(url.protocol) || url.hostname === '') return null;
  return { url: url.href, from: env['MAIL_FROM'] || `Plumbline <plumbline@${url.hostname}>` };
}

/** Hands one mail to the server, and resolves when it has taken it. Throws where it does not, with its own words. */
export async function sendMail({ url, from }: MailSettings, { to, subject, text, html, headers }: Mail): Promise<void> {
  const transport = createTransport(url, { from });
  const limits = { connectionTimeout: sendWithinMs, greetingTimeout: sendWithinMs, socketTimeout: sendWithinMs };
  Object.assign(transport.options, limits);
  try {
    await transport.sendMail({ to, subject, text, html, ...(headers ? { headers } : {}) });
  } finally {
    transport.close();
  }
}
