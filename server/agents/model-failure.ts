import { APICallError } from '@ai-sdk/provider';
import { LoadAPIKeyError, LoadSettingError, StreamProviderError } from 'ai';

/**
 * Why a model gave no answer. `refused` will not get better by asking again: a wrong key, no such model, a request that
 * the provider does not take. The others may: `rate_limited` and `overloaded` after a while, `unreachable` when the network
 * is back, `broken` (a cut stream, silence, or something that is not the protocol) at once.
 */
export type ModelFailureKind = 'refused' | 'rate_limited' | 'overloaded' | 'unreachable' | 'broken';

/** A model call that gave no turn. The message is a sentence for people and never holds the key. */
export class ModelFailure extends Error {
  override readonly name = 'ModelFailure';
  readonly kind: ModelFailureKind;
  /** What the provider asked us to wait, in milliseconds; null where it said nothing. */
  readonly retryAfterMs: number | null;
  constructor(kind: ModelFailureKind, message: string, retryAfterMs: number | null = null) {
    super(message);
    this.kind = kind;
    this.retryAfterMs = retryAfterMs;
  }
}

/**
 * Puts any error of a model call into our words. What the provider wrote is quoted without `secrets` and without what looks
 * like a key, and the original error is not kept as a cause: it carries the request, whose headers and body are not ours to log.
 */
export function toModelFailure(error: unknown, secrets: readonly string[] = []): ModelFailure {
  if (error instanceof ModelFailure) return error;
  const quote = (text: string) => quoted(redact(text, secrets));
  if (LoadAPIKeyError.isInstance(error) || LoadSettingError.isInstance(error)) {
    return new ModelFailure('refused', 'This connection has no key, or not all that the provider needs.');
  }
  if (APICallError.isInstance(error)) return fromCall(error, quote);
  if (StreamProviderError.isInstance(error)) return fromStatus(error.statusCode ?? statusOfType(error.type), quote(error.message), null);
  const errorEvent = readErrorEvent(error);
  if (errorEvent) return fromStatus(errorEvent.status, quote(errorEvent.message), null);
  if (isCut(error)) return new ModelFailure('broken', 'The connection broke in the middle of the answer.');
  return new ModelFailure('broken', `The answer could not be read${quote(messageOf(error))}.`);
}

function fromCall(error: APICallError, quote: (text: string) => string): ModelFailure {
  const { statusCode, responseHeaders } = error;
  if (statusCode === undefined) return new ModelFailure('unreachable', unreachableSentence(error));
  if (statusCode >= 200 && statusCode < 300) {
    return isCut(error.cause)
      ? new ModelFailure('broken', 'The connection broke in the middle of the answer.')
      : new ModelFailure('broken', 'The address answered with something that is not the protocol of this provider.');
  }
  // OpenAI says 429 for an empty account too, and waiting does not fill it.
  if (statusCode === 429 && error.responseBody?.includes('insufficient_quota')) {
    return new ModelFailure('refused', 'The provider says that the quota of this key is used up.');
  }
  return fromStatus(statusCode, quote(error.message), retryAfterMs(responseHeaders));
}

function fromStatus(status: number | null, quote: string, waitMs: number | null): ModelFailure {
  if (status === null) return new ModelFailure('broken', `The model ended its answer with an error${quote}.`);
  // What is said about a refused key may hold the key, or half of it: not quoted.
  if (status === 401 || status === 403) return new ModelFailure('refused', `The provider refused the key (HTTP ${status}).`);
  if (status === 404) return new ModelFailure('refused', `There is no such model at this address (HTTP 404)${quote}.`);
  if (status === 429) return new ModelFailure('rate_limited', `The provider asks us to slow down (HTTP 429)${quote}.`, waitMs);
  if (status >= 500 || status === 408 || status === 409) {
    return new ModelFailure('overloaded', `The provider cannot answer now (HTTP ${status})${quote}.`, waitMs);
  }
  return new ModelFailure('refused', `The provider did not take the request (HTTP ${status})${quote}.`);
}

