import { spawn } from 'node:child_process';
import { connect, createServer } from 'node:net';

/**
 * Runs inside the sandbox, whose network is a loopback of its own: listens there for programs that know a proxy, and carries each connection
 * to the one socket that is shown, behind which our proxy decides. Then it becomes the command's parent, and ends as the command does.
 */
const [socket, port, command] = process.argv.slice(2);

const server = createServer({ allowHalfOpen: true }, (inner) => {
  const outer = connect({ path: socket, allowHalfOpen: true });
  for (const [from, to] of [
    [inner, outer],
    [outer, inner],
  ]) {
    from.pipe(to);
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroy());
  }
});

server.listen(Number(port), '127.0.0.1', () => {
  const child = spawn('bash', ['--norc', '-c', command], { stdio: 'inherit' });
  child.on('error', () => process.exit(127));
  child.on('exit', (code, signal) => process.exit(signal === null ? code : 128 + 9));
});
