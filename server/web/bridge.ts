import type { Identify } from '#server/auth/identify.ts';
import type { House } from '#server/context.ts';
import { createCaller } from '#server/routers/app-router.ts';
import type { Doors } from '#server/routers/trpc.ts';

/**
 * How pages, rendered by Next in this process, read what procedures give, without a request over the wire and
 * without a second copy of the server in Next's bundle. `app/lib/server-trpc.ts` is its only reader.
 */
export type Bridge = { call: (headers: Headers, path: string, type: 'query', input: unknown) => Promise<unknown> };

const name = Symbol.for('plumbline.bridge');

/** Opens the bridge for pages of this process. Errors reach them as the TRPCError that a procedure threw. */
export function openBridge({ house, identify, doors }: { house: House; identify: Identify; doors: Doors }): void {
  const bridge: Bridge = {
    call: async (headers, path, _type, input) => {
      let known: ReturnType<Identify> | undefined;
      const caller = createCaller({ house, doors, identify: () => (known ??= identify(headers)) });
      let target: unknown = caller;
      for (const part of path.split('.')) target = (target as Record<string, unknown>)[part];
      if (typeof target !== 'function') throw new Error(`There is no procedure ${path}.`);
      return target(input);
    },
  };
  Object.assign(globalThis, { [name]: bridge });
}
