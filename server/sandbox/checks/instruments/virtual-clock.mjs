/**
 * A clock that only moves when it is told to, and chance that follows from a seed, in place of this thread's own. Modules that take `node:timers` or `node:crypto` by import
 * keep the real ones: whoever runs cases finds such things by running them again.
 */
const real = { setImmediate, Date, random: Math.random };

/** Lets every promise that can settle without a timer settle. */
export function settle() {
  return new Promise((resolve) => real.setImmediate(resolve));
}

export function installClock() {
  let now = 0;
  let number = 0;
  let chance = 1;
  /** @type {Map<number, { at: number, every: number | null, call: () => void }>} */
  const timers = new Map();
  const add =
    (every) =>
    (call, delay, ...given) => {
      number += 1;
      const wait = Math.max(1, Number(delay) || 0);
      timers.set(number, { at: now + wait, every: every ? wait : null, call: () => call(...given) });
      const id = number;
      return {
        id,
        ref() {},
        unref() {},
        hasRef: () => true,
        refresh() {
          const timer = timers.get(id);
          if (timer) timer.at = now + wait;
        },
        [Symbol.toPrimitive]: () => id,
      };
    };
  const clear = (timer) => timers.delete(typeof timer === 'object' ? timer?.id : Number(timer));
  class VirtualDate extends real.Date {
    constructor(...given) {
      if (given.length === 0) super(now);
      else super(...given);
    }
    static now() {
      return now;
    }
  }
  const install = () => {
    globalThis.Date = VirtualDate;
    globalThis.setTimeout = add(false);
    globalThis.setInterval = add(true);
    globalThis.setImmediate = (call, ...given) => add(false)(call, 0, ...given);
    globalThis.clearTimeout = globalThis.clearInterval = globalThis.clearImmediate = clear;
    performance.now = () => now;
    Math.random = () => {
      chance = (Math.imul(chance ^ (chance >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
      return chance / 4_294_967_296;
    };
  };
  install();
  return {
    /** Back to the beginning: no timer, this time, this chance. */
    reset(startMs, seed) {
      timers.clear();
      now = startMs;
      chance = seed;
      install();
    },
    next: () => Math.min(...[...timers.values()].map(({ at }) => at)),
    /** Runs what is due within `ms`, in order, and stands that much later. */
    async advance(ms) {
      const end = now + ms;
      for (let fired = 0; fired < 10_000; fired += 1) {
        const [id, timer] = [...timers].reduce((first, each) => (!first || each[1].at < first[1].at ? each : first), null) ?? [];
        if (!timer || timer.at > end) break;
        now = Math.max(now, timer.at);
        if (timer.every === null) timers.delete(id);
        else timer.at = now + timer.every;
        timer.call();
        await settle();
      }
      now = end;
    },
    get now() {
      return now;
    },
  };
}
