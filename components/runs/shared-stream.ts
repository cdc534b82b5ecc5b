import type { NumberedEvent } from '#core/run/run-event.ts';

/** How a followed run tells of itself. */
export type Follower = {
  onEvents: (events: NumberedEvent[]) => void;
  onState: (state: 'connecting' | 'live' | 'ended' | { refusal: string }) => void;
};

type Said =
  /** A tab wants a run from after a number on, or wants it no more. */
  | { kind: 'want'; runId: string; after: number; tab: string }
  | { kind: 'drop'; runId: string; tab: string }
  /** The tab that reads has changed: say again what you want. */
  | { kind: 'again' }
  | { kind: 'message'; runId: string; text: string }
  | { kind: 'end'; runId: string }
  | { kind: 'refused'; runId: string; refusal: string }
  | { kind: 'state'; state: 'connecting' | 'live' };

const reopenMs = 1_000;
/** Tabs that open within a moment of each other are one change of the stream. */
const gatherMs = 30;

type SharedStream = { follow(runId: string, after: number, follower: Follower): () => void };

const streams = new Map<string, SharedStream>();

/**
 * The stream of runs that the tabs of this browser share, for one organization: whoever holds the lock reads it and passes on what it hears; when that tab
 * goes, the next one takes over, and each tab says again what it wants and how far it has come. So nothing is lost or shown twice, and a browser holds
 * one connection however many tabs watch however many runs.
 */
export function sharedStream(organization: string): SharedStream {
  const known = streams.get(organization) ?? openSharedStream(organization);
  streams.set(organization, known);
  return known;
}

function openSharedStream(organization: string): SharedStream {
  const name = `plumbline:runs:${organization}`;
  const tab = crypto.randomUUID?.() ?? String(Math.random());
  const channel = new BroadcastChannel(name);
  const own = new Map<string, { cursor: number; followers: Set<Follower> }>();
  let reader: ReturnType<typeof createReader> | null = null;

  const say = (said: Said) => {
    channel.postMessage(said);
    hear(said);
  };
  const hear = (said: Said) => {
    if (said.kind === 'want' || said.kind === 'drop') reader?.hear(said);
    else if (said.kind === 'again') for (const [runId, { cursor }] of own) say({ kind: 'want', runId, after: cursor, tab });
    else if (said.kind === 'state') for (const { followers } of own.values()) for (const { onState } of followers) onState(said.state);
    else tell(said);
  };
  const tell = (said: Extract<Said, { kind: 'message' | 'end' | 'refused' }>) => {
    const run = own.get(said.runId);
    if (!run) return;
    if (said.kind === 'end') for (const { onState } of run.followers) onState('ended');
    else if (said.kind === 'refused') for (const { onState } of run.followers) onState({ refusal: said.refusal });
    else {
      // Another tab may have asked for what this one has already.
      const fresh = (JSON.parse(said.text) as { json: NumberedEvent[] }).json.filter(({ seq }) => seq > run.cursor);
      const first = fresh[0]?.seq ?? run.cursor + 1;
      // It was under way when this tab came, which has come less far: what is between is asked for.
      if (first !== run.cursor + 1) return say({ kind: 'want', runId: said.runId, after: run.cursor, tab });
      run.cursor = fresh.at(-1)?.seq ?? run.cursor;
      if (fresh.length > 0) for (const { onEvents } of run.followers) onEvents(fresh);
    }
  };
  channel.onmessage = ({ data }: MessageEvent<Said>) => hear(data);

  const lead = () =>
    new Promise<never>(() => {
      reader = createReader(organization, say);
      say({ kind: 'again' });
    });
  // Locks are there on secure addresses only; elsewhere each tab reads for itself.
  if ('locks' in navigator) void navigator.locks.request(name, lead);
  else void lead();

  return {
    follow: (runId, after, follower) => {
      const run = own.get(runId) ?? { cursor: after, followers: new Set() };
      run.cursor = Math.min(run.cursor, after);
      run.followers.add(follower);
      own.set(runId, run);
      say({ kind: 'want', runId, after, tab });
      return () => {
        run.followers.delete(follower);
        if (run.followers.size > 0) return;
        own.delete(runId);
        say({ kind: 'drop', runId, tab });
      };
    },
  };
}

/** The one that reads: of each wanted run it knows who wants it and how far it was passed on. */
function createReader(organization: string, say: (said: Said) => void) {
  const wanted = new Map<string, { cursor: number; tabs: Set<string> }>();
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const open = () => {
    source?.close();
    source = null;
    if (wanted.size === 0) return;
    const runs = Object.fromEntries([...wanted].map(([runId, { cursor }]) => [runId, cursor]));
    const opened = new EventSource(`/api/events/runs.shared?input=${encodeURIComponent(JSON.stringify({ json: { organization, runs } }))}`);
    source = opened;
    opened.addEventListener('connected', () => say({ kind: 'state', state: 'live' }));
    // A browser would come back to the numbers that it began with: it is opened anew, with those that were reached.
    opened.onerror = () => {
      if (source !== opened) return;
      opened.close();
      say({ kind: 'state', state: 'connecting' });
      change(reopenMs);
    };
    for (const [runId, run] of wanted) {
      opened.addEventListener(runId, ({ data, lastEventId }: MessageEvent<string>) => {
        run.cursor = Number(lastEventId);
        say({ kind: 'message', runId, text: data });
      });
      opened.addEventListener(`${runId}:end`, () => {
        wanted.delete(runId);
        say({ kind: 'end', runId });
      });
      opened.addEventListener(`${runId}:refused`, ({ data }: MessageEvent<string>) => {
        wanted.delete(runId);
        say({ kind: 'refused', runId, refusal: JSON.parse(data) as string });
      });
    }
  };
  const change = (delayMs: number) => {
    clearTimeout(timer);
    timer = setTimeout(open, delayMs);
  };

  return {
    hear: (said: Extract<Said, { kind: 'want' | 'drop' }>) => {
      const run = wanted.get(said.runId);
      if (said.kind === 'drop') {
        run?.tabs.delete(said.tab);
        if (run?.tabs.size !== 0) return;
        wanted.delete(said.runId);
        return change(gatherMs);
      }
      // What is passed on already is enough for a tab that has come as far.
      const isEnough = run !== undefined && source !== null && run.cursor <= said.after;
      const tabs = run?.tabs ?? new Set();
      tabs.add(said.tab);
      if (run) run.cursor = Math.min(run.cursor, said.after);
      else wanted.set(said.runId, { cursor: said.after, tabs });
      if (!isEnough) {
        // What came from it now would raise the number from which it is opened anew.
        source?.close();
        source = null;
        change(gatherMs);
      } else if (source?.readyState === EventSource.OPEN) say({ kind: 'state', state: 'live' });
    },
  };
}
