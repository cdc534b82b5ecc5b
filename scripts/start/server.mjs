import { spawn } from 'node:child_process';
import { at, pinnedNode, root } from './project.mjs';
import { environment } from './run.mjs';

/** One Ctrl-C may arrive twice: from the terminal, and from npm, which passes on its own. */
const sameSignalMs = 1_000;

/** Runs the built server until it ends and returns its exit code. SIGINT and SIGTERM are passed on to it, and it ends in its own order. */
export function runServer({ isDevelopment }) {
  const env = environment({ NODE_ENV: isDevelopment ? 'development' : 'production' });
  const child = spawn(pinnedNode, ['--enable-source-maps', `--import=${at('scripts/start/follow-starter.mjs')}`, at('dist/server.mjs')], {
    cwd: root,
    env,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    // A process group of its own, so that the terminal's Ctrl-C reaches it once, through us.
    detached: process.platform !== 'win32',
  });
  let passedOnAt = Number.NEGATIVE_INFINITY;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      const now = performance.now();
      if (now - passedOnAt < sameSignalMs) return;
      passedOnAt = now;
      child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal);
    });
  }
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('exit', (code) => done(code ?? 1));
  });
}
