import { isIPv6 } from 'node:net';
import { warmAnalysis } from '#core/analysis/warm-analysis.ts';
import { testConnection } from '#server/agents/test-connection.ts';
import { createAuth, makeKey, passwordsOf } from '#server/auth/auth.ts';
import { createIdentify, createStanding, scopesOfCredential } from '#server/auth/identify.ts';
import { createCollab } from '#server/collab/collab.ts';
import type { House } from '#server/context.ts';
import { createChangeStream } from '#server/events/change-stream.ts';
import { createEventHub } from '#server/events/event-hub.ts';
import { createEventStreamHandler } from '#server/events/event-stream.ts';
import { recheckDocument } from '#server/services/checks/recheck.ts';
import { createStartLink } from '#server/services/members/start-link.ts';
import { authorizeChanges } from './authorize-changes.ts';
import { authorizeRunStream } from './authorize-stream.ts';
import { openBridge } from './bridge.ts';
import { prepareFirstStart } from './first-start.ts';
import { guardStreams } from './guard-streams.ts';
import { readHealth } from './health.ts';
import { startWeb } from './http-server.ts';
import { keepStandings } from './kept-standings.ts';
import type { Settings } from './settings.ts';

type WebRole = {
  settings: Settings;
  house: House;
  url: string;
  log: (line: string) => void;
  timed: <T>(what: string, work: () => Promise<T>) => Promise<T>;
};

/** Opens the web role: live documents, event streams, procedures and pages. Prints the address and the sign-in link. */
export async function openWebRole({ settings, house, url, log, timed }: WebRole): Promise<() => Promise<void>> {
  const { db, pool } = house;
  const secret = Buffer.from(house.secret).toString('hex');
  const auth = createAuth({ ...house, secret, publicUrl: settings.publicUrl });
  const identify = createIdentify({ pool, secret });
  const standings = keepStandings({ url, find: createStanding({ identify, pool, secret }) });
  const who = { identify, findStanding: standings.find, forget: standings.forget };
  const doors = {
    testConnection,
    createApiKey: makeKey(auth),
    passwords: passwordsOf(auth),
  };
  await prepareFirstStart({ house, timed });

  const collab = createCollab({
    db,
    pool,
    url,
    redisUrl: settings.redisUrl ?? undefined,
    authenticate: async (headers, token) => {
      const found = await identify(headers, token);
      return found && { userId: found.userId, name: found.name, scopes: scopesOfCredential(found.credential) };
    },
    watchAccess: standings.watch,
    onRest: (documentId) => recheckDocument(house, documentId),
  });
  const guard = guardStreams({ watch: standings.watch });
  const hub = createEventHub({ pool, url });
  const changes = createChangeStream({ url, authorize: guard.guard(authorizeChanges({ pool, identify })) });
  const handleRunStream = createEventStreamHandler({ hub, authorize: guard.guard(authorizeRunStream({ pool, identify })) });
  openBridge({ house, who, doors });
  const web = await timed('web', () =>
    startWeb({
      settings,
      house,
      auth,
      who,
      doors,
      readHealth: () => readHealth({ pool, areDocumentsUp: () => collab.health().ok }),
      handleEventStream: (req, res) => {
        guard.expect(req, res);
        if (req.url?.startsWith('/api/events/changes?')) changes.handle(req, res);
        else handleRunStream(req, res);
      },
      handleUpgrade: collab.handleUpgrade,
    }),
  );
  const address = settings.publicUrl ?? `http://${isIPv6(settings.host) ? `[${settings.host}]` : settings.host}:${web.port}`;
  const token = await createStartLink(db);
  log(`ready ${address}`);
  log(`sign in ${address}/api/auth/sign-in/start-link?token=${token}  (works once, within an hour)`);
  // Pages are answered first; the first spec that somebody opens is read as quickly as the second.
  setTimeout(warmAnalysis, 1_000).unref();
  return async () => {
    await web.close();
    guard.close();
    await standings.close();
    await collab.close();
    await changes.close();
    await hub.close();
  };
}
