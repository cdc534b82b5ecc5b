import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isMapped, type MappedFile, repositoryMap } from './repository-map.ts';

const files: MappedFile[] = [
  {
    path: 'src/money.ts',
    text: 'export type Cents = number;\nexport function percentOf() {}\nconst hidden = 1;\nexport const zero = 0;\n',
  },
  { path: 'README.md', text: null },
  { path: 'src/deep/inner/a.py', text: 'def outer():\n  def inner(): pass\nclass Thing:\n' },
];

test('folders, files, and the names that files give to others', () => {
  expect(repositoryMap(files, 10_000)).toBe(
    ['./', '  README.md', 'src/', '  money.ts: Cents, percentOf, zero', 'src/deep/inner/', '  a.py: outer, Thing'].join('\n'),
  );
});

test('what does not fit loses names first, then the files of the deepest folders, and is counted', () => {
  const many = [...files, ...['b', 'c'].map((name) => ({ path: `src/deep/inner/${name}.py`, text: null }))];
  expect(repositoryMap(many, 60)).toBe(['./', '  README.md', 'src/', '  money.ts', 'src/deep/inner/ (3 files)'].join('\n'));
  expect(repositoryMap(files, 30)).toBe('./ (1 file)\nsrc/ (2 files)');
  expect(repositoryMap(files, 12)).toBe('(3 files)');
});

const path = fc
  .array(fc.stringMatching(/^[a-zäö][a-zäö ._-]{0,7}$/), { minLength: 1, maxLength: 5 })
  .map((parts) => `${parts.join('/')}.ts`);
const repository = fc.uniqueArray(fc.record({ path, text: fc.option(fc.string()) }), { selector: ({ path }) => path, maxLength: 40 });

test('a map is never longer than it may be, and the same whatever order files come in', () => {
  fc.assert(
    fc.property(repository, fc.nat(3_000), (repository, most) => {
      const map = repositoryMap(repository, most);
      expect(map.length).toBeLessThanOrEqual(most);
      expect(repositoryMap(repository.toReversed(), most)).toBe(map);
    }),
  );
});

test('with room for it, every file is in its map', () => {
  fc.assert(
    fc.property(repository, (repository) => {
      const lines = repositoryMap(repository, 1_000_000).split('\n');
      expect(lines.filter((line) => line.startsWith('  '))).toHaveLength(repository.length);
    }),
  );
});

test('tests and minified files are not read for their names', () => {
  expect(['src/a.ts', 'src/a.test.ts', 'lib/x.min.js', 'a.md', 'main.go'].map(isMapped)).toEqual([true, false, false, false, true]);
});
