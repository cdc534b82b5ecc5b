import { findingLine } from '#core/run/review.ts';
import type { NumberedEvent, RunEvent } from '#core/run/run-event.ts';

export const logKinds = ['words', 'tools', 'commands', 'files', 'checks', 'people', 'run'] as const;
/** What a line of the log is about, for filtering. */
export type LogKind = (typeof logKinds)[number];

/** One line of the log. A `step` opens the lines of one attempt at one step. */
export type LogEntry = {
  seq: number;
  at: string;
  kind: LogKind | 'step';
  /** `step:attempt` where it belongs to one. */
  stepKey: string | null;
  title: string;
  /** Longer text beneath the title, as it came. */
  body: string | null;
  isError: boolean;
  isStderr: boolean;
  path: string | null;
  /** Where what it tells of is shown, beneath the organization's address. */
  place: string | null;
  evidenceId: string | null;
};

const plain = { body: null, isError: false, isStderr: false, path: null, place: null, evidenceId: null };

/**
 * Appends events to a log's lines. Words and output that follow each other within one call become one line; the lines
 * given are not changed. What only counts (tokens, ends of steps) makes no line.
 */
export function appendEntries(entries: readonly LogEntry[], events: readonly NumberedEvent[]): LogEntry[] {
  const next = entries.slice();
  for (const numbered of events) {
    const entry = entryOf(numbered);
    if (!entry) continue;
    const last = next.at(-1);
    if (last && last.body !== null && continues(last, entry, numbered.event))
      next[next.length - 1] = { ...last, body: last.body + (entry.body ?? '') };
    else next.push(entry);
  }
  return next;
}

/** What a row of text takes, and what stands above and below it, before anybody has drawn and measured it. */
const linePx = 20;
const paddingPx = 4;
const stepPx = 32;
/** An answer of a tool with more lines is folded into one. */
export const clampedLines = 14;
const heights = new WeakMap<LogEntry, number>();

/** About how high a line of the log is: one that is far from it makes a jump land elsewhere, and too many lines be drawn. */
export function expectedHeight(entry: LogEntry): number {
  const known = heights.get(entry);
  if (known !== undefined) return known;
  const { kind, title, body } = entry;
  let lines = title === '' ? 0 : 1;
  if (body !== null) {
    let own = body.endsWith('\n') ? 0 : 1;
    for (let at = body.indexOf('\n'); at !== -1; at = body.indexOf('\n', at + 1)) own += 1;
    lines += kind === 'tools' && own > clampedLines ? 1 : own;
  }
  const height = kind === 'step' ? stepPx : paddingPx + linePx * Math.max(lines, 1);
  heights.set(entry, height);
  return height;
}

/** Lines grow together up to this, so that one endless output is still many rows. */
const maxBody = 4_000;

function continues(last: LogEntry, entry: LogEntry, event: RunEvent): boolean {
  if (event.kind !== 'said' && event.kind !== 'command_printed') return false;
  const isSame =
    last.kind === entry.kind && last.stepKey === entry.stepKey && last.title === entry.title && last.isStderr === entry.isStderr;
  return isSame && (last.body?.length ?? 0) < maxBody;
}

