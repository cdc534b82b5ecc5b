import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fill, observeAll } from './binding-words.mjs';

/** As long as one step of a program may take. */
const mostMs = 5000;

/**
 * Drives a program. `lines`: it is started once and answers a line of JSON (`{ "event", "inputs", "afterMs" }`, or `{ "reset": true }`) with a line of JSON
 * (`{ "outputs", "state" }`). `process`: it is started for each step with arguments and standard input filled in, and its exit code and output are observed.
 */
export function openProgram(binding, root) {
  return binding.mode === 'process' ? eachTime(binding, root) : byLines(binding, root);
}

function byLines({ command }, root) {
  const child = spawn('sh', ['-c', command], { cwd: root, stdio: ['pipe', 'pipe', 'ignore'] });
  const waiting = [];
  let ended = null;
  const end = (why) => {
    ended ??= why;
    for (const give of waiting.splice(0)) give({ trouble: ended });
  };
  child.on('error', (error) => end(`It could not be started: ${error.message}`));
  child.on('exit', (code) => end(`It ended with exit code ${code}.`));
  child.stdin.on('error', () => {});
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.(parsed(line)));
  const ask = (question) =>
    new Promise((resolve) => {
      if (ended) return resolve({ trouble: ended });
      const timer = setTimeout(() => {
        end(`It did not answer within ${mostMs} ms.`);
        child.kill('SIGKILL');
      }, mostMs);
      waiting.push((answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
      child.stdin.write(`${JSON.stringify(question)}\n`);
    });
  return {
    reset: async () => (await ask({ reset: true })).state ?? {},
    async step({ event, inputs, afterMs }) {
      const { outputs, state, trouble } = await ask({ event, inputs, ...(afterMs && { afterMs }) });
      return { outputs: outputs ?? {}, state: state ?? {}, trouble: trouble ?? null };
    },
    close: () => child.kill('SIGKILL'),
  };
}

function parsed(line) {
  try {
    const answer = JSON.parse(line);
    return answer !== null && typeof answer === 'object' ? answer : { trouble: `It answered no object: ${line.slice(0, 200)}` };
  } catch {
    return { trouble: `It answered no JSON: ${line.slice(0, 200)}` };
  }
}

function eachTime(binding, root) {
  return {
    async reset() {
      if (binding.reset?.command) await runOnce(binding.reset.command, [], '', root);
      return {};
    },
    async step({ event, inputs }) {
      const bound = binding.events[event];
      if (!bound) return { outputs: {}, state: {}, trouble: event === 'tick' ? null : `The binding has no event "${event}".` };
      const seen = await runOnce(
        binding.command,
        fill(bound.arguments ?? [], inputs).map(String),
        String(fill(bound.stdin ?? '', inputs)),
        root,
      );
      if (seen.trouble) return { outputs: {}, state: {}, trouble: seen.trouble };
      return { outputs: observeAll(bound.outputs, seen), state: {}, trouble: null };
    },
    close() {},
  };
}

function runOnce(command, given, input, root) {
  return new Promise((resolve) => {
    const child = spawn('sh', ['-c', `${command} "$@"`, 'sh', ...given], { cwd: root });
    const seen = { stdout: '', stderr: '', exitCode: null };
    for (const name of ['stdout', 'stderr'])
      child[name].on('data', (chunk) => {
        if (seen[name].length < 1_000_000) seen[name] += chunk;
      });
    const timer = setTimeout(() => {
      seen.trouble = `It did not end within ${mostMs} ms.`;
      child.kill('SIGKILL');
    }, mostMs);
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    child.on('error', (error) => resolve({ trouble: error.message }));
    child.on('close', (exitCode) => {
      clearTimeout(timer);
      try {
        seen.json = JSON.parse(seen.stdout);
      } catch {
        // Not every program answers JSON.
      }
      resolve({ ...seen, exitCode, stdout: seen.stdout.trim() });
    });
  });
}
