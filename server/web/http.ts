import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HeaderReader } from '#server/auth/identify.ts';

/** A request's headers in the form of the web's. */
export function headersOf(req: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(req.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return headers;
}

/** A request's headers to look at, without a copy of them all. */
export function headerReader({ headers }: IncomingMessage): HeaderReader {
  const get = (name: string) => {
    const value = headers[name.toLowerCase()];
    return value === undefined ? null : Array.isArray(value) ? value.join(', ') : value;
  };
  return { get, has: (name) => get(name) !== null };
}

/**
 * Whether a request that changes something comes from our own pages or from no page at all (a program with a key).
 * Cookies go along with any site's requests, so the Origin that browsers add must be the host that they asked, by its
 * own name or as a proxy passes it on: no page can set either header for another site.
 */
export function isSameOrigin({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  if (headers['sec-fetch-site'] === 'cross-site') return false;
  if (headers.origin === undefined) return true;
  const asker = URL.parse(headers.origin)?.host;
  return asker !== undefined && asker !== '' && (asker === headers.host || asker === headers['x-forwarded-host']);
}

/** The JSON in a request's body; undefined where it is none, `too_big` beyond `maxBytes`, of which no more is kept. */
export async function readJson(req: IncomingMessage, maxBytes: number): Promise<unknown> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of req as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > maxBytes) return 'too_big';
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

/** Answers with JSON. */
export function send(res: ServerResponse, status: number, body: unknown): void {
  res.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  res.end(JSON.stringify(body));
}

/**
 * What a page may load and run: our own files, and inline scripts that carry `nonce`, which nobody can know who did not write the page.
 * Monaco writes style elements of its own, so styles stay open; they run nothing. In development Next evaluates what it reloads.
 */
export function contentPolicy({ nonce, isDevelopment }: { nonce: string | null; isDevelopment: boolean }): string {
  const scripts = isDevelopment ? " 'unsafe-inline' 'unsafe-eval'" : nonce === null ? '' : ` 'nonce-${nonce}'`;
  return [
    "default-src 'self'",
    `script-src 'self'${scripts}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "worker-src 'self' blob:",
    "connect-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "object-src 'none'",
  ].join('; ');
}

const permissions = ['camera', 'microphone', 'geolocation', 'payment', 'usb', 'serial', 'display-capture'];

/** The headers that every answer carries. `isHttps`: people reach us over TLS, and must not be led away from it. */
export function securityHeaders({ isDevelopment, isHttps }: { isDevelopment: boolean; isHttps: boolean }): [string, string][] {
  return [
    ['content-security-policy', contentPolicy({ nonce: null, isDevelopment })],
    ['x-content-type-options', 'nosniff'],
    ['referrer-policy', 'same-origin'],
    ['x-frame-options', 'DENY'],
    ['cross-origin-opener-policy', 'same-origin'],
    ['cross-origin-resource-policy', 'same-origin'],
    ['permissions-policy', permissions.map((name) => `${name}=()`).join(', ')],
    ...(isHttps ? [['strict-transport-security', 'max-age=31536000; includeSubDomains'] satisfies [string, string]] : []),
  ];
}
