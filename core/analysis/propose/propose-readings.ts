import { DECLARATIONS } from '#core/language/reading/parse-declaration.ts';
import { parseReadings } from '#core/language/reading/parse-readings.ts';
import type { ReadingsTree } from '#core/language/reading/reading-tree.ts';
import { sentenceHash } from '#core/language/reading/sentence-hash.ts';
import type { RequirementsTree } from '#core/language/spec-tree.ts';
import type { Coverage } from '../analysed-spec.ts';
import type { Draft, DraftCondition, DraftResponse } from './draft.ts';
import { draftCriterion } from './draft-criterion.ts';
import { noteDraft, printDraft, printEntry, printScope, singleResponses } from './print-draft.ts';
import { keepOut } from './read-access.ts';
import { opaque } from './read-condition.ts';
import { declaredAction, exclusivePairs, isDefinedPhrase, type Registry, registryFrom } from './registry.ts';
import { readTables } from './tables.ts';
import { termFacts } from './term-facts.ts';

/** Drafts of sentences by what they were made from, so that an edit costs its own sentence. */
export type ProposalMemory = Map<string, Draft>;

export type ProposedReading = { criterion: string; lines: string[]; coverage: Coverage; why: string | null; source: 'rules' | 'table' };

export type Proposal = {
  /** Declarations and readings as a text of their own, which people can take into `readings.spec` by piece. */
  text: string;
  tree: ReadingsTree;
  readings: Map<string, ProposedReading>;
};

/** Where proposals stand as positions go: behind any text that people write, so that nobody takes a place in them for one in `readings.spec`. */
export const PROPOSED_AT = 2 ** 40;

/** Proposes a reading for each criterion without a written one that fits its sentence, and the declarations that these need. Yields between stretches of work. */
export function* proposeReadings(
  text: string,
  tree: RequirementsTree,
  written: ReadingsTree,
  memory: ProposalMemory,
): Generator<void, Proposal> {
  const facts = termFacts(tree.glossary);
  const inUse = readingsInUse(tree, written);
  const registry = registryFrom(written.declarations);
  const drafts: { id: string; sentence: string; draft: Draft; isWritten: boolean }[] = [];
  const kept: ProposalMemory = new Map();
  let count = 0;
  for (const { id: requirement, criteria } of tree.requirements) {
    if (tree.kind === 'bugfix' && requirement === '1') continue;
    for (const criterion of criteria) {
      const key = `${requirement}\n${facts.stamp}\n${criterion.text}`;
      const draft = memory.get(key) ?? draftCriterion(facts, criterion, requirement);
      kept.set(key, draft);
      drafts.push({ id: criterion.id, sentence: criterion.text, draft, isWritten: inUse.has(criterion.id) });
      count += 1;
      if (count % 32 === 0) yield;
    }
  }
  memory.clear();
  for (const [key, draft] of kept) memory.set(key, draft);
  giveWay(drafts);
  keepOut(facts, drafts);
  const events = new Set(drafts.flatMap(({ draft }) => draft.events.map(({ key }) => key)));
  for (const each of drafts) each.draft = withKnownEvent(each.draft, events);
  // What a written reading means takes no word of the rules; the wording of a phrase that nobody has defined stays the one that was met first.
  for (const { draft, isWritten } of drafts)
    if (draft.why === null) noteDraft(registry, draft, isWritten ? 'opaque-conditions' : 'conditions');
  yield;
  for (const { draft, isWritten } of drafts)
    if (draft.why === null) noteDraft(registry, draft, isWritten ? 'opaque-responses' : 'responses');
  for (const { draft, isWritten } of drafts) if (draft.why === null && !isWritten) noteDraft(registry, draft, 'relations');
  yield;
  const readings = new Map<string, ProposedReading>();
  const lines: string[] = [];
  for (const { id, sentence, draft, isWritten } of drafts) {
    if (isWritten) continue;
    if (draft.why !== null) {
      readings.set(id, { criterion: id, lines: [], coverage: 'unread', why: draft.why, source: 'rules' });
      continue;
    }
    const line = printDraft(registry, draft);
    readings.set(id, {
      criterion: id,
      lines: [line],
      coverage: coverageOf(registry, draft),
      why: whyNotAll(registry, draft),
      source: 'rules',
    });
    if (isReadableId(id)) lines.push(`${id} #${sentenceHash(sentence)} proposed: ${line}`);
    count += 1;
    if (count % 256 === 0) yield;
  }
  const tables = readTables(text, registry, facts);
  for (const table of tables) {
    for (const row of table.rows) {
      readings.set(row.id, { criterion: row.id, lines: [row.line], coverage: 'read', why: null, source: 'table' });
      lines.push(`${row.id} #${sentenceHash(row.text)} proposed: ${row.line}`);
    }
  }
  const proposed = [...printRegistry(registry), '', ...lines].join('\n');
  yield;
  return { text: proposed, tree: parseReadings(proposed, PROPOSED_AT).tree, readings };
}

/** Criteria with a written reading, as far as it was made for the sentence of now. */
function readingsInUse(tree: RequirementsTree, written: ReadingsTree): Set<string> {
  const sentences = new Map<string, string>();
  for (const { criteria } of tree.requirements) for (const { id, text } of criteria) sentences.set(id, text);
  const inUse = new Set<string>();
  for (const { id, hash } of written.readings) {
    const sentence = sentences.get(id);
    if (hash === null || (sentence !== undefined && hash === sentenceHash(sentence))) inUse.add(id);
  }
  return inUse;
}

