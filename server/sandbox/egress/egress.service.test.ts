import { createServer } from 'node:http';
import { type AddressInfo, createServer as createPlainServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Identity } from '../bubblewrap-arguments.ts';
import { prepareSandboxTests, run } from '../sandbox-fixture.ts';

prepareSandboxTests();

const web = createServer((request, response) => response.end(`${request.headers.host} ${request.url}`));
let secretVisitors = 0;
const database = createPlainServer(() => {
  secretVisitors += 1;
});
let open = 0;
let shut = 0;
beforeAll(async () => {
  await new Promise<void>((ready) => void web.listen(0, '127.0.0.1', ready));
  await new Promise<void>((ready) => void database.listen(0, '127.0.0.1', ready));
  open = (web.address() as AddressInfo).port; // a TCP server has one
  shut = (database.address() as AddressInfo).port;
});
afterAll(() => {
  web.close();
  database.close();
});

const seen: { host: string; port: number; refusal: string | null }[] = [];
const egress = {
  judge: (host: string, port: number) =>
    (host === '127.0.0.1' && port === open) || host === 'localhost' ? null : 'The policy does not name it.',
  seen: (connection: (typeof seen)[number]) => void seen.push(connection),
};
/** Asks our proxy for a tunnel, and through it for a page. */
const tunnel = (target: string) =>
  `node -e "require('http').request({port:3128,host:'127.0.0.1',method:'CONNECT',path:'${target}'}).on('connect',(r,s)=>{console.log('tunnel',r.statusCode);if(r.statusCode!==200)process.exit();s.write('GET /through HTTP/1.1\\r\\nhost: x\\r\\nconnection: close\\r\\n\\r\\n');s.on('data',d=>process.stdout.write(d))}).end()"`;

test.each<Identity>(['own-id', 'user-namespace'])(
  'with %s: what is allowed is reached, all else refused and recorded',
  async (identity) => {
    seen.length = 0;
    const means = { identity };
    const allowed = await run(tunnel(`127.0.0.1:${open}`), { egress, means });
    expect(allowed.stdout).toContain('tunnel 200');
    expect(allowed.stdout).toContain('x /through');
    for (const target of [`127.0.0.1:${shut}`, 'example.com:443', '169.254.169.254:80', `[::1]:${shut}`]) {
      const { stdout } = await run(tunnel(target), { egress, means });
      expect(stdout).toContain('tunnel 403');
    }
    expect(secretVisitors).toBe(0);
    expect(seen.map(({ host, refusal }) => `${host} ${refusal === null}`)).toEqual([
      '127.0.0.1 true',
      '127.0.0.1 false',
      'example.com false',
      '169.254.169.254 false',
      '::1 false',
    ]);
  },
);

test('a name that leads into this machine is refused, though the policy names it', async () => {
  const { stdout } = await run(tunnel(`localhost:${open}`), { egress });
  expect(stdout).toContain('tunnel 403');
});

test('plain HTTP goes to the host that was judged, whatever its header says; a direct connection goes nowhere', async () => {
  const ask = `require('http').get({port:3128,host:'127.0.0.1',path:'http://127.0.0.1:${open}/page',headers:{host:'evil.test'}},r=>r.on('data',d=>console.log(String(d))))`;
  const direct = `require('net').connect(${open},'127.0.0.1').on('connect',()=>console.log('REACHED')).on('error',e=>console.log(e.code))`;
  const { stdout, exitCode } = await run(`node -e "${ask};${direct}"; exit 7`, { egress });
  expect(stdout).toContain(`127.0.0.1:${open} /page`);
  expect(stdout).toContain('ECONNREFUSED');
  expect(exitCode).toBe(7);
});

test('a program that talks is heard byte for byte, and ends with its input', async () => {
  const said: Buffer[] = [];
  const { exitCode } = await run('while read -r line; do printf "got \\033[1m%s\\n" "$line"; done', {
    onInput: (input) => {
      input.write('one\n');
      input.end('two\n');
    },
    onBytes: (_, bytes) => void said.push(bytes),
  });
  expect(exitCode).toBe(0);
  expect(Buffer.concat(said).toString()).toBe('got \x1b[1mone\ngot \x1b[1mtwo\n');
});
