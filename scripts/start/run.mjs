import { spawn } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { at, pinnedNode, root } from './project.mjs';
import { Refusal } from './report.mjs';

/** The environment of everything we start: the project's own programs, and its Node, come first. */
export function environment(more = {}) {
  return {
    ...process.env,
    NEXT_TELEMETRY_DISABLED: '1',
    CHECKPOINT_DISABLE: '1',
    ...more,
    PATH: `${dirname(pinnedNode)}${delimiter}${process.env.PATH ?? ''}`,
  };
}

/**
 * Runs a program quietly. Where it fails, what it said is shown, and `sentence` says what that means.
 *
 * @param {string} file
 * @param {string[]} args
 * @param {{ sentence: string, env?: Record<string, string> }} options
 */
export async function runQuietly(file, args, { sentence, env }) {
  const { code, output } = await capture(file, args, { env });
  if (code === 0) return;
  console.error(output.trim().split('\n').slice(-60).join('\n'));
  throw new Refusal(sentence);
}

/** Runs one of the installed packages' scripts on the pinned Node, quietly. */
export function runScript(script, args, options) {
  return runQuietly(pinnedNode, [at(script), ...args], options);
}

/** Runs a program to its end and returns its exit code and all that it said; with `echo`, it is also said here. */
export function capture(file, args, { env, echo = false } = {}) {
  return new Promise((done) => {
    const child = spawn(file, args, {
      cwd: root,
      env: environment(env),
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
        if (echo) process.stdout.write(text);
      });
    }
    child.once('error', (error) => done({ code: 127, output: error.message }));
    child.once('close', (code) => done({ code: code ?? 1, output }));
  });
}
