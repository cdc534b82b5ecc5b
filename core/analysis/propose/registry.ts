import type { Declaration } from '#core/language/reading/reading-tree.ts';
import type { DraftResponse, Thing } from './draft.ts';
import { nameFor, phraseKey, showable } from './phrase-key.ts';

/** A thing with its name, once all sentences have been seen. */
export type Entry = {
  name: string;
  phrase: string;
  kind: 'number' | 'choice' | 'flag';
  unit: string | null;
  isReal: boolean;
  values: string[];
  isClosed: boolean;
  isInput: boolean;
  isOutput: boolean;
  /** Of a person, in `readings.spec`; it is not declared again. */
  isWritten: boolean;
};

/** What all sentences of a spec speak of, by key. */
export type Registry = {
  things: Map<string, Entry>;
  events: Map<string, { name: string; phrase: string; isWritten: boolean }>;
  actions: Map<string, { name: string; phrase: string; isWritten: boolean; verb: string; object: string; scope: string }>;
  features: Map<string, { name: string; phrase: string; isWritten: boolean }>;
  /** The wording under which an opaque phrase is known, by key. */
  opaque: Map<string, string>;
  /** All of those wordings: two keys never share one. */
  worded: Set<string>;
  /** Names in use, each with how many of its kind there are. */
  taken: Map<string, number>;
};

/** Begins with what people have declared: their names stand for the phrases that they gave them. */
export function registryFrom(declarations: readonly Declaration[]): Registry {
  const registry: Registry = {
    things: new Map(),
    events: new Map(),
    actions: new Map(),
    features: new Map(),
    opaque: new Map(),
    worded: new Set(),
    taken: new Map([['tick', 1]]),
  };
  for (const item of declarations) {
    if (item.kind === 'variable') {
      registry.taken.set(item.name, 1);
      const { type } = item;
      if (type.kind === 'set' || type.kind === 'text') continue;
      const unit = type.kind !== 'number' ? null : type.base === 'percent' ? '%' : type.base === 'duration' ? 'ms' : type.unit;
      const entry: Entry = {
        name: item.name,
        phrase: item.phrases[0]?.value ?? item.name,
        kind: type.kind === 'bool' ? 'flag' : type.kind,
        unit,
        isReal: true,
        values: type.kind === 'choice' ? type.values.map(({ value }) => value) : [],
        isClosed: type.kind === 'choice' && !type.isOpen,
        isInput: item.role !== 'out',
        isOutput: item.role !== 'in',
        isWritten: true,
      };
      for (const phrase of [item.name, ...item.phrases.map(({ value }) => value)]) registry.things.set(keyOfEntry(phrase, entry), entry);
    } else if (item.kind === 'event' || item.kind === 'action' || item.kind === 'feature') {
      for (const { name, phrases } of item.names) {
        registry.taken.set(name, 1);
        const known = { name, phrase: phrases[0]?.value ?? name, isWritten: true };
        for (const phrase of [name, ...phrases.map(({ value }) => value)]) {
          const key = phraseKey(phrase);
          if (item.kind === 'event') registry.events.set(key, known);
          else if (item.kind === 'feature') registry.features.set(key, known);
          else registry.actions.set(`/${key}`, { ...known, verb: '', object: '', scope: '' });
        }
      }
    } else if (item.kind === 'opaque') registry.opaque.set(phraseKey(item.phrase.value), item.phrase.value);
    else if (item.kind === 'term') {
      registry.taken.set(item.name, 1);
      registry.opaque.set(phraseKey(item.name), item.name);
    }
  }
  return registry;
}

function keyOfEntry(phrase: string, { kind, unit }: Pick<Entry, 'kind' | 'unit'>): string {
  const key = phraseKey(phrase);
  return kind === 'number' && unit !== null && !/^[a-z]{3,}$/.test(unit) ? `${key}|${unit}` : key;
}

/** Notes that a condition speaks of a thing. */
export function noteInput(registry: Registry, thing: Thing, value?: string): Entry | null {
  return note(registry, thing.key, thing, 'isInput', value);
}

/** Notes that a response decides a thing. What conditions speak of too is the same thing wherever it stands: state. */
export function noteOutput(registry: Registry, thing: Thing, scope: string, value?: string): Entry | null {
  return note(registry, outputKey(registry, thing.key, scope), thing, 'isOutput', value);
}

