import { lookup } from 'node:dns';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';

export type PostAnswer = { status: number; body: string };
export type PostRequest = {
  url: string;
  headers: Record<string, string>;
  body: string;
  /** Says of each address that the name stands for whether it must not be reached. */
  isForbidden: (address: string) => boolean;
};

/** An address that must not be reached, however its name is written. */
export class AddressForbidden extends Error {
  override readonly name = 'AddressForbidden';
}

const answerWithinMs = 15_000;
const answerBytes = 2_000;

/**
 * Posts to an address that somebody outside has given. The name is looked up once and the connection goes to what was looked up and
 * judged, so that a name cannot change its mind in between. Redirects are answers, not followed; of the answer the first bytes are
 * kept. Throws what keeps it from being answered.
 */
export function postOutside({ url, headers, body, isForbidden }: PostRequest): Promise<PostAnswer> {
  const address = new URL(url);
  const host = address.hostname.replace(/^\[|\]$/g, '');
  const refusal = () => new AddressForbidden(`${address.hostname} leads to a private address.`);
  if (isIP(host) !== 0 && isForbidden(host)) return Promise.reject(refusal());
  const judged: LookupFunction = (name, options, callback) => {
    lookup(name, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, '', 0);
      if (found.length === 0 || found.some((each) => isForbidden(each.address))) return callback(refusal(), '', 0);
      if (options.all) return callback(null, found);
      callback(null, found[0]?.address ?? '', found[0]?.family ?? 4);
    });
  };
  return new Promise((resolve, reject) => {
    const send = address.protocol === 'https:' ? requestHttps : requestHttp;
    const sending = send(address, {
      method: 'POST',
      lookup: judged,
      agent: false,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Plumbline-Webhooks/1',
        ...headers,
        'content-length': Buffer.byteLength(body),
      },
      signal: AbortSignal.timeout(answerWithinMs),
    });
    sending.on('error', reject);
    sending.on('response', (answer) => {
      const status = answer.statusCode ?? 0;
      const parts: Buffer[] = [];
      let length = 0;
      const done = () => resolve({ status, body: Buffer.concat(parts).subarray(0, answerBytes).toString('utf8') });
      answer.on('data', (part: Buffer) => {
        parts.push(part);
        length += part.length;
        if (length < answerBytes) return;
        answer.destroy();
        done();
      });
      answer.on('end', done);
      answer.on('error', reject);
    });
    sending.end(body);
  });
}
