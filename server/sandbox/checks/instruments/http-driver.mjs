import { spawn } from 'node:child_process';
import { fill, observeAll } from './binding-words.mjs';

const mostMs = 5000;
const startMs = 8000;

/** Drives a service on this machine: starts it, waits until it answers, sends the requests that the binding names, reads state by GET. */
export async function openService(binding, root) {
  const child = binding.command ? spawn('sh', ['-c', binding.command], { cwd: root, stdio: 'ignore', detached: true }) : null;
  let ended = null;
  child?.on('exit', (code) => (ended = `The command ended with exit code ${code}.`));
  const base = binding.url.replace(/\/$/, '');
  const call = async ({ method = 'GET', path, body, headers }, inputs) => {
    const filled = fill(body, inputs);
    const url = base + path.replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(String(inputs[name] ?? '')));
    const answer = await fetch(url, {
      method,
      headers: { ...(filled !== undefined && { 'content-type': 'application/json' }), ...fill(headers ?? {}, inputs) },
      ...(filled !== undefined && { body: JSON.stringify(filled) }),
      signal: AbortSignal.timeout(mostMs),
    });
    const text = (await answer.text()).slice(0, 1_000_000);
    let json;
    try {
      json = JSON.parse(text);
    } catch {
      // Not every answer is JSON.
    }
    return { status: answer.status, body: json, text };
  };
  const until = Date.now() + startMs;
  for (;;) {
    const isThere = await fetch(base + (binding.ready ?? '/'), { signal: AbortSignal.timeout(1000) }).then(
      () => true,
      () => false,
    );
    if (isThere) break;
    // Nobody else starts anything here: what no command brings up is not waited for, nor one that has ended.
    if (!child || ended !== null || Date.now() > until) throw new Error(`Nothing answers at ${base}.${ended === null ? '' : ` ${ended}`}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const stateNow = async () => {
    const state = {};
    for (const [name, { request, ...observer }] of Object.entries(binding.state ?? {}))
      Object.assign(state, observeAll({ [name]: observer }, await call(request, {})));
    return state;
  };
  return {
    async reset() {
      if (binding.reset?.request) await call(binding.reset.request, {});
      return stateNow();
    },
    async step({ event, inputs }) {
      const bound = binding.events[event];
      if (!bound)
        return { outputs: {}, state: await stateNow(), trouble: event === 'tick' ? null : `The binding has no event "${event}".` };
      try {
        const seen = await call(bound.request, inputs);
        return { outputs: observeAll(bound.outputs, seen), state: await stateNow(), trouble: null };
      } catch (error) {
        return { outputs: {}, state: {}, trouble: `It did not answer: ${error.message}` };
      }
    },
    close() {
      if (child?.pid) process.kill(-child.pid, 'SIGKILL');
    },
  };
}
