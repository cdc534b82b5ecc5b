import type { House } from '#server/context.ts';
import { createCaller } from '#server/routers/app-router.ts';
import type { Doors } from '#server/routers/trpc.ts';
import { requestIdentity, type Who } from './request-identity.ts';

/**
 * How pages, rendered by Next in this process, read what procedures give, without a request over the wire and
 * without a second copy of the server in Next's bundle. `app/lib/server-trpc.ts` is its only reader.
 */
export type Bridge = { call: (headers: Headers, path: string, type: 'query', input: unknown) => Promise<unknown> };

const name = Symbol.for('plumbline.bridge');

/** Opens the bridge for pages of this process. Errors reach them as the TRPCError that a procedure threw. */
export function openBridge({ house, who, doors }: { house: House; who: Who; doors: Doors }): void {
  const bridge: Bridge = {
    call: async (headers, path, _type, input) => {
      const caller = createCaller({ house, doors, ...requestIdentity(who, () => headers) });
      let target: unknown = caller;
      for (const part of path.split('.')) target = (target as Record<string, unknown>)[part];
      if (typeof target !== 'function') throw new Error(`There is no procedure ${path}.`);
      return (target as (given: unknown) => Promise<unknown>)(input);
    },
  };
  Object.assign(globalThis, { [name]: bridge });
}
