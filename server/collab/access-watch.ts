import type pg from 'pg';
import type { CollabSocket } from './collab-socket.ts';
import { mayEdit, mayRead, memberKey, readRoles } from './document-access.ts';
import type { Authenticate } from './document-hooks.ts';
import { accessCheckMs, sessionCheckMs } from './limits.ts';
import { refusals } from './refusal.ts';

/** Looks up roles and sessions again while documents are open, and drops whoever has lost theirs. Gives the way to end it. */
export function watchAccess(options: { pool: pg.Pool; sockets: ReadonlySet<CollabSocket>; authenticate: Authenticate }): () => void {
  const { pool, sockets, authenticate } = options;
  let isChecking = false;
  let sessionsCheckedAt = Date.now();

  const checkRoles = async () => {
    const open = [...sockets].flatMap((socket) => [...socket.links.values()]);
    const members = new Map(open.map(({ member }) => [memberKey(member), member]));
    if (members.size === 0) return;
    const roles = await readRoles(pool, [...members.values()]);
    for (const link of open) {
      const role = roles.get(memberKey(link.member));
      if (role === undefined || !mayRead(role)) link.refuse(refusals.noAccess);
      else if (mayEdit(role) === link.isReadOnly) link.refuse(refusals.roleChanged);
    }
  };

  const checkSessions = async () => {
    for (const socket of sockets) {
      const member = [...socket.links.values()].find(({ member: { token } }) => token === null)?.member;
      if (!member) continue;
      const user = await authenticate(socket.headers, null);
      if (user?.userId !== member.userId) socket.refuse(refusals.signedOut);
    }
  };

  const check = async () => {
    if (isChecking) return;
    isChecking = true;
    try {
      await checkRoles();
      if (Date.now() - sessionsCheckedAt >= sessionCheckMs) {
        sessionsCheckedAt = Date.now();
        await checkSessions();
      }
    } catch {
      // The database is away: nobody's role can have changed there meanwhile, and the next round asks again.
    } finally {
      isChecking = false;
    }
  };

  const timer = setInterval(() => void check(), accessCheckMs);
  timer.unref();
  return () => clearInterval(timer);
}
