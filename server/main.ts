import { DatabaseRefusal } from './db/database-refusal.ts';
import { startHouse } from './start-house.ts';
import { PagesMissing } from './web/built-pages.ts';
import { BadSetting, readSettings } from './web/settings.ts';

/** Ends the process with one sentence where that says it all, and with the whole story where it is a bug. */
function giveUp(cause: unknown): never {
  const isKnown = cause instanceof BadSetting || cause instanceof DatabaseRefusal || cause instanceof PagesMissing || isListenError(cause);
  console.error(isKnown ? `plumbline: ${sentenceOf(cause)}` : cause);
  process.exit(1);
}

function isListenError(cause: unknown): cause is NodeJS.ErrnoException & { address?: string; port?: number } {
  return (
    cause instanceof Error &&
    'code' in cause &&
    (cause.code === 'EADDRINUSE' || cause.code === 'EACCES' || cause.code === 'EADDRNOTAVAIL') &&
    'syscall' in cause &&
    cause.syscall === 'listen'
  );
}

function sentenceOf(cause: Error): string {
  if (!isListenError(cause)) return cause.message;
  if (cause.code === 'EADDRNOTAVAIL') return `HOST is "${cause.address}", which is no address of this machine.`;
  return cause.code === 'EACCES'
    ? `Port ${cause.port} is reserved; choose one above 1023 with PORT=3001 npm start.`
    : `Port ${cause.port} is taken by another program; choose another one with PORT=3001 npm start.`;
}

try {
  const starting = startHouse(readSettings(process.env), (line) => console.log(line));
  let isStopping = false;
  const stop = (signal: NodeJS.Signals) => {
    // A second Ctrl-C is somebody in a hurry; the database comes back from its log.
    if (isStopping) process.exit(130);
    isStopping = true;
    console.log(`${signal === 'SIGINT' ? '\n' : ''}stopping`);
    // What is half started is started first: only then is it known what there is to stop.
    starting
      .then((house) => house.stop())
      .then(
        () => process.exit(0),
        (cause: unknown) => giveUp(cause),
      );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  await starting;
} catch (cause) {
  giveUp(cause);
}
