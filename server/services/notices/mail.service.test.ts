import type { Server } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { NoticeKind } from '#core/notices/notice.ts';
import { openSmtp } from '#server/testing/smtp.ts';
import { openTeam, recordingEngine, type Team } from '#server/testing/team.ts';
import { mailDigest, mailNotice } from './mail-notices.ts';
import { markNotices } from './mark-notices.ts';
import { setNoticeSetting } from './notice-settings.ts';
import { notify } from './notify.ts';
import { nextDigest } from './schedule-mails.ts';

let team: Team;
let smtp: Server;
let isFull = false;
const mails: string[] = [];
const engine = recordingEngine();

beforeAll(async () => {
  team = await openTeam({ engine });
  smtp = openSmtp(mails, () => isFull);
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  smtp.close();
  await team.close();
});
beforeEach(async () => {
  const address = smtp.address();
  vi.stubEnv('SMTP_URL', `smtp://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`);
  vi.stubEnv('PLUMBLINE_URL', 'https://plumbline.example');
  mails.length = 0;
  engine.started.length = 0;
  isFull = false;
  await team.house.db.notice.deleteMany();
});
afterEach(() => vi.unstubAllEnvs());

async function tell(kind: NoticeKind, key: string, title = 'Ada mentions you in “Order pricing”') {
  const { actor } = await team.as('editor');
  const { house, organizationId } = team;
  const notice = {
    organizationId,
    kind,
    to: [actor.userId],
    by: null,
    key,
    cause: key,
    title,
    body: 'Is <this> so?',
    path: '/runs/1?a=1&b=2',
  };
  await house.db.$transaction((tx) => notify(house, tx, notice));
  return (await house.db.notice.findFirstOrThrow({ where: { key } })).id;
}
/** Quoted-printable taken back. */
const plain = (mail: string | undefined) =>
  Buffer.from(
    (mail ?? '').replace(/=\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString('utf8');

test('a mention is mailed at once, with the way there; a reply in the digest; a verified run not at all', async () => {
  const id = await tell('mention', 'a');
  await tell('reply', 'b');
  await tell('run_verified', 'c');
  const { userId } = (await team.as('editor')).actor;
  const day = nextDigest(new Date()).toISOString().slice(0, 10);
  expect(engine.started).toEqual([`mail-notice:${id}`, `mail-digest:${userId}:${team.organizationId}:${day}`]);
  await mailNotice(team.house, id);
  await mailNotice(team.house, id);
  expect(mails).toHaveLength(1);
  const mail = plain(mails[0]);
  expect(mail).toContain('https://plumbline.example/team/runs/1?a=1&b=2');
  expect(mail).toContain('Is &lt;this&gt; so?');
  expect(mail).toMatch(/^To: editor-.*@example.com$/m);
});

test('what was seen meanwhile is not mailed; what each chose is heeded', async () => {
  const editor = await team.as('editor');
  const id = await tell('mention', 'seen');
  await markNotices(editor, { which: { ids: [id] }, as: 'read' });
  await mailNotice(team.house, id);
  expect(mails).toEqual([]);
  await setNoticeSetting(editor, { kind: 'mention', mail: 'off' });
  engine.started.length = 0;
  await tell('mention', 'off');
  expect(engine.started).toEqual([]);
  await setNoticeSetting(editor, { kind: 'mention', mail: 'instantly' });
});

test('a digest holds what is unread and was to wait for it, once; nothing is sent where nothing waits', async () => {
  const { userId } = (await team.as('editor')).actor;
  const person = { userId, organizationId: team.organizationId };
  await tell('reply', 'one', 'Ben replies in “Order pricing”');
  await tell('decision', 'two', 'Eve\r\nBcc: x@example.com approves');
  await tell('mention', 'three');
  await mailDigest(team.house, person);
  await mailDigest(team.house, person);
  expect(mails).toHaveLength(1);
  const mail = plain(mails[0]);
  expect(mail).toContain('Subject: [Team] 2 things wait for you');
  expect(mail).toContain('Ben replies');
  expect(mail).not.toContain('mentions you');
});

test('a server that is full leaves the notice to be mailed again; without a server nothing is even begun', async () => {
  const id = await tell('mention', 'full', 'Line one\r\nBcc: eve@example.com');
  isFull = true;
  await expect(mailNotice(team.house, id)).rejects.toThrow('452');
  isFull = false;
  await mailNotice(team.house, id);
  expect(mails).toHaveLength(1);
  // A title is one line, whatever it was made of.
  expect(mails[0]).not.toMatch(/^Bcc:/m);
  vi.stubEnv('SMTP_URL', '');
  engine.started.length = 0;
  await tell('mention', 'none');
  expect(engine.started).toEqual([]);
});
