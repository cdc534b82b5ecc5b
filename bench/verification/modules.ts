/** A module that others wrote. */
export type BenchModule = {
  name: string;
  /** The file that mutants are made of, and the functions in it that the spec speaks of (null: all of it). */
  file: string;
  within: readonly string[] | null;
  /** Its own tests, where the package carries them: a command in a copy of the package. */
  ownTests: string | null;
  /** Mutants that nothing documented can tell from the original, judged by hand: `line from to`, with the reason. They are counted apart. */
  equivalent: Readonly<Record<string, string>>;
};

const UNDOCUMENTED_LENGTH = 'undocumented: how long a text may be';
const CLIPPED = 'an end beyond the last byte is set to the last byte right after';

export const MODULES: readonly BenchModule[] = [
  {
    name: 'ms',
    file: 'index.js',
    within: null,
    ownTests: null,
    equivalent: {
      '59 1 0': 'parseFloat reads the number at the start of the whole match as well',
      '35 + -': 'undocumented: words of an error message',
      '50 > >=': UNDOCUMENTED_LENGTH,
      '50 100 101': UNDOCUMENTED_LENGTH,
      '50 100 99': UNDOCUMENTED_LENGTH,
    },
  },
  { name: 'bytes', file: 'index.js', within: null, ownTests: null, equivalent: {} },
  {
    name: 'retry',
    file: 'lib/retry.js',
    within: ['timeouts', 'createTimeout'],
    ownTests: 'node test/integration/test-timeouts.js && node test/integration/test-forever.js',
    equivalent: {},
  },
  {
    name: 'range-parser',
    file: 'index.js',
    within: null,
    ownTests: null,
    equivalent: {
      '60 - +': CLIPPED,
      '60 1 0': CLIPPED,
      '62 - +': CLIPPED,
      '62 1 0': CLIPPED,
      '66 > >=': CLIPPED,
      '66 1 2': CLIPPED,
      '114 1 0': 'the first range is combined with itself',
    },
  },
  {
    name: 'fresh',
    file: 'index.js',
    within: null,
    ownTests: null,
    equivalent: {
      '63 < <=': 'one more token, which is undefined and equals no tag',
      '110 0 1': 'set anew by the first character, which is no blank in a header value',
      '115 0 1': 'the first character of a tag only moves the end, as the next one does',
      '115 < <=': 'beyond the end there is no character, and a slice ends with its text',
    },
  },
];
