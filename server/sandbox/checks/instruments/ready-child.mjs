/**
 * A process that has loaded everything but the repository's own code, and waits for the one test file that it will run. It then becomes what
 * `node FILE` is: nothing of the repository was loaded before, and nothing is run after.
 */
import 'node:assert/strict';
import { readSync, writeSync } from 'node:fs';
import module from 'node:module';
import { join } from 'node:path';
import 'node:test';
import reporters from 'node:test/reporters';
import { pathToFileURL } from 'node:url';
import './node-reporter.mjs';

/** Loads a package as a file of the repository would. One that is not there is loaded by whoever needs it, or fails there. */
async function preload(name) {
  const parentURL = pathToFileURL(join(process.cwd(), 'plumbline.mjs')).href;
  const alias = `plumbline:${name}`;
  const resolve = (specifier, context, next) => (specifier === alias ? next(name, { ...context, parentURL }) : next(specifier, context));
  const hooks = module.registerHooks({ resolve });
  const loaded = await import(alias).catch(() => null);
  hooks.deregister();
  return loaded?.default;
}

/** The first line of standard input, without going back to the event loop: whoever waits takes no processor. */
function waitForLine() {
  const bytes = Buffer.alloc(4096);
  let text = '';
  while (!text.includes('\n')) {
    const count = readSync(0, bytes);
    if (count === 0) process.exit(0);
    text += bytes.toString('utf8', 0, count);
  }
  return text.slice(0, text.indexOf('\n'));
}

/** Once nothing is left to do and every other listener was heard, the exit code is told and the process is gone at once: taking itself apart takes longer than many a test. */
function endAtOnce() {
  process.once('beforeExit', () =>
    process.on('exit', (code) => {
      writeSync(3, `${code}`);
      process.kill(process.pid, 'SIGKILL');
    }),
  );
}

async function main() {
  // Loaded when it is asked for.
  void reporters.spec;
  const fc = await preload('fast-check');
  // What is compiled at its first use is compiled now.
  fc?.check(fc.property(fc.integer(), fc.array(fc.string()), () => true));
  writeSync(3, '.');
  endAtOnce();
  process.argv[1] = waitForLine();
  module.runMain();
}

await main();
