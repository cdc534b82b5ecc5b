import { pathToFileURL } from 'node:url';
import { fill, observeAll, readsError } from './binding-words.mjs';
import { installClock, settle } from './virtual-clock.mjs';

/** Drives the exports of a JavaScript or TypeScript module as a binding says. Throws only where the module cannot be imported. */
export async function openModule(binding, root) {
  const clock = installClock();
  const files = new Map();
  let round = 0;
  const importFile = async (file) => {
    const url = `${pathToFileURL(`${root}/${file}`).href}${round > 0 ? `?round=${round}` : ''}`;
    const exports = files.get(url) ?? (await import(url));
    files.set(url, exports);
    return exports;
  };
  await importFile(binding.module);
  for (const { module } of Object.values(binding.events)) if (module) await importFile(module);
  let instance;
  const find = async (name, file) => {
    const exports = await importFile(file ?? binding.module);
    const own = typeof instance?.[name] === 'function' ? instance : exports;
    let owner = own;
    let found = own;
    for (const key of name.split('.')) {
      owner = found;
      found = found?.[key] ?? (found === exports ? found?.default?.[key] : undefined);
    }
    if (typeof found !== 'function') throw new Error(`The module has no function "${name}".`);
    // A function of a module namespace has no `this`; one of an object, or a class to be made, keeps its own.
    if (owner !== exports && !/^class\b/.test(Function.prototype.toString.call(found))) return found.bind(owner);
    return found;
  };
  /** Waits for a promise; where only time can settle it, time passes. */
  const finish = async (value) => {
    if (typeof value?.then !== 'function') return value;
    let outcome = null;
    value.then(
      (result) => (outcome = { result }),
      (error) => (outcome = { error }),
    );
    for (let waits = 0; outcome === null && waits < 1000; waits += 1) {
      await settle();
      if (outcome === null && Number.isFinite(clock.next())) await clock.advance(Math.max(0, clock.next() - clock.now));
    }
    if (outcome === null) throw new Error('It gave a promise that nothing settles.');
    if ('error' in outcome) throw outcome.error;
    return outcome.result;
  };
  const stateNow = async () => observeAll(binding.state, { instance, module: await importFile(binding.module) });
  return {
    async reset({ clockStart, chance }) {
      clock.reset(clockStart, chance);
      const { reset } = binding;
      instance = undefined;
      if (reset === 'import') round += 1;
      else if (reset?.new) instance = new (await find(reset.new, reset.module))(...fill(reset.arguments ?? [], {}));
      else if (reset?.call) {
        const made = await finish((await find(reset.call, reset.module))(...fill(reset.arguments ?? [], {})));
        if (made !== null && typeof made === 'object') instance = made;
      }
      return stateNow();
    },
    async step({ event, inputs, afterMs }) {
      if (afterMs) await clock.advance(afterMs);
      const bound = binding.events[event];
      if (!bound)
        return { outputs: {}, state: await stateNow(), trouble: event === 'tick' ? null : `The binding has no event "${event}".` };
      const call = await find(bound.call, bound.module);
      const seen = { instance };
      try {
        const given = fill(bound.arguments ?? [], inputs);
        seen.result = await finish(call(...given));
      } catch (error) {
        seen.error = error ?? new Error('It threw nothing.');
        if (!readsError(bound.outputs))
          return { outputs: {}, state: {}, trouble: `It threw: ${String(error?.message ?? error).slice(0, 300)}` };
      }
      if (Array.isArray(seen.result)) seen.last = seen.result.at(-1);
      const outputs = observeAll(bound.outputs, seen);
      if (seen.error !== undefined && !Object.entries(outputs).some(([, value]) => value !== false)) {
        return {
          outputs,
          state: await stateNow(),
          trouble: `It threw what the binding does not name: ${String(seen.error?.message ?? seen.error).slice(0, 300)}`,
        };
      }
      return { outputs, state: await stateNow(), trouble: null };
    },
    close() {},
  };
}
