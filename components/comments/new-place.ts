import type { Anchor } from '#core/comments/anchor.ts';
import { type Item, itemKinds } from '#core/comments/item.ts';
import type { Span } from '#core/language/span.ts';
import { type DocumentStage, documentStages } from '#core/pipeline/stages.ts';

type Shared = {
  documentId: string;
  stage: DocumentStage;
  quote: string;
  /** Where it is shown until the server has it. */
  span: Span;
};

/** What a new thread is about: characters of the open document, or an item. */
export type NewPlace = Shared & ({ kind: 'anchor'; anchor: Anchor } | { kind: 'item'; item: Item });

/**
 * Reads a place as this browser kept it; null for anything else. By hand, because a page carries it: the server reads what is sent
 * with its own schemas.
 */
export function readNewPlace(text: string): NewPlace | null {
  try {
    const kept: unknown = JSON.parse(text);
    if (!isRecord(kept) || typeof kept['documentId'] !== 'string' || typeof kept['quote'] !== 'string') return null;
    const { documentId, quote, span: words } = kept;
    const stage = documentStages.find((known) => known === kept['stage']);
    const span = readSpan(words);
    if (!stage || !span) return null;
    const shared = { documentId, quote, stage, span };
    if (kept['kind'] === 'anchor') {
      const anchor = readAnchor(kept['anchor']);
      return anchor && { kind: 'anchor', anchor, ...shared };
    }
    const item = kept['kind'] === 'item' ? readItem(kept['item']) : null;
    return item && { kind: 'item', item, ...shared };
  } catch {
    return null;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const isCount = (value: unknown): value is number => Number.isSafeInteger(value);

function readSpan(value: unknown): Span | null {
  if (!isRecord(value) || !isCount(value['start']) || !isCount(value['end'])) return null;
  return { start: value['start'], end: value['end'] };
}

function readAnchor(value: unknown): Anchor | null {
  if (!isRecord(value) || !Array.isArray(value['spans']) || value['spans'].length === 0) return null;
  const spans: Anchor['spans'] = [];
  for (const span of value['spans'] as unknown[]) {
    if (!Array.isArray(span) || span.length !== 3) return null;
    const [client, clock, length] = span as unknown[];
    if (!isCount(client) || !isCount(clock) || !isCount(length)) return null;
    spans.push([client, clock, length]);
  }
  return { spans };
}

function readItem(value: unknown): Item | null {
  if (!isRecord(value) || typeof value['id'] !== 'string') return null;
  const kind = itemKinds.find((known) => known === value['kind']);
  return kind ? { kind, id: value['id'] } : null;
}
