/** What is wrong with an expression, in a sentence. */
export class FeelError extends Error {
  override readonly name = 'FeelError';
}

/** A place in a text of FEEL. Names may hold spaces and signs, so what a name is depends on which names there are. */
export type Reader = {
  /** Takes this sign, if it is next. */
  sign(text: string): boolean;
  /** Takes this keyword, if it is next as a whole word. */
  word(text: string): boolean;
  /** Takes the longest known name, else a plain one; null where no name is next. */
  name(): string | null;
  /** Takes the words before a colon; null where there is none. */
  label(): string | null;
  number(): number | null;
  string(): string | null;
  /** Everything up to one of these signs, for a type. */
  until(signs: RegExp): string;
  require(text: string): void;
  isAtEnd(): boolean;
  fail(expected: string): never;
  /** Names that only count further on: parameters, keys of contexts. */
  learn(name: string): void;
  mark(): number;
  reset(mark: number): void;
};

const PLAIN = /[\p{L}_?$][\p{L}\p{N}_$'’]*/uy;
const NUMBER = /(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const KEYWORDS = new Set(
  'if then else for in return some every satisfies function and or between instance of true false null not'.split(' '),
);

/** Reads `source`, in which `names` are known. */
export function createReader(source: string, names: Iterable<string>): Reader {
  const known = new Map<string, RegExp>();
  let longest: [string, RegExp][] | null = null;
  let at = 0;
  const learn = (name: string) => {
    const words = name.trim().split(/\s+/);
    if (words.length === 1 && /^[\p{L}_?$][\p{L}\p{N}_$'’]*$/u.test(name.trim())) return;
    if (known.has(name)) return;
    const escaped = words.map((word) =>
      word.replace(/[.*+?^${}()|[\]\\/-]/g, (sign) =>
        sign === '-' ? '\\s*-\\s*' : /[+*/.]/.test(sign) ? `\\s*\\${sign}\\s*` : `\\${sign}`,
      ),
    );
    known.set(name, new RegExp(`${escaped.join('\\s+')}(?![\\p{L}\\p{N}_])`, 'uy'));
    longest = null;
  };
  for (const name of names) learn(name);
  const skip = () => {
    for (;;) {
      const start = at;
      while (at < source.length && /[\s\u00a0\ufeff]/.test(source.charAt(at))) at += 1;
      if (source.startsWith('//', at)) at = ends(source.indexOf('\n', at), source);
      if (source.startsWith('/*', at)) at = ends(source.indexOf('*/', at) + 2, source, 2);
      if (at === start) return;
    }
  };
  const match = (pattern: RegExp): string | null => {
    skip();
    pattern.lastIndex = at;
    const found = pattern.exec(source);
    if (!found) return null;
    at = pattern.lastIndex;
    return found[0];
  };
  const fail = (expected: string): never => {
    const rest = source.slice(at, at + 30).trim();
    throw new FeelError(`${expected} is missing before "${rest === '' ? 'the end' : rest}" in "${source.trim().slice(0, 100)}".`);
  };
  const sign = (text: string) => {
    skip();
    if (!source.startsWith(text, at)) return false;
    at += text.length;
    return true;
  };
  const word = (text: string) => {
    skip();
    if (!source.startsWith(text, at) || /[\p{L}\p{N}_]/u.test(source.charAt(at + text.length))) return false;
    at += text.length;
    return true;
  };
  return {
    sign,
    word,
    fail,
    learn,
    name() {
      skip();
      longest ??= [...known].sort(([a], [b]) => b.length - a.length);
      for (const [name, pattern] of longest) {
        pattern.lastIndex = at;
        if (!pattern.test(source)) continue;
        at = pattern.lastIndex;
        return name;
      }
      const start = at;
      const plain = match(PLAIN);
      if (plain === null || !KEYWORDS.has(plain)) return plain;
      at = start;
      return null;
    },
    label() {
      const found = match(/[\p{L}_][\p{L}\p{N}_ \t]*(?=:)/uy);
      return found === null ? null : found.trim();
    },
    number() {
      const found = match(NUMBER);
      return found === null ? null : Number(found);
    },
    string() {
      skip();
      if (source.charAt(at) !== '"') return null;
      const found = /"((?:[^"\\]|\\[\s\S])*)"/y;
      found.lastIndex = at;
      const whole = found.exec(source);
      if (!whole) return fail('The closing quote');
      at = found.lastIndex;
      return unescaped(whole[1] ?? '');
    },
    until(signs) {
      const rest = source.slice(at);
      const end = rest.search(signs);
      const text = end < 0 ? rest : rest.slice(0, end);
      at += text.length;
      return text.trim();
    },
    require(text) {
      if (!(/^\w/.test(text) ? word(text) : sign(text))) fail(`"${text}"`);
    },
    isAtEnd() {
      skip();
      return at >= source.length;
    },
    mark: () => at,
    reset(mark) {
      at = mark;
    },
  };
}

function ends(index: number, source: string, least = 0): number {
  return index < least ? source.length : index;
}

function unescaped(text: string): string {
  const plain: Record<string, string> = { n: '\n', r: '\r', t: '\t' };
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6})|([\s\S]))/g, (_all, short?: string, long?: string, other?: string) =>
    short || long ? String.fromCodePoint(Number.parseInt(short ?? long ?? '0', 16)) : (plain[other ?? ''] ?? other ?? ''),
  );
}
