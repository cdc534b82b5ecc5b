import type pg from 'pg';
import type { CollabSocket } from './collab-socket.ts';
import { type Authenticate, mayEdit, mayRead, memberKey, readRoles } from './document-access.ts';
import { accessCheckMs, credentialCheckMs, gatherMs } from './limits.ts';
import { refusals } from './refusal.ts';

/** Looks up roles, sessions and keys again while documents are open, and drops whoever has lost theirs. Gives the way to end it. */
export function watchAccess(options: {
  pool: pg.Pool;
  sockets: ReadonlySet<CollabSocket>;
  authenticate: Authenticate;
  /** Calls its argument whenever somebody's rights may have changed. */
  watch?: ((look: () => void) => () => void) | undefined;
}): () => void {
  const { pool, sockets, authenticate, watch } = options;
  let isChecking = false;
  let credentialsCheckedAt = Date.now();

  const checkRoles = async () => {
    const open = [...sockets].flatMap((socket) => [...socket.links.values()]);
    const members = new Map(open.map(({ member }) => [memberKey(member), member]));
    if (members.size === 0) return;
    const roles = await readRoles(pool, [...members.values()]);
    for (const link of open) {
      const role = roles.get(memberKey(link.member));
      const now = role === undefined ? undefined : { role, scopes: link.member.scopes };
      if (now === undefined || !mayRead(now)) link.refuse(refusals.noAccess);
      else if (mayEdit(now) === link.isReadOnly) link.refuse(refusals.roleChanged);
    }
  };

  /** A session that was ended, and a key that was revoked or is too old, keep no document open. */
  const checkCredentials = async () => {
    for (const socket of sockets) {
      // Several documents of a socket may each have been opened with a key of its own.
      const members = new Map([...socket.links.values()].map(({ member }) => [member.token, member]));
      for (const { token, userId } of members.values()) {
        const user = await authenticate(socket.credentials, token);
        if (user?.userId !== userId) socket.refuse(refusals.signedOut);
      }
    }
  };

  let isAskedAgain = false;
  const check = async () => {
    if (isChecking) return;
    isChecking = true;
    try {
      await checkRoles();
      if (Date.now() - credentialsCheckedAt >= credentialCheckMs) {
        credentialsCheckedAt = Date.now();
        await checkCredentials();
      }
    } catch {
      // The database is away: nobody's role can have changed there meanwhile, and the next round asks again.
    } finally {
      isChecking = false;
    }
    // What changed while a round was under way may have been read before it did.
    if (isAskedAgain) await checkNow();
  };

  const checkNow = async () => {
    credentialsCheckedAt = 0;
    isAskedAgain = isChecking;
    if (!isChecking) await check();
  };

  const timer = setInterval(() => void check(), accessCheckMs);
  timer.unref();
  // Several changes of one act are looked at once.
  let gathering: NodeJS.Timeout | undefined;
  const unwatch = watch?.(() => {
    gathering ??= setTimeout(() => {
      gathering = undefined;
      void checkNow();
    }, gatherMs);
  });
  return () => {
    clearInterval(timer);
    clearTimeout(gathering);
    unwatch?.();
  };
}
