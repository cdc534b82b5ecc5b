import { spawn } from 'node:child_process';
import { at, compiledCache, pinnedNode, root } from './project.mjs';
import { environment } from './run.mjs';

/** One Ctrl-C may arrive twice: from the terminal, and from npm, which passes on its own. */
const sameSignalMs = 1_000;
const lookAfterParentMs = 500;

/** Runs the built server until it ends and returns its exit code. SIGINT and SIGTERM are passed on to it, and it ends in its own order. */
export function runServer({ isDevelopment }) {
  const env = environment({ NODE_COMPILE_CACHE: compiledCache, NODE_ENV: isDevelopment ? 'development' : 'production' });
  const child = spawn(pinnedNode, ['--enable-source-maps', `--import=${at('scripts/start/follow-starter.mjs')}`, at('dist/server.mjs')], {
    cwd: root,
    env,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    // A process group of its own, so that the terminal's Ctrl-C reaches it once, through us.
    detached: process.platform !== 'win32',
  });
  let passedOnAt = Number.NEGATIVE_INFINITY;
  const passOn = (signal) => {
    const now = performance.now();
    if (now - passedOnAt < sameSignalMs) return;
    passedOnAt = now;
    child.kill(signal);
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, passOn);
  process.on('SIGHUP', () => passOn('SIGTERM'));
  if (process.env.npm_lifecycle_event) whenOrphaned(() => passOn('SIGTERM'));
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('exit', (code) => done(code ?? 1));
  });
}

/** A signal to npm ends npm and the shell between us, and does not reach us: that our parent is gone is all we see of it. */
function whenOrphaned(react) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    react();
  }, lookAfterParentMs);
  timer.unref();
}
