import { besideBare, printTable } from './beside-bare.ts';
import { callMany, cpuUsOf, median } from './measure.ts';

/**
 * What a call of a procedure costs the server beside tRPC in a route handler of bare Next, with session and access table on our side and
 * neither on the other: A1. CPU of the server's process, all threads; the database is a process of its own.
 *
 *   node bench/calls.ts
 */
const connections = 16;
const calls = 3_000;
const repeats = 5;

await besideBare(async ({ bare, ours, cookies }) => {
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const inputOf = (fields: Record<string, string>) => encodeURIComponent(JSON.stringify({ json: { organization: 'home', ...fields } }));
  const procedures: [string, string, number][] = [
    ['bare tRPC on Next, hello', `${bare.url}/api/trpc/hello`, bare.pid],
    ['ours, organizations.get', `${ours.url}/api/trpc/organizations.get?input=${inputOf({})}`, ours.pid],
    ['ours, projects.list', `${ours.url}/api/trpc/projects.list?input=${inputOf({})}`, ours.pid],
    ['ours, runs.list', `${ours.url}/api/trpc/runs.list?input=${inputOf({})}`, ours.pid],
    ['ours, projects.get', `${ours.url}/api/trpc/projects.get?input=${inputOf({ project: 'order-pricing' })}`, ours.pid],
  ];
  const taken = new Map<string, { cpuUs: number; perSecond: number }[]>();
  for (const [, url] of procedures) await callMany(url, { calls: 2_000, connections, headers: { cookie } });
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    for (const [name, url, pid] of procedures) {
      const before = cpuUsOf(pid);
      const perSecond = await callMany(url, { calls, connections, headers: { cookie } });
      taken.set(name, [...(taken.get(name) ?? []), { cpuUs: (cpuUsOf(pid) - before) / calls, perSecond }]);
    }
  }
  const middle = (name: string, figure: 'cpuUs' | 'perSecond') => median((taken.get(name) ?? []).map((one) => one[figure]));
  const yard = middle('bare tRPC on Next, hello', 'cpuUs');
  const rows = [...taken.keys()].map((name): [string, Record<string, number>] => {
    const cpuUs = middle(name, 'cpuUs');
    return [
      name,
      {
        'CPU us a call': Math.round(cpuUs),
        'x bare': Number((cpuUs / yard).toFixed(2)),
        'calls/s': Math.round(middle(name, 'perSecond')),
      },
    ];
  });
  printTable(`Calls, ${connections} connections, ${repeats} x ${calls} each, medians`, rows);
});
