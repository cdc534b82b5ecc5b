/** A source with one operator or constant changed. `start` is where (UTF-16 offset), `line` counts from 1. */
export type SourceMutant = { start: number; line: number; from: string; to: string; source: string };

const SWAPS: Readonly<Record<string, readonly string[]>> = {
  '===': ['!=='],
  '!==': ['==='],
  '==': ['!='],
  '!=': ['=='],
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '&&': ['||'],
  '||': ['&&'],
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
  '++': ['--'],
  '--': ['++'],
  '+=': ['-='],
  '-=': ['+='],
  true: ['false'],
  false: ['true'],
};

type Token = { text: string; start: number; kind: 'word' | 'number' | 'sign' | 'literal' };

/**
 * Mutants of a JavaScript or TypeScript source by its tokens, without a syntax tree: comparisons, `and` and `or`, arithmetic, numbers one up and one down, truth values,
 * and `!` left out. Strings, patterns and comments stay; what does not parse any more is dead at import and easily told apart. `within` keeps to functions of these names.
 */
export function sourceMutants(source: string, within: readonly string[] | null = null): SourceMutant[] {
  const tokens = tokensOf(source);
  const ranges = within === null ? null : within.flatMap((name) => rangeOf(tokens, name));
  const mutants: SourceMutant[] = [];
  let line = 1;
  let counted = 0;
  for (const [at, { text, start, kind }] of tokens.entries()) {
    for (; counted < start; counted += 1) if (source[counted] === '\n') line += 1;
    if (ranges && !ranges.some(({ from, to }) => start >= from && start <= to)) continue;
    for (const to of replacements(tokens, at, text, kind))
      mutants.push({ start, line, from: text, to, source: source.slice(0, start) + to + source.slice(start + text.length) });
  }
  return mutants;
}

function replacements(tokens: readonly Token[], at: number, text: string, kind: Token['kind']): readonly string[] {
  const before = tokens[at - 1];
  if (kind === 'number') {
    const value = Number(text);
    return Number.isFinite(value) && before?.text !== '.' ? [String(value + 1), ...(value > 0 ? [String(value - 1)] : [])] : [];
  }
  if (kind === 'literal') return [];
  if (text === '!') return [' '];
  const isUnary =
    (text === '+' || text === '-') &&
    (!before || (before.kind === 'sign' && before.text !== ')' && before.text !== ']') || before.text === 'return');
  if (isUnary) return text === '-' ? [' '] : [];
  return Object.hasOwn(SWAPS, text) ? (SWAPS[text] ?? []) : [];
}

/** From a function's name to the brace that closes it; for a variable, to the end of its statement. */
function rangeOf(tokens: readonly Token[], name: string): { from: number; to: number }[] {
  const isDeclared = ({ text }: Token, index: number) =>
    text === name && ['function', 'var', 'const', 'let', '.'].includes(tokens[index - 1]?.text ?? '');
  // A variable may be called like the function that fills it.
  const isFunctionAt = (each: Token, index: number) =>
    isDeclared(each, index) && (tokens[index - 1]?.text === 'function' || tokens[index + 2]?.text === 'function');
  const declared = tokens.findIndex(isFunctionAt);
  const at = declared >= 0 ? declared : tokens.findIndex(isDeclared);
  const first = tokens[at];
  if (!first) return [];
  let depth = 0;
  const isFunction = tokens[at - 1]?.text === 'function' || tokens.slice(at, at + 4).some(({ text }) => text === 'function');
  for (const { text, start } of tokens.slice(at + 1)) {
    if ('({['.includes(text)) depth += 1;
    if (')}]'.includes(text)) depth -= 1;
    if (depth === 0 && (isFunction ? text === '}' : text === ';')) return [{ from: first.start, to: start }];
  }
  return [{ from: first.start, to: Number.POSITIVE_INFINITY }];
}

const SIGNS = [
  '>>>=',
  '...',
  '===',
  '!==',
  '**=',
  '<<=',
  '>>=',
  '>>>',
  '&&=',
  '||=',
  '??=',
  '=>',
  '==',
  '!=',
  '<=',
  '>=',
  '&&',
  '||',
  '??',
  '?.',
  '++',
  '--',
  '+=',
  '-=',
  '*=',
  '/=',
  '%=',
  '**',
  '<<',
  '>>',
];

function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < source.length; ) {
    const rest = source.slice(at, at + 2);
    const char = source[at] ?? '';
    if (/\s/.test(char)) at += 1;
    else if (rest === '//') at = endOf(source, '\n', at);
    else if (rest === '/*') at = endOf(source, '*/', at + 2);
    else {
      const token = tokenAt(source, at, tokens.at(-1));
      tokens.push(token);
      at += token.text.length;
    }
  }
  return tokens;
}

function tokenAt(source: string, start: number, before: Token | undefined): Token {
  const char = source[start] ?? '';
  const match = (pattern: RegExp) => {
    pattern.lastIndex = start;
    return pattern.exec(source)?.[0];
  };
  if (char === "'" || char === '"' || char === '`') return { text: quoted(source, start, char), start, kind: 'literal' };
  const opensPattern =
    !before || (before.kind === 'sign' && ![')', ']', '}'].includes(before.text)) || ['return', 'typeof', 'case'].includes(before.text);
  if (char === '/' && opensPattern)
    return { text: match(/\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/\w*/y) ?? char, start, kind: 'literal' };
  const number = match(/0[xX][\da-fA-F]+|\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?/y);
  if (number !== undefined) return { text: number, start, kind: 'number' };
  const word = match(/[\p{L}\p{N}_$#]+/uy);
  if (word !== undefined) return { text: word, start, kind: 'word' };
  return { text: SIGNS.find((sign) => source.startsWith(sign, start)) ?? char, start, kind: 'sign' };
}

function quoted(source: string, start: number, quote: string): string {
  let at = start + 1;
  while (at < source.length && source[at] !== quote) at += source[at] === '\\' ? 2 : 1;
  return source.slice(start, at + 1);
}

function endOf(source: string, mark: string, from: number): number {
  const at = source.indexOf(mark, from);
  return at < 0 ? source.length : at + mark.length;
}
