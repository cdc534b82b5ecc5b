import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Role } from '#core/access/access.ts';
import { addImage, exportImages } from '#server/services/specs/spec-images.ts';
import { openTeam, type Team } from '#server/testing/team.ts';
import { securityHeaders } from './http.ts';
import { createImageDoor } from './image-door.ts';
import type { Who } from './request-identity.ts';

/** One red dot. */
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg==', 'base64');

let team: Team;
let server: Server;
let address: string;
/** Who the next request is: a role in the organization, a member of none, or nobody. */
let asker: Role | 'stranger' | null = 'viewer';

beforeAll(async () => {
  team = await openTeam();
  const findStanding: Who['findStanding'] = async () => {
    if (asker === null) return null;
    const identity = { userId: 'u', name: 'U', email: 'u@example.org', credential: { kind: 'session' as const, id: 's' } };
    if (asker === 'stranger') return { identity, membership: null };
    const { organizationId } = team;
    return { identity, membership: { organizationId, slug: 'org', organizationName: 'Org', role: asker, projectRoles: {} } };
  };
  const who: Who = { findStanding, identify: async () => null, forget: () => {} };
  const answer = createImageDoor({ house: team.house, who });
  server = createServer((req, res) => {
    for (const [name, value] of securityHeaders({ isDevelopment: false, isHttps: false })) res.setHeader(name, value);
    void answer(req, res, req.url ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/images/org`;
});
afterAll(async () => {
  server.close();
  await team.close();
});

async function keep(bytes: Uint8Array) {
  const editor = await team.as('editor');
  const { documentIds } = await team.addSpec({ requirements: 'text' });
  const documentId = documentIds['requirements'] ?? '';
  const { path } = await addImage(editor, { documentId, base64: Buffer.from(bytes).toString('base64') });
  return { editor, documentId, path, name: path.replace('images/', '') };
}

test('a picture is kept once under the name of what it holds, served to readers alone, and exported beside the documents', async () => {
  const { editor, documentId, path, name } = await keep(png);
  expect(path).toMatch(/^images\/[0-9a-f]{32}\.png$/);
  expect(await addImage(editor, { documentId, base64: png.toString('base64') })).toEqual({ path });
  expect(await exportImages(editor, { documentId })).toEqual([{ path, bytes: new Uint8Array(png) }]);
  asker = 'viewer';
  const answer = await fetch(`${address}/${documentId}/${name}`);
  expect(answer.status).toBe(200);
  expect(Buffer.from(await answer.arrayBuffer()).equals(png)).toBe(true);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'image/png',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'private, max-age=86400, immutable',
  });
  for (const [who, status] of [
    ['stranger', 404],
    [null, 401],
  ] as const) {
    asker = who;
    expect((await fetch(`${address}/${documentId}/${name}`)).status).toBe(status);
  }
});

test('a name of another spec, or none at all, finds nothing', async () => {
  const { name } = await keep(png);
  const other = await keep(Buffer.concat([png, Uint8Array.of(1)]));
  asker = 'owner';
  for (const path of [
    `${other.documentId}/${name}`,
    `${other.documentId}/..%2fsecret.png`,
    `none/${name}`,
    `${other.documentId}/${other.name}/x`,
  ])
    expect((await fetch(`${address}/${path}`)).status).toBe(404);
});

test('what is no picture by its bytes is refused, whatever it calls itself', async () => {
  for (const text of ['<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', '<html><script>alert(1)</script>', ''])
    await expect(keep(Buffer.from(text))).rejects.toMatchObject({ code: 'invalid' });
  await expect(keep(Buffer.concat([png, Buffer.alloc(5 * 1024 * 1024)]))).rejects.toMatchObject({ code: 'invalid' });
});
