import { type JsonNode, member, readJson } from '#core/formats/json-tree.ts';
import type { Line } from '#core/language/lines.ts';
import type { Span } from '#core/language/span.ts';
import { graphBlock } from '#core/language/task-graph.ts';

/** An id of a task in the JSON of the dependency graph, with its quotes where it has any. */
export type GraphId = { id: string; span: Span; isQuoted: boolean };

/** Every task that the graph names: in its waves, and in what they wait for unless that is the name of a wave. */
export function graphIds(text: string, lines: readonly Line[]): GraphId[] {
  const block = graphBlock(text, lines);
  const read = block ? readJson(text.slice(block.start, block.end)) : null;
  if (!block || !read || 'errorAt' in read) return [];
  const waves = read.node.kind === 'object' ? member(read.node, 'waves') : read.node;
  if (waves?.kind !== 'array') return [];
  const names = new Set(waves.items.map((wave, at) => wordOf(member(wave, 'id') ?? member(wave, 'wave')) ?? String(at)));
  const found = waves.items.flatMap((wave) => {
    const awaited = idsIn(member(wave, 'depends_on') ?? member(wave, 'dependsOn'));
    return [...idsIn(wave.kind === 'object' ? member(wave, 'tasks') : wave), ...awaited.filter(({ id }) => !names.has(id))];
  });
  return found
    .map(({ id, span, isQuoted }) => ({ id, isQuoted, span: { start: span.start + block.start, end: span.end + block.start } }))
    .sort((a, b) => a.span.start - b.span.start);
}

/** The id as JSON: a number stays one where it still is one. */
export function graphIdText(id: string, { isQuoted }: GraphId): string {
  return !isQuoted && String(Number(id)) === id ? id : JSON.stringify(id);
}

function idsIn(list: JsonNode | undefined): GraphId[] {
  if (list?.kind !== 'array') return [];
  return list.items.flatMap((item) => {
    const node = item.kind === 'object' ? (member(item, 'id') ?? member(item, 'task')) : item;
    const id = wordOf(node);
    return node && id !== null ? [{ id, span: node.span, isQuoted: node.kind === 'string' }] : [];
  });
}

function wordOf(node: JsonNode | undefined): string | null {
  return node?.kind === 'string' ? node.value : node?.kind === 'number' ? String(node.value) : null;
}
