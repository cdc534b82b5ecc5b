/** A tool as its server describes it. */
export type McpTool = { name: string; description: string; inputSchema: Record<string, unknown> };

/** A tool as an agent is offered it. */
export type OfferedTool = McpTool & {
  /** The name that the model calls it by: no other tool's. */
  callName: string;
  serverId: string;
  /** The server's own name in the project. */
  server: string;
};

const longestName = 64;

/** The name that a model calls a tool by. It begins as no tool of ours does, and holds its server: none can take another's place. */
export function callNameOf(server: string, tool: string): string {
  return `mcp__${server}__${tool.replace(/[^A-Za-z0-9_-]/g, '_')}`;
}

/** True for the name of a tool of a server. */
export const isMcpCall = (name: string): boolean => name.startsWith('mcp__');

/**
 * The text whose hash stands for a list of tools: what a model is told of each, in an order that does not matter. A server that says anything
 * else, in a description as much as in a name, has another one.
 */
export function pinTextOf(tools: readonly McpTool[]): string {
  const sorted = tools.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return JSON.stringify(sorted.map(({ name, description, inputSchema }) => [name, description, ordered(inputSchema)]));
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, held]) => [key, ordered(held)]),
  );
}

/** What is not seen on a screen and read by a model all the same: controls, zero widths, directions, variation selectors, tags, private planes. */
const hiddenRanges = [
  [0x00, 0x08],
  [0x0b, 0x0c],
  [0x0e, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x200b, 0x200f],
  [0x202a, 0x202e],
  [0x2060, 0x206f],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xe0000, 0x10ffff],
] as const;

/** True for a text with characters that nobody sees and a model reads. */
export function hasHiddenCharacters(text: string): boolean {
  for (const sign of text) {
    const code = sign.codePointAt(0) ?? 0;
    if (hiddenRanges.some(([from, to]) => code >= from && code <= to)) return true;
  }
  return false;
}

/** Every word of a schema as it is, and not as JSON spells it. */
function wordsOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(wordsOf).join('');
  if (typeof value !== 'object' || value === null) return '';
  return Object.entries(value)
    .map(([key, held]) => key + wordsOf(held))
    .join('');
}

const mostTools = 100;
const longestList = 200_000;

/** Why a list of tools can be offered to nobody, in sentences; none for one that people may look at and approve. */
export function problemsOfTools(server: string, tools: readonly McpTool[]): string[] {
  const problems: string[] = [];
  if (tools.length > mostTools) problems.push(`It offers ${tools.length} tools, at most ${mostTools} are taken.`);
  if (pinTextOf(tools).length > longestList) problems.push('What it says of its tools is longer than 200,000 characters.');
  const taken = new Map<string, string>();
  for (const { name: own, description, inputSchema } of tools) {
    const name = callNameOf(server, own);
    const shown = own.replace(/[^ -~]/g, '?').slice(0, longestName);
    const key = name.toLowerCase().replaceAll('-', '_');
    const other = taken.get(key);
    if (other !== undefined) problems.push(`Its tools ${other} and ${shown} would be called by one name.`);
    taken.set(key, shown);
    if (name.length > longestName) problems.push(`The name of its tool ${shown} is too long.`);
    if (hasHiddenCharacters(own + description + wordsOf(inputSchema)))
      problems.push(`What it says of its tool ${shown} holds characters that nobody sees.`);
  }
  return problems;
}

/** How a list differs from the one that was approved, in names. */
export function changesOfTools(
  approved: readonly McpTool[],
  seen: readonly McpTool[],
): { added: string[]; removed: string[]; changed: string[] } {
  const before = new Map(approved.map((tool) => [tool.name, pinTextOf([tool])]));
  const now = new Map(seen.map((tool) => [tool.name, pinTextOf([tool])]));
  return {
    added: [...now.keys()].filter((name) => !before.has(name)),
    removed: [...before.keys()].filter((name) => !now.has(name)),
    changed: [...now].flatMap(([name, text]) => (before.has(name) && before.get(name) !== text ? [name] : [])),
  };
}
