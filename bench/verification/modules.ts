/** A module that others wrote. */
export type BenchModule = {
  name: string;
  /** The file that mutants are made of, and the functions in it that the spec speaks of (null: all of it). */
  file: string;
  within: readonly string[] | null;
  /** Its own tests, where the package carries them: a command in a copy of the package. */
  ownTests: string | null;
};

export const MODULES: readonly BenchModule[] = [
  {
    name: 'ms',
    file: 'index.js',
    within: null,
    ownTests: null,
  },
  { name: 'bytes', file: 'index.js', within: null, ownTests: null },
  {
    name: 'retry',
    file: 'lib/retry.js',
    within: ['timeouts', 'createTimeout'],
    ownTests: 'node test/integration/test-timeouts.js && node test/integration/test-forever.js',
  },
  {
    name: 'range-parser',
    file: 'index.js',
    within: null,
    ownTests: null,
  },
  {
    name: 'fresh',
    file: 'index.js',
    within: null,
    ownTests: null,
  },
];
