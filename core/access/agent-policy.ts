import { simpleCommands } from './simple-commands.ts';

/** What an agent may want to do; each has its own kind of pattern. */
export const capabilities = ['read', 'write', 'command', 'network', 'mcp', 'secret', 'model'] as const;
export type Capability = (typeof capabilities)[number];

/** Weightiest first: `deny` beats `ask`, `ask` beats `allow`. */
export const effects = ['deny', 'ask', 'allow'] as const;
export type Effect = (typeof effects)[number];

/**
 * One line of an agent policy. Patterns: of paths `**` for any folders, `*` within one name, `?` one character; of everything else `*` for
 * anything. A command's pattern stands for one simple command: `npm test *`.
 */
export type AgentRule = { effect: Effect; capability: Capability; pattern: string };

export type AgentPolicy = { rules: readonly AgentRule[] };

/** What an agent is about to do: a path inside the worktree, a command line, a host, `server/tool`, the name of a secret or of a model. */
export type Wish = { capability: Capability; value: string };

const doing: Record<Capability, string> = {
  read: 'read',
  write: 'write',
  command: 'run',
  network: 'reach',
  mcp: 'use',
  secret: 'use the secret',
  model: 'use the model',
};

/** A wish as a part of a sentence: `run npm test`, `reach example.com`. */
export const wordsOfWish = ({ capability, value }: Wish): string => `${doing[capability]} ${value}`;

/** The answer, and the rules it follows from; `rule` is null where nothing in the policy speaks of it and the rule of the house holds. */
export type Ruling = { effect: Effect; rule: AgentRule | null; part: string };

/** What a person allowed an agent for the rest of its run: the pattern of the rule that asked, or this very wish where none did. */
export type Grant = { capability: Capability; pattern: string | null; value: string };

/**
 * What holds where a policy says nothing. Everything happens inside a sandbox without a network, so work in the worktree goes on; what
 * leaves it, and what another program would trust, does not.
 */
const houseRules: Record<Capability, Effect> = {
  read: 'allow',
  write: 'allow',
  command: 'allow',
  network: 'deny',
  mcp: 'ask',
  secret: 'deny',
  model: 'allow',
};

/** Paths that no policy opens for writing: approvals, evidence, and what git or the check would obey. */
const neverWritten = ['.git/**', '.plumbline/**'];

/**
 * Rules on a wish: deny over ask over allow among all that match, whatever their order. A command line is as good as its worst simple
 * command, and one whose parts cannot be told apart (substitutions, `eval`, nested shells) is allowed only by a pattern `*` and asked about
 * where any rule of commands exists.
 */
export function ruleOn({ rules }: AgentPolicy, { capability, value }: Wish): Ruling {
  if (capability === 'write' && neverWritten.some((pattern) => matchesPath(pattern, normalPath(value))))
    return { effect: 'deny', rule: null, part: value };
  const own = rules.filter((rule) => rule.capability === capability);
  if (capability !== 'command') return weigh(own, value, (pattern) => matches(capability, pattern, value), houseRules[capability]);
  const parts = simpleCommands(value);
  const rulings = (parts ?? [value]).map((part) => weigh(own, part, (pattern) => matchesText(pattern, part), houseRules.command));
  const worst = rulings.toSorted((a, b) => effects.indexOf(a.effect) - effects.indexOf(b.effect))[0];
  const ruling = worst ?? { effect: houseRules.command, rule: null, part: value };
  const isOpen = ruling.rule?.pattern === '*' || own.length === 0;
  return parts === null && ruling.effect === 'allow' && !isOpen ? { ...ruling, effect: 'ask' } : ruling;
}

/** Rules on a wish of a run whose people have allowed some things already. What is denied stays so. */
export function ruleOnWith({ rules }: AgentPolicy, grants: readonly Grant[], wish: Wish): Ruling {
  const own = grants.filter(({ capability }) => capability === wish.capability);
  const patterns = new Set(own.flatMap(({ pattern }) => pattern ?? []));
  const granted = rules.map(
    (rule): AgentRule =>
      rule.effect === 'ask' && rule.capability === wish.capability && patterns.has(rule.pattern) ? { ...rule, effect: 'allow' } : rule,
  );
  const ruling = ruleOn({ rules: granted }, wish);
  return ruling.effect === 'ask' && own.some(({ value }) => value === wish.value) ? { ...ruling, effect: 'allow' } : ruling;
}

function weigh(rules: readonly AgentRule[], part: string, fits: (pattern: string) => boolean, otherwise: Effect): Ruling {
  const fitting = rules.filter(({ pattern }) => fits(pattern));
  for (const effect of effects) {
    const rule = fitting.find((known) => known.effect === effect);
    if (rule) return { effect, rule, part };
  }
  return { effect: otherwise, rule: null, part };
}

function matches(capability: Capability, pattern: string, value: string): boolean {
  return capability === 'read' || capability === 'write' ? matchesPath(pattern, normalPath(value)) : matchesText(pattern, value);
}

/** `./src//a/../b` as `src/b`; what climbs out keeps its `..` and matches no pattern that does not name it. */
function normalPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split(/[/\\]+/)) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}

const escaped = (text: string): string => text.replace(/[.+^${}()|[\]\\]/g, '\\$&');

/** Whether a pattern of paths (`**` for any folders, `*` within one name, `?` one character) stands for a path. */
export function matchesPath(pattern: string, path: string): boolean {
  const source = pattern
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .map((part) => (part === '**' ? '**' : escaped(part).replaceAll('*', '[^/]*').replaceAll('?', '[^/]')));
  return matchesParts(source, path === '' ? [] : path.split('/'));
}

function matchesParts(pattern: readonly string[], parts: readonly string[]): boolean {
  // One row of a table: which beginnings of the path the pattern so far can stand for. No backtracking, whatever the pattern.
  let reached = [true, ...parts.map(() => false)];
  for (const piece of pattern) {
    const next = reached.map(() => false);
    for (let at = 0; at <= parts.length; at += 1) {
      if (piece === '**') next[at] = (reached[at] ?? false) || (at > 0 && (next[at - 1] ?? false));
      else if (at > 0 && reached[at - 1]) next[at] = new RegExp(`^${piece}$`, 's').test(parts[at - 1] ?? '');
    }
    reached = next;
  }
  return reached.at(-1) ?? false;
}

/** `*` for anything, white space evened out: `npm  test` is `npm test`. Linear: the pieces between stars are found one after the other. */
function matchesText(pattern: string, value: string): boolean {
  const text = value.trim().replace(/\s+/g, ' ');
  const pieces = pattern.trim().replace(/\s+/g, ' ').split('*');
  const [first = '', ...rest] = pieces;
  const last = rest.pop();
  // `npm test *` holds for `npm test` alone, too.
  if (last === undefined) return text === first;
  if (rest.length === 0 && last === '' && text === first.trimEnd()) return true;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
