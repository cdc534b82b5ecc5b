import type { Declaration, NamedPhrase } from '#core/language/reading/reading-tree.ts';
import { deedOf } from './deed.ts';
import type { DraftResponse, Thing } from './draft.ts';
import { nameFor, numberKey, phraseKey, shareKey, showable } from './phrase-key.ts';
import { UNDOING } from './same-words.ts';

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
  /** Where its phrase means it: a requirement and who shall; everywhere where empty. */
  scope: string;
  /** Of a person, in `readings.spec`; it is not declared again. */
  isWritten: boolean;
};

type Named = { name: string; phrase: string; isWritten: boolean };

/** What all sentences of a spec speak of, by key. */
export type Registry = {
  things: Map<string, Entry>;
  events: Map<string, Named>;
  actions: Map<string, Named & { verb: string; object: string; scope: string }>;
  features: Map<string, Named>;
  /** The wording under which an opaque phrase is known, by key. */
  opaque: Map<string, string>;
  /** Keys of phrases that people have defined as a term. */
  terms: Set<string>;
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
    terms: new Set(),
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
        scope: item.scope ?? '',
        isWritten: true,
      };
      for (const phrase of phrasesOf(item)) registry.things.set(scoped(entry.scope, keyOfEntry(phrase, entry)), entry);
    } else if (item.kind === 'event' || item.kind === 'action' || item.kind === 'feature') {
      for (const named of item.names) {
        registry.taken.set(named.name, 1);
        const known = { name: named.name, phrase: named.phrases[0]?.value ?? named.name, isWritten: true };
        for (const phrase of phrasesOf(named)) {
          const key = phraseKey(phrase);
          if (item.kind === 'event') registry.events.set(key, known);
          else if (item.kind === 'feature') registry.features.set(key, known);
          else {
            const scope = named.scope ?? '';
            registry.actions.set(`${scope}/${key}`, { ...known, ...deedOf(phrase, ''), scope });
          }
        }
      }
    } else if (item.kind === 'opaque') registry.opaque.set(phraseKey(item.phrase.value), item.phrase.value);
    else if (item.kind === 'term') {
      registry.taken.set(item.name, 1);
      registry.opaque.set(phraseKey(item.name), item.name);
      registry.terms.add(phraseKey(item.name));
    }
  }
  return registry;
}

/** What sentences may call it. A name without a phrase of its own is one, too. */
function phrasesOf({ name, phrases }: NamedPhrase): string[] {
  return phrases.length === 0 ? [name] : phrases.map(({ value }) => value);
}

function scoped(scope: string, key: string): string {
  return scope === '' ? key : `${scope}::${key}`;
}

/** The key under which sentences look for a thing of this phrase: the same that they would give it themselves. */
function keyOfEntry(phrase: string, { kind, unit }: Pick<Entry, 'kind' | 'unit'>): string {
  if (kind !== 'number') return phraseKey(phrase);
  const share = unit === '%' ? /^the (.+?) as a share of (.+)$/.exec(phrase) : null;
  return share?.[1] && share[2] ? shareKey(share[1], share[2]) : numberKey(phrase, unit);
}

/** Notes that a condition speaks of a thing. */
export function noteInput(registry: Registry, thing: Thing, value?: string): Entry | null {
  return note(registry, thing.key, thing, 'isInput', value);
}

/** Notes that a response decides a thing. What conditions speak of too is the same thing wherever it stands: state. */
export function noteOutput(registry: Registry, thing: Thing, scope: string, value?: string): Entry | null {
  return note(registry, outputKey(registry, thing.key, scope), thing, 'isOutput', value, scope);
}

export function outputKey(registry: Registry, key: string, scope: string): string {
  const everywhere = registry.things.get(key);
  return scope === '' || everywhere?.isInput || (everywhere?.isWritten && everywhere.scope === '') ? key : scoped(scope, key);
}

function note(registry: Registry, key: string, thing: Thing, role: 'isInput' | 'isOutput', value?: string, scope = ''): Entry | null {
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
      scope: key.startsWith(`${scope}::`) ? scope : '',
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

/** Whether a phrase that rules cannot read is one that people have defined: as a value that is true or false, or as a term. */
export function isDefinedPhrase({ things, terms }: Registry, key: string): boolean {
  return things.get(key)?.kind === 'flag' || terms.has(key);
}

/** The action that people have declared for a response that rules cannot read. */
export function declaredAction({ actions }: Registry, phrase: string): string | null {
  const known = actions.get(`/${phraseKey(phrase)}`);
  return known?.isWritten ? known.name : null;
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

/** Pairs of actions on one object that cannot both be done. */
export function exclusivePairs({ actions }: Registry): [string, string][] {
  const byObject = new Map<string, Map<string, string>>();
  for (const { name, verb, object, scope } of actions.values()) {
    if (object === '') continue;
    const key = `${scope}/${object}`;
    byObject.set(key, (byObject.get(key) ?? new Map<string, string>()).set(verb, name));
  }
  const pairs: [string, string][] = [];
  const written = new Set([...actions.values()].flatMap(({ name, isWritten }) => (isWritten ? [name] : [])));
  for (const verbs of byObject.values()) {
    if (verbs.size < 2) continue;
    const names = [...verbs];
    // Of two that people declared they have said themselves whether one excludes the other.
    for (const [at, [one, a]] of names.entries())
      for (const [other, b] of names.slice(at + 1))
        if (UNDOING.get(one)?.has(other) && !(written.has(a) && written.has(b))) pairs.push([a, b]);
  }
  return pairs;
}
