import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { constants, createGzip } from 'node:zlib';
import { createRewriter } from './paint-first.ts';

/** Style sheets of the build, by path: a build's files never change under their names. */
const styles = new Map<string, string | null>();

function readStyle(path: string): string | null {
  const known = styles.get(path);
  if (known !== undefined) return known;
  let css: string | null = null;
  try {
    css = readFileSync(join(process.cwd(), '.next', path.slice('/_next/'.length)), 'utf8').replace(/\/\*# sourceMappingURL=.*$/, '');
    // Addresses in it are relative to where it came from, and a tag's end would end the style.
    if (/url\((?!["']?(?:data:|\/))|<\//.test(css)) css = null;
  } catch {
    // A name that is in no file of ours is not ours to answer for.
  }
  styles.set(path, css);
  return css;
}

/** Whether a browser asks for a page to show; the data of one on its way to another has no styles and no tags. */
export function isPageRequest({ method, headers }: Pick<IncomingMessage, 'method' | 'headers'>): boolean {
  return method === 'GET' && headers.accept?.includes('text/html') === true && headers['rsc'] === undefined;
}

/** Lets a page that Next writes to `res` pass through the rewriter, compressed by us: Next is not told what the browser takes. */
export function rewritePage(req: IncomingMessage, res: ServerResponse): void {
  const takesGzip = /\bgzip\b/.test(String(req.headers['accept-encoding'] ?? ''));
  delete req.headers['accept-encoding'];
  const write = res.write.bind(res);
  const end = res.end.bind(res);
  const flushHeaders = res.flushHeaders.bind(res);
  const rewriter = createRewriter(readStyle);
  const decoder = new StringDecoder('utf8');
  let sink: { write: (text: string) => void; end: (text: string) => void } | null = null;
  const begin = () => {
    if (sink || !String(res.getHeader('content-type') ?? '').startsWith('text/html')) return sink;
    res.removeHeader('content-length');
    // Asks for the style sheets that are inside the page.
    res.removeHeader('link');
    if (!takesGzip) {
      sink = { write: (text) => void write(text), end: (text) => void end(text) };
      return sink;
    }
    res.setHeader('content-encoding', 'gzip');
    const gzip = createGzip({ level: 5 });
    gzip.on('data', (chunk: Buffer) => write(chunk));
    gzip.on('end', () => end());
    sink = {
      write: (text) => {
        gzip.write(text);
        gzip.flush(constants.Z_SYNC_FLUSH);
      },
      end: (text) => void gzip.end(text),
    };
    return sink;
  };
  res.flushHeaders = () => {
    begin();
    flushHeaders();
  };
  const textOf = (chunk: unknown) => (typeof chunk === 'string' ? chunk : decoder.write(Buffer.from(chunk as Uint8Array))); // as Node's types have it
  res.write = ((chunk: unknown, ...rest: never[]) => {
    const to = begin();
    if (!to) return write(chunk, ...rest);
    const text = rewriter.push(textOf(chunk));
    if (text !== '') to.write(text);
    // A page is short, and Next has all of it in memory: nobody is asked to wait.
    return true;
  }) as typeof res.write;
  res.end = ((chunk?: unknown, ...rest: never[]) => {
    const hasChunk = chunk !== undefined && chunk !== null && typeof chunk !== 'function';
    const to = hasChunk || sink ? begin() : null;
    if (!to) return end(chunk, ...rest);
    to.end((hasChunk ? rewriter.push(textOf(chunk)) : '') + rewriter.end());
    return res;
  }) as typeof res.end;
}
