import { deedOf } from '../propose/deed.ts';
import { stemsOf } from '../propose/phrase-key.ts';
import { IDLE_WORDS, LIKE_WORDS, UNDOING } from '../propose/same-words.ts';
import type { System, Variable } from '../system.ts';

/** Names that may be one: each with the name that stands for all of them, and the pairs of actions of which one then undoes the other. */
export type Alike = {
  standsFor: ReadonlyMap<string, string>;
  exclusive: readonly Exclusive[];
  /** The words of a name, with who does it: two names of the same are sure to be one wherever they stand. */
  wordsOf: (name: string) => string;
};

/** Two actions that undo one another; `isSure` where they say the same words of what they are done to. */
export type Exclusive = { one: string; other: string; isSure: boolean };

/** What a name stands for in sentences, and who does it; `scopes` as `readings.spec` writes them, `3/the shop`. */
type Named = { name: string; kind: string; phrase: string; subject: string };

/**
 * Which names of a system sentences may use for one thing: the same words in two requirements, words that most people use for one another, and words that say no
 * more than the one beside them.
 */
export function alikeNames(system: System, eventPhrases: ReadonlyMap<string, string>, scopes: ReadonlyMap<string, string>): Alike {
  const subjectOf = (name: string) => {
    const scope = scopes.get(name) ?? '';
    // What a table decides is its own.
    if (/^T\d+\/$/.test(scope)) return scope;
    return scope.slice(scope.indexOf('/') + 1);
  };
  const all: Named[] = [
    ...system.variables.map((variable) => ({
      name: variable.name,
      kind: kindOf(variable),
      phrase: variable.phrase,
      subject: subjectOf(variable.name),
    })),
    ...system.events.map((name) => ({ name, kind: 'event', phrase: eventPhrases.get(name) ?? name.replaceAll('_', ' '), subject: '' })),
  ];
  const words = new Map(all.map(({ name, phrase, subject }) => [name, `${[...stemsOf(phrase)].sort().join(' ')} / ${subject}`]));
  const standsFor = new Map<string, string>();
  for (const group of groupsOf(all)) {
    const [first] = group;
    if (first && group.length > 1) for (const { name } of group) standsFor.set(name, first.name);
  }
  return { standsFor, exclusive: exclusiveOf(all, standsFor), wordsOf: (name) => words.get(name) ?? name };
}

function kindOf({ role, isAction, domain }: Variable): string {
  return `${role} ${isAction} ${domain.kind} ${domain.kind === 'number' ? (domain.unit ?? '') : ''}`;
}

/** The words of a phrase as most people would take them for one another. */
function looseWords(stems: readonly string[]): string {
  const kept = stems.filter((stem) => !IDLE_WORDS.has(stem)).map((stem) => LIKE_WORDS.get(stem) ?? stem);
  return [...new Set(kept.length > 0 ? kept : stems)].sort().join(' ');
}

/** Names of one kind with alike words and one subject; a subject that nobody names is the one that others name, if there is one only. */
function* groupsOf(all: readonly Named[]): Generator<Named[]> {
  const byWords = new Map<string, Named[]>();
  for (const named of all) {
    const key = `${named.kind}|${looseWords(stemsOf(named.phrase))}`;
    const group = byWords.get(key);
    if (group) group.push(named);
    else byWords.set(key, [named]);
  }
  for (const group of byWords.values()) {
    const subjects = new Set(group.map(({ subject }) => subject));
    if (subjects.size === 1 || (subjects.size === 2 && subjects.has(''))) yield group;
    else for (const subject of subjects) yield group.filter((named) => named.subject === subject);
  }
}

function exclusiveOf(all: readonly Named[], standsFor: ReadonlyMap<string, string>): Exclusive[] {
  const byObject = new Map<string, { verb: string; object: string; subject: string; name: string }[]>();
  for (const { name, kind, phrase, subject } of all) {
    if (kind !== ACTION) continue;
    const { verb, object } = deedOf(phrase, subject);
    const key = looseWords(object.split(' '));
    const own = { verb: LIKE_WORDS.get(verb) ?? verb, object, subject, name: standsFor.get(name) ?? name };
    const group = byObject.get(key);
    if (group) group.push(own);
    else byObject.set(key, [own]);
  }
  const pairs = new Map<string, Exclusive>();
  for (const group of byObject.values())
    for (const [at, one] of group.entries())
      for (const other of group.slice(at + 1)) {
        const isOneSubject = one.subject === other.subject || one.subject === '' || other.subject === '';
        if (isOneSubject && one.name !== other.name && UNDOING.get(one.verb)?.has(other.verb))
          pairs.set(`${one.name} ${other.name}`, { one: one.name, other: other.name, isSure: one.object === other.object });
      }
  return [...pairs.values()];
}

const ACTION = 'output true boolean ';