/** Error events inside a stream name a type instead of a status. */
function statusOfType(type: string | undefined): number | null {
  if (!type) return null;
  if (type.includes('overloaded')) return 529;
  if (type.includes('rate_limit')) return 429;
  if (type.includes('authentication') || type.includes('permission')) return 401;
  if (type.includes('not_found')) return 404;
  if (type.includes('invalid_request')) return 400;
  return type.includes('server_error') || type.includes('api_error') ? 500 : null;
}

/** Some providers hand an error event through as the plain object that it was. */
function readErrorEvent(error: unknown): { status: number | null; message: string } | null {
  if (typeof error !== 'object' || error === null || error instanceof Error) return null;
  const { statusCode, type, message } = error as { statusCode?: unknown; type?: unknown; message?: unknown };
  const status = typeof statusCode === 'number' ? statusCode : statusOfType(typeof type === 'string' ? type : undefined);
  return typeof message === 'string' ? { status, message } : null;
}

/** Seconds, a date, or OpenAI's own header in milliseconds; at most an hour, so that a strange header parks no run for a day. */
export function retryAfterMs(headers: Record<string, string> | undefined, now = Date.now()): number | null {
  const inMs = Number(headers?.['retry-after-ms']);
  if (headers?.['retry-after-ms'] && Number.isFinite(inMs)) return clampWait(inMs);
  const value = headers?.['retry-after'];
  if (!value) return null;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return clampWait(seconds * 1000);
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : clampWait(at - now);
}

function clampWait(ms: number): number {
  return Math.min(Math.max(Math.round(ms), 0), 3_600_000);
}

const networkWords: Record<string, string> = {
  ECONNREFUSED: 'nothing answers there',
  ENOTFOUND: 'there is no host of this name',
  EAI_AGAIN: 'the name could not be looked up',
  ECONNRESET: 'the connection was closed',
  ETIMEDOUT: 'the connection timed out',
  EHOSTUNREACH: 'there is no way to this host',
  ENETUNREACH: 'there is no network',
  UND_ERR_CONNECT_TIMEOUT: 'the connection timed out',
  UND_ERR_HEADERS_TIMEOUT: 'no answer came in time',
  UND_ERR_SOCKET: 'the connection was closed',
};

function unreachableSentence(error: APICallError): string {
  const host = hostOf(error.url);
  const code = causes(error)
    .map((cause) => (cause as { code?: unknown }).code)
    .find((value) => typeof value === 'string');
  const isRedirect = causes(error).some((cause) => cause.message.includes('unexpected redirect'));
  const words = isRedirect
    ? 'the address redirects elsewhere, and keys are not sent along'
    : (networkWords[String(code)] ?? code ?? 'the connection failed');
  return `The model's address ${host} cannot be reached: ${words}.`;
}

/** Only the host: paths and queries of private gateways may hold tokens. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'given';
}

function isCut(error: unknown): boolean {
  return causes(error).some((cause) => {
    const code = (cause as { code?: unknown }).code;
    return cause.message === 'terminated' || code === 'ECONNRESET' || code === 'UND_ERR_SOCKET' || code === 'UND_ERR_BODY_TIMEOUT';
  });
}

/** The error and what it was caused by, outermost first; bounded, since causes may form a ring. */
function causes(error: unknown): Error[] {
  const chain: Error[] = [];
  for (let cause = error; cause instanceof Error && chain.length < 8; cause = cause.cause) chain.push(cause);
  return chain;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : '';
}

const keyLike = /\b(?:sk|pk|key|gsk|xai|ghp|AKIA|ASIA|AIza)[-_A-Za-z0-9*]{8,}|Bearer\s+\S+|[A-Za-z0-9+/_-]{32,}/g;

/** Takes out the known secrets, and what looks like one. */
export function redact(text: string, secrets: readonly string[]): string {
  const known = secrets.filter((secret) => secret.length > 0).reduce((rest, secret) => rest.replaceAll(secret, '[key]'), text);
  return known.replace(keyLike, '[key]');
}

/** As an appendix to a sentence: one line, at most 300 characters. */
function quoted(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim().replace(/\.$/, '');
  if (line === '') return '';
  return `: ${line.length > 300 ? `${line.slice(0, 300)}...` : line}`;
}
