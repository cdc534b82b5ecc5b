/** A line that a change brings, and the one that follows it. */
export type Line = { text: string; number: number; next: string };

/** What gives a shortcut away in a single new line. */
type ShortcutRule = { rule: string; words: string; where: 'tests' | 'code' | 'both'; says: (line: Line, all: readonly Line[]) => boolean };

const literal = String.raw`(?:true|false|null|undefined|-?\d+(?:\.\d+)?|'[^']*'|"[^"]*"|\[\]|\{\})`;
const matcher = String.raw`\.(?:toBe|toEqual|toStrictEqual)`;
const sameInExpect = new RegExp(String.raw`\bexpect\(\s*(${literal})\s*\)${matcher}\(\s*\1\s*\)`);
const literalTruth = new RegExp(String.raw`\bexpect\(\s*${literal}\s*\)\.(?:not\.)?to\w+\(`);
const sameInAssert = new RegExp(String.raw`\bassert(?:\.\w+|Equals?)?\(\s*(${literal})\s*,\s*\1\s*[,)]`);
const assertTruth = /\bassert(?:\.ok|True)?[ (]\s*(?:true|True|1|!0|'[^']+')\s*(?:[,);]|$)/;
const namedConstant = new RegExp(String.raw`\b(?:const|let|var)\s+(\w+)\s*(?::[^=]+)?=\s*(${literal})\s*;?\s*$`);

const matches =
  (...patterns: RegExp[]) =>
  ({ text }: Line): boolean =>
    patterns.some((pattern) => pattern.test(code(text)));

/** Without the comment at the end, if the line has one outside of what looks like a string. */
function code(text: string): string {
  return text.replace(/(^|\s)\/\/.*$/, '$1');
}

/** A value that the test gave a name itself, and is then asserted to have. */
function assertsOwnConstant({ text }: Line, all: readonly Line[]): boolean {
  const [, name, value] = new RegExp(String.raw`\bexpect\(\s*(\w+)\s*\)${matcher}\(\s*(${literal})\s*\)`).exec(text) ?? [];
  if (name === undefined || value === undefined) return false;
  return all.some((line) => {
    const [, known, given] = namedConstant.exec(code(line.text)) ?? [];
    return known === name && given === value;
  });
}

const fewRuns = 20;

export const shortcutRules: readonly ShortcutRule[] = [
  {
    rule: 'test-skipped',
    words: 'a test is skipped',
    where: 'tests',
    says: matches(
      /\b(?:test|it|describe|suite|context)(?:\.\w+)*\.(?:skip|todo|fails|failing|fixme|skipIf|runIf)\b/,
      /\b(?:xit|xtest|xdescribe|xcontext)\s*\(/,
      /\b(?:skip|todo)\s*:\s*(?:true|['"])/,
      /@(?:pytest\.mark\.(?:skip|skipif|xfail)|unittest\.skip\w*|Disabled|Ignore)\b/,
      /\b(?:pytest|self|t|ctx|context)\.(?:skip|Skip|skipTest|SkipNow|Skipf)\(/,
      /#\[ignore/,
    ),
  },
  {
    rule: 'test-narrowed',
    words: 'only some tests run',
    where: 'tests',
    says: matches(/\b(?:test|it|describe|suite|context)(?:\.\w+)*\.only\b/, /\b(?:fit|fdescribe)\s*\(/, /\bonly\s*:\s*true/),
  },
  {
    rule: 'assertion-empty',
    words: 'an assertion that cannot fail',
    where: 'tests',
    says: (line) =>
      matches(sameInExpect, literalTruth, sameInAssert, assertTruth)(line) || /\bfc\.property\(.*=>\s*true\s*\)/.test(line.text),
  },
  { rule: 'assertion-constant', words: 'asserts a constant of the test itself', where: 'tests', says: assertsOwnConstant },
  {
    rule: 'failure-swallowed',
    words: 'a failure is swallowed',
    where: 'tests',
    says: matches(
      /\bcatch\s*(?:\([^)]*\))?\s*\{\s*\}/,
      /\.catch\(\s*\(?\w*\)?\s*=>\s*(?:\{\s*\}|undefined|null|true)\s*\)/,
      /\bexcept\b[^:]*:\s*pass\b/,
      /\bprocess\.exit\(\s*0?\s*\)/,
      /\bexitCode\s*=\s*0/,
    ),
  },
  {
    rule: 'property-narrowed',
    words: 'a property is tried on hardly any input',
    where: 'tests',
    says: ({ text }) => {
      const runs = /\bnumRuns\s*:\s*(\d+)/.exec(text)?.[1] ?? /\bmax_examples\s*=\s*(\d+)/.exec(text)?.[1];
      return (runs !== undefined && Number(runs) < fewRuns) || /\bfc\.pre\(\s*false\s*\)/.test(text);
    },
  },
  {
    rule: 'stub',
    words: 'code that is not written yet',
    where: 'code',
    says: ({ text, next }) =>
      /\bthrow\s+(?:new\s+)?\w*(?:Error|Exception)?\s*\(\s*['"`][^'"`]*\b(?:not\s+(?:yet\s+)?implemented|unimplemented|todo)\b/i.test(
        text,
      ) ||
      /\braise\s+NotImplementedError\b|\b(?:todo|unimplemented)!\s*\(|\bNotImplementedException\b|\bTODO\(\s*['"]/.test(text) ||
      (/\breturn\b/.test(text) && /(?:\/\/|#|\/\*)\s*(?:TODO|FIXME|XXX|HACK|stub|placeholder|dummy)\b/i.test(text)) ||
      (/^\s*(?:\/\/|#|\/\*)\s*(?:TODO|FIXME|XXX|HACK|stub|placeholder)\b/i.test(text) && /^\s*(?:return|throw|pass|raise)\b/.test(next)),
  },
  {
    rule: 'knows-of-tests',
    words: 'code that behaves otherwise while it is tested',
    where: 'code',
    says: matches(
      /\bprocess\.env(?:\.|\[['"])(?:VITEST|JEST_WORKER_ID|NODE_TEST_CONTEXT|CI)\b/,
      /\bNODE_ENV['"\]]*\s*={2,3}\s*['"]test['"]/,
      /\bimport\.meta\.vitest\b/,
      /['"]pytest['"]\s+in\s+sys\.modules|PYTEST_CURRENT_TEST/,
    ),
  },
  {
    rule: 'silenced',
    words: 'a checker is told to look away',
    where: 'both',
    says: ({ text }) =>
      /@ts-(?:ignore|nocheck)\b|\b(?:eslint|biome|oxlint)-(?:disable|ignore)|#\s*(?:noqa|type:\s*ignore)|\b(?:istanbul|c8|v8)\s+ignore\b|@SuppressWarnings|#\[allow\(/.test(
        text,
      ),
  },
];
