import { limits } from './limits.ts';
import { type Refusal, refusals } from './refusal.ts';
import { encode, type Reader, readString, readUint } from './wire.ts';

/** Who a connection may show as present: clients that are its own, under the name that it signed in with. */
export type PresenceRules = {
  user: { id: string; name: string };
  /** True if this Yjs client is the person's own; asking for a new one takes it. */
  claim(client: number): boolean;
  isMine(client: number): boolean;
};

/**
 * Reads a presence message and gives what of it may be passed on: nobody speaks for somebody else's cursor, and the name is the
 * one that the server knows. Undefined if nothing is left.
 */
export function filterPresence(message: Uint8Array, { user, claim, isMine }: PresenceRules): Uint8Array | undefined | Refusal {
  if (message.length > limits.awarenessBytes) return refusals.tooLarge;
  const passed: (number | string)[] = [];
  try {
    const reader: Reader = { bytes: message, at: 0 };
    for (let left = readUint(reader); left > 0; left -= 1) {
      const client = readUint(reader);
      const clock = readUint(reader);
      const json = readString(reader);
      if (json.length > limits.awarenessStateBytes) return refusals.tooLarge;
      const state: unknown = JSON.parse(json);
      if (state === null) {
        if (isMine(client)) passed.push(client, clock, 'null');
      } else if (typeof state !== 'object' || Array.isArray(state)) {
        return refusals.malformed;
      } else if (claim(client)) {
        passed.push(client, clock, JSON.stringify({ ...state, user }));
      }
    }
  } catch {
    return refusals.malformed;
  }
  return passed.length > 0 ? encode(passed.length / 3, ...passed) : undefined;
}