function entryOf({ seq, at, event }: NumberedEvent): LogEntry | null {
  const stepKey = 'step' in event ? `${event.step}:${event.attempt}` : null;
  const base = { seq, at, stepKey, ...plain };
  switch (event.kind) {
    case 'queued':
      return { ...base, kind: 'run', title: `Queued by ${event.startedBy} for ${event.model}` };
    case 'workspace_ready':
      return {
        ...base,
        kind: 'run',
        title: `Workspace ready: branch ${event.branch} from ${event.baseCommit.slice(0, 8)}`,
        body: event.sandbox === 'trusted' ? 'No sandbox: commands run as the server itself.' : null,
        isError: event.sandbox === 'trusted',
      };
    case 'step_started':
      return { ...base, kind: 'step', title: event.title };
    case 'step_finished':
      return event.error ? { ...base, kind: 'run', title: 'The step failed', body: event.error, isError: true } : null;
    case 'said':
      return { ...base, kind: 'words', title: '', body: event.text };
    case 'tool_called':
      return { ...base, kind: 'tools', title: event.tool, body: showInput(event.input), path: pathOf(event.input) };
    case 'tool_answered':
      return {
        ...base,
        kind: 'tools',
        title: event.isError ? `${event.tool} refused` : `${event.tool} answered`,
        body: event.output,
        isError: event.isError,
      };
    case 'command_started':
      return { ...base, kind: 'commands', title: `$ ${event.command}` };
    case 'command_printed':
      return { ...base, kind: 'commands', title: '', body: event.text, isStderr: event.stream === 'stderr' };
    case 'command_ended':
      return { ...base, kind: 'commands', title: describeEnd(event), isError: event.exitCode !== 0 };
    case 'file_changed':
      return { ...base, kind: 'files', title: `${event.path}  +${event.added} -${event.removed}`, path: event.path };
    case 'reached_out':
      return event.refusal === undefined
        ? { ...base, kind: 'commands', title: `Reached ${event.host}` }
        : { ...base, kind: 'commands', title: `Kept from ${event.host}`, body: event.refusal, isError: true };
    case 'hook_ran':
      return {
        ...base,
        kind: 'tools',
        title: `Hook "${event.hook}" (${event.trigger}) ${event.isBlocking ? 'blocked this' : event.exitCode === 0 ? 'ran' : 'failed'}`,
        body: event.output || null,
        isError: event.isBlocking || event.exitCode !== 0,
      };
    case 'suggested':
      return { ...base, kind: 'people', title: `Suggested a change of ${event.document}`, place: event.place };
    case 'check_started':
      return { ...base, kind: 'checks', title: `Check: ${event.command}` };
    case 'check_ended':
      return {
        ...base,
        kind: 'checks',
        title: event.failure ?? `Check: ${event.passed} passed, ${event.failed} failed`,
        body: event.failures.length > 0 ? event.failures.map(describeFailure).join('\n\n') : null,
        isError: event.failed > 0 || event.failure !== undefined,
        evidenceId: event.evidenceId,
      };
    case 'reviewed':
      return {
        ...base,
        kind: 'checks',
        title: reviewTitles[event.verdict],
        body:
          [event.reason ?? [], ...event.findings.map((one) => `${one.isBlocking ? 'To mend' : 'Remark'}: ${findingLine(one)}`)]
            .flat()
            .join('\n') || null,
        isError: event.verdict === 'objected',
      };
    case 'plan_issue':
      return {
        ...base,
        kind: 'people',
        title: 'The agent says that the task is wrong',
        body: event.suggestion ? `${event.reason}\n\nSuggested instead: ${event.suggestion}` : event.reason,
        isError: true,
      };
    case 'tokens_used':
      return null;
    case 'asked':
      return { ...base, kind: 'people', title: `Asks: ${event.question}` };
    case 'answered':
      return { ...base, kind: 'people', title: `${event.by} answered: ${event.answer}` };
    case 'committed':
      return {
        ...base,
        kind: 'files',
        title: `Committed ${event.commit.slice(0, 8)} to ${event.branch}, ${event.files} ${event.files === 1 ? 'file' : 'files'}`,
      };
    case 'merged':
      return { ...base, kind: 'files', title: `Merged into ${event.branch} as ${event.commit.slice(0, 8)}` };
    case 'conflicted':
      return {
        ...base,
        kind: 'files',
        title: `Does not fit to ${event.onto.slice(0, 8)}`,
        body: [...event.files, ...event.failing].join('\n'),
        isError: true,
      };
    case 'steered':
      return { ...base, kind: 'people', title: `${event.by} tells the agent: ${event.text}` };
    case 'heard':
      return {
        ...base,
        kind: 'people',
        title: event.messageIds.length === 1 ? 'The agent has heard it' : `The agent has heard ${event.messageIds.length} messages`,
      };
    case 'cancel_requested':
      return { ...base, kind: 'people', title: `${event.by} asked to cancel` };
    case 'pause_requested':
      return { ...base, kind: 'people', title: `${event.by} asked to pause` };
    case 'paused':
      return { ...base, kind: 'run', title: 'Paused' };
    case 'resumed':
      return { ...base, kind: 'people', title: `${event.by} let it go on` };
    case 'retried':
      return {
        ...base,
        kind: 'run',
        title: event.turn === 0 ? 'Begins anew' : `Goes on from an earlier run, before its turn ${event.turn + 1}`,
      };
    case 'recovered':
      return { ...base, kind: 'run', title: 'Taken up again after the worker before had stopped' };
    case 'finished':
      return {
        ...base,
        kind: 'run',
        title: `Finished: ${event.outcome}`,
        body: event.reason || null,
        isError: event.outcome === 'failed' || event.outcome === 'stuck',
      };
  }
}

type EventOf<K extends RunEvent['kind']> = Extract<RunEvent, { kind: K }>;

const reviewTitles: Record<EventOf<'reviewed'>['verdict'], string> = {
  approved: 'A reviewer in a fresh context has nothing against the change',
  objected: 'A reviewer in a fresh context sends the change back',
  unheard: 'The change was not reviewed',
};

function describeEnd({ exitCode, durationMs, stoppedBy }: EventOf<'command_ended'>): string {
  const seconds = `${(durationMs / 1000).toFixed(1)} s`;
  return stoppedBy ? `Stopped after ${seconds}: ${stoppedBy}` : `Exit ${exitCode ?? 'by a signal'} after ${seconds}`;
}

function describeFailure({ name, criteria, counterexample, message }: EventOf<'check_ended'>['failures'][number]): string {
  const lines = [criteria.length > 0 ? `${name}  (criteria ${criteria.join(', ')})` : name];
  if (counterexample) lines.push(`counterexample ${counterexample}`);
  lines.push(message);
  return lines.join('\n');
}

function showInput(input: unknown): string {
  if (input === null || typeof input !== 'object') return String(input);
  return Object.entries(input)
    .map(([name, value]) =>
      typeof value === 'string' && value.includes('\n')
        ? `${name}:\n${value}`
        : `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
    )
    .join('\n');
}

function pathOf(input: unknown): string | null {
  return input !== null && typeof input === 'object' && 'path' in input && typeof input.path === 'string' ? input.path : null;
}

/** The place of the last line that begins at `seq` or before it; -1 where there is none. Lines are in the order of their numbers. */
export function indexOfSeq(entries: readonly LogEntry[], seq: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((entries[middle]?.seq ?? 0) <= seq) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

export type LogFilter = { kinds: ReadonlySet<LogKind>; collapsed: ReadonlySet<string> };

/** The lines to show: of the kinds wanted, all if none is, without those of collapsed steps. */
export function visibleEntries(entries: readonly LogEntry[], { kinds, collapsed }: LogFilter): readonly LogEntry[] {
  if (kinds.size === 0 && collapsed.size === 0) return entries;
  return entries.filter((entry) => {
    if (entry.kind === 'step') return kinds.size === 0;
    return matches(entry, kinds) && !(entry.stepKey !== null && collapsed.has(entry.stepKey));
  });
}

function matches({ kind }: LogEntry, kinds: ReadonlySet<LogKind>): boolean {
  return kinds.size === 0 || (kind !== 'step' && kinds.has(kind));
}
