import type { Reading, ReadingsTree } from '#core/language/reading/reading-tree.ts';
import { sentenceHash } from '#core/language/reading/sentence-hash.ts';
import type { Criterion, Diagnostic, RequirementsTree } from '#core/language/spec-tree.ts';
import { PROPOSED_AT, type Proposal } from '../propose/propose-readings.ts';
import type { Rule } from '../system.ts';
import { type LoweredReadings, lowerReadings } from './lower-readings.ts';

/** Written and proposed readings as one, each criterion with what it is read by. */
export type MergedReadings = {
  lowered: LoweredReadings;
  /** Criteria whose readings in use nobody has confirmed. */
  unconfirmed: Set<string>;
  /** Written readings by criterion, also those that are not in use. */
  written: Map<string, Reading[]>;
  /** Criteria whose sentence has changed since its reading was made; that reading is not in use. */
  stale: Set<string>;
  eventPhrases: Map<string, string>;
  /** Of names that mean something within one requirement or of one subject only: which, as it is written. */
  scopes: Map<string, string>;
  /** Places of criteria, for the order of findings. */
  order: Map<string, number>;
  /** Of `readings.spec`: names, types, and readings of criteria that are gone. */
  diagnostics: Diagnostic[];
  /** What readings say of properties of the design (`P3: always ...`), with the hash of the statement that they were made for. No part of the system. */
  claims: Claim[];
};

/** A property as a rule that the criteria should imply; `rule.criterion` is its id, `P3`. */
export type Claim = { rule: Rule; hash: string | null; isConfirmed: boolean };

/** The id of a reading of a property: `P3` of Property 3. */
const PROPERTY = /^P(\d{1,5}[a-z]?)$/;

/** Decides which reading of each criterion is in use, and looks up the names of all of them at once. */
export function mergeReadings(tree: RequirementsTree, written: ReadingsTree, proposal: Proposal): MergedReadings {
  const criteria = new Map(
    tree.requirements.flatMap((requirement) => requirement.criteria.map((criterion): [string, Criterion] => [criterion.id, criterion])),
  );
  const order = new Map([...criteria.keys()].map((id, at) => [id, at]));
  const byCriterion = new Map<string, Reading[]>();
  const stale = new Set<string>();
  const unconfirmed = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  const inUse: Reading[] = [];
  const ofProperties: Reading[] = [];
  for (const reading of written.readings) {
    const own = byCriterion.get(reading.id);
    if (own) own.push(reading);
    else byCriterion.set(reading.id, [reading]);
    const criterion = criteria.get(reading.id);
    if (!criterion && PROPERTY.test(reading.id)) {
      ofProperties.push(reading);
      continue;
    }
    if (!criterion) {
      diagnostics.push({
        code: 'reading/no-criterion',
        severity: 'warning',
        message: `There is no criterion ${reading.id} any more.`,
        span: reading.idSpan,
        fixes: [],
      });
      continue;
    }
    if (reading.hash !== null && reading.hash !== sentenceHash(criterion.text)) {
      stale.add(reading.id);
      diagnostics.push({
        code: 'reading/stale',
        severity: 'warning',
        message: `The sentence of ${reading.id} has changed since this reading was made.`,
        span: reading.idSpan,
        fixes: [],
      });
      continue;
    }
    if (reading.mark !== 'confirmed' || reading.hash === null) unconfirmed.add(reading.id);
    inUse.push(reading);
  }
  for (const reading of proposal.tree.readings) unconfirmed.add(reading.id);
  const declarations = [...written.declarations, ...proposal.tree.declarations];
  // In the order of the text, whoever read them: confirming a reading makes no rule come before another one.
  const placeOf = ({ id }: Reading) => order.get(id) ?? Number.MAX_SAFE_INTEGER;
  const readings = [...inUse, ...proposal.tree.readings].sort((a, b) => placeOf(a) - placeOf(b));
  const lowered = lowerReadings({ declarations, readings: [...readings, ...ofProperties] });
  const isClaim = new Set(ofProperties.map(({ id }) => id));
  const claims = ofProperties.flatMap(({ id, hash, mark }): Claim[] => {
    const rule = lowered.system.rules.find(({ criterion }) => criterion === id);
    return rule ? [{ rule, hash, isConfirmed: mark === 'confirmed' && hash !== null }] : [];
  });
  lowered.system = { ...lowered.system, rules: lowered.system.rules.filter(({ criterion }) => !isClaim.has(criterion)) };
  const eventPhrases = new Map<string, string>();
  const scopes = new Map<string, string>();
  for (const item of declarations) {
    const named = item.kind === 'variable' ? [item] : item.kind === 'action' ? item.names : [];
    for (const { name, scope } of named) if (scope !== null) scopes.set(name, scope);
    if (item.kind !== 'event') continue;
    for (const { name, phrases } of item.names) eventPhrases.set(name, phrases[0]?.value ?? name.replaceAll('_', ' '));
  }
  return {
    lowered,
    unconfirmed,
    written: byCriterion,
    stale,
    eventPhrases,
    scopes,
    claims,
    order,
    diagnostics: [...diagnostics, ...lowered.diagnostics.filter(({ span }) => span.start < PROPOSED_AT)],
  };
}