/** `IF a coupon is applied` in the words of an event that another sentence waits for: it waits for that event, too. */
function withKnownEvent(draft: Draft, events: ReadonlySet<string>): Draft {
  if (draft.events.length > 0) return draft;
  for (const [at, { keyword, of }] of draft.conditions.entries()) {
    const parts = of.kind === 'and' ? of.of : [of];
    const event = parts.find((part) => part.kind === 'opaque' && !part.isNegative && events.has(part.key));
    if (event?.kind !== 'opaque') continue;
    const rest = parts.filter((part) => part !== event);
    const [only] = rest;
    const left: Draft['conditions'] = only ? [{ keyword, of: rest.length === 1 ? only : { kind: 'and', of: rest } }] : [];
    return { ...draft, events: [{ key: event.key, phrase: event.phrase }], conditions: draft.conditions.toSpliced(at, 1, ...left) };
  }
  return draft;
}

/** Puts the conditions of the criteria that win in the place of their ids. What is remembered of a sentence is left alone: others than it may change. */
function giveWay(drafts: { id: string; draft: Draft }[]): void {
  if (!drafts.some(({ draft }) => draft.exceptFor.length > 0)) return;
  const byId = new Map(drafts.map(({ id, draft }) => [id, draft]));
  for (const each of drafts) {
    const { draft } = each;
    const cases = draft.exceptFor.map((id) => whereItApplies(byId.get(id), draft) ?? opaque(`${id} applies`));
    const [only] = cases;
    if (!only) continue;
    const all = draft.unless ? [draft.unless, ...cases] : cases;
    each.draft = { ...draft, unless: all.length === 1 ? only : { kind: 'or', of: all } };
  }
}

/** When a criterion applies, as far as conditions say it; null where that takes more than them. */
function whereItApplies(winner: Draft | undefined, loser: Draft): DraftCondition | null {
  if (!winner || winner.why !== null || winner.unless || winner.features.length > 0 || winner.exceptFor.length > 0) return null;
  const isOnOwnEvent = winner.events.every(({ key }) => loser.events.length === 1 && loser.events[0]?.key === key);
  if (!isOnOwnEvent || winner.conditions.length === 0) return null;
  const [only, ...more] = winner.conditions.map(({ of }) => of);
  return only && more.length === 0 ? only : { kind: 'and', of: winner.conditions.map(({ of }) => of) };
}

/** Ids come from texts of people: one that the language of readings cannot write has no line. */
function isReadableId(id: string): boolean {
  return /^#?[\p{L}\p{N}][\p{L}\p{N}._#/-]*$/u.test(id) && !DECLARATIONS.has(id);
}

/** All that people have not declared themselves. */
function printRegistry(registry: Registry): string[] {
  const lines: string[] = [];
  for (const entry of new Set(registry.things.values())) if (!entry.isWritten) lines.push(printEntry(entry));
  const declare = (kind: string, { name, phrase, isWritten }: { name: string; phrase: string; isWritten: boolean }, scope = '') => {
    if (!isWritten) lines.push(`${kind} ${name} as "${phrase.replaceAll('"', '')}"${printScope(scope)}`);
  };
  for (const named of registry.events.values()) declare('event', named);
  for (const named of registry.actions.values()) declare('action', named, named.scope);
  for (const named of registry.features.values()) declare('feature', named);
  for (const [one, other] of exclusivePairs(registry)) lines.push(`exclusive ${one}, ${other}`);
  return lines;
}

function coverageOf(registry: Registry, draft: Draft): Coverage {
  const conditions = [
    ...draft.conditions.map(({ of }) => of),
    ...(draft.unless ? [draft.unless] : []),
    ...(draft.until ? [draft.until] : []),
  ];
  const responses = singleResponses(draft);
  const opaqueResponses = responses.filter((response) => isOpaque(registry, response));
  const hasOpaque = conditions.some((condition) => hasOpaquePart(registry, condition)) || opaqueResponses.length > 0;
  if (!hasOpaque) return 'read';
  const isFormal =
    draft.events.length > 0 || conditions.some((one) => hasFormalPart(registry, one)) || opaqueResponses.length < responses.length;
  return isFormal ? 'partial' : 'opaque';
}

function isOpaque(registry: Registry, response: DraftResponse): boolean {
  return response.kind === 'opaque' && declaredAction(registry, response.phrase) === null;
}

function hasOpaquePart(registry: Registry, condition: DraftCondition): boolean {
  if (condition.kind === 'and' || condition.kind === 'or') return condition.of.some((part) => hasOpaquePart(registry, part));
  return condition.kind === 'opaque' && !isDefinedPhrase(registry, condition.key);
}

function hasFormalPart(registry: Registry, condition: DraftCondition): boolean {
  if (condition.kind === 'and' || condition.kind === 'or') return condition.of.some((part) => hasFormalPart(registry, part));
  return condition.kind !== 'opaque' || isDefinedPhrase(registry, condition.key);
}

function whyNotAll(registry: Registry, draft: Draft): string | null {
  const coverage = coverageOf(registry, draft);
  if (coverage === 'read') return null;
  const isInCondition = [...draft.conditions.map(({ of }) => of), ...(draft.unless ? [draft.unless] : [])].some((condition) =>
    hasOpaquePart(registry, condition),
  );
  const isInResponse = singleResponses(draft).some((response) => isOpaque(registry, response));
  const where =
    isInCondition && isInResponse ? 'Its condition and its response are' : isInCondition ? 'Its condition is' : 'Its response is';
  return `${where} in words that nobody has defined: ${isInCondition && isInResponse ? 'they are taken as they stand' : 'it is taken as it stands'}.`;
}