export function outputKey(registry: Registry, key: string, scope: string): string {
  return scope === '' || registry.things.get(key)?.isInput ? key : `${scope}::${key}`;
}

function note(registry: Registry, key: string, thing: Thing, role: 'isInput' | 'isOutput', value?: string): Entry | null {
  let entry = registry.things.get(key);
  if (!entry) {
    const name = nameFor(thing.phrase, registry.taken);

    entry = {
      name,
      phrase: thing.phrase,
      kind: thing.kind,
      unit: thing.unit,
      isReal: false,
      values: [],
      isClosed: thing.values !== null,
      isInput: false,
      isOutput: false,
      isWritten: false,
    };
    registry.things.set(key, entry);
  }
  if (entry.kind !== thing.kind) return null;
  if (entry.isWritten) return entry;
  entry[role] = true;
  entry.isReal ||= thing.isReal && thing.unit !== 'EUR';
  if (entry.unit !== thing.unit) entry.unit = entry.unit === null ? thing.unit : thing.unit === null ? entry.unit : null;
  for (const each of [...(thing.values ?? []), ...(value === undefined ? [] : [value])])
    if (!entry.values.includes(each)) entry.values.push(each);
  if (thing.values === null && thing.kind === 'choice' && value !== undefined && !entry.isClosed) entry.isClosed = false;
  return entry;
}

export function noteEvent(registry: Registry, { key, phrase }: { key: string; phrase: string }): string {
  const known = registry.events.get(key);
  if (known) return known.name;
  const name = nameFor(phrase, registry.taken);

  registry.events.set(key, { name, phrase, isWritten: false });
  return name;
}

export function noteFeature(registry: Registry, { key, phrase }: { key: string; phrase: string }): string {
  const known = registry.features.get(key);
  if (known) return known.name;
  const name = nameFor(phrase, registry.taken);

  registry.features.set(key, { name, phrase, isWritten: false });
  return name;
}

export function noteAction(registry: Registry, { key, phrase, verb, object, scope }: Extract<DraftResponse, { kind: 'action' }>): string {
  const written = registry.actions.get(`/${key}`);
  if (written) return written.name;
  const full = `${scope}/${key}`;
  const known = registry.actions.get(full);
  if (known) return known.name;
  const name = nameFor(phrase, registry.taken);

  registry.actions.set(full, { name, phrase, isWritten: false, verb, object, scope });
  return name;
}

/** The wording of an opaque phrase: the first that was met. */
export function noteOpaque(registry: Registry, key: string, phrase: string): string {
  const known = registry.opaque.get(key);
  if (known !== undefined) return known;
  const plain = showable(phrase) || '?';
  let words = plain;
  for (let count = 2; registry.taken.has(words) || registry.worded.has(words); count += 1) words = `${plain} (${count})`;
  registry.worded.add(words);
  registry.opaque.set(key, words);
  return words;
}

/** Verbs of which one undoes the other. */
const ANTONYMS: readonly (readonly [string, string])[] = [
  ['enabl', 'disabl'],
  ['show', 'hid'],
  ['display', 'hid'],
  ['allow', 'prevent'],
  ['allow', 'deny'],
  ['allow', 'block'],
  ['allow', 'reject'],
  ['permit', 'deny'],
  ['accept', 'reject'],
  ['grant', 'deny'],
  ['grant', 'revok'],
  ['lock', 'unlock'],
  ['open', 'clos'],
  ['start', 'stop'],
  ['accept', 'refus'],
];

/** Pairs of actions on one object that cannot both be done. */
export function exclusivePairs({ actions }: Registry): [string, string][] {
  const byObject = new Map<string, Map<string, string>>();
  for (const { name, verb, object, scope } of actions.values()) {
    if (object === '') continue;
    const key = `${scope}/${object}`;
    byObject.set(key, (byObject.get(key) ?? new Map<string, string>()).set(verb, name));
  }
  const pairs: [string, string][] = [];
  for (const verbs of byObject.values()) {
    for (const [one, other] of ANTONYMS) {
      const [a, b] = [verbs.get(one), verbs.get(other)];
      if (a !== undefined && b !== undefined) pairs.push([a, b]);
    }
  }
  return pairs;
}
