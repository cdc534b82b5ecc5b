import { expect, test } from 'vitest';
import { arrows, checkTree, findOffences, readImports } from './arrows.ts';

test.each(arrows)('an offence is caught: $name', ({ name, planted }) => {
  expect(findOffences(planted.file, planted.source).join('\n')).toContain(`(${name})`);
});

test.each(arrows.filter(({ types }) => types))('types may pass: $name', ({ name, planted }) => {
  const source = planted.source.replace('import {', 'import type {');
  expect(findOffences(planted.file, source).join('\n')).not.toContain(`(${name})`);
});

test('every way to import is seen, and none in comments', () => {
  const source = `
    import a from 'a';
    import type { B } from 'b';
    import {
      c,
      type D,
    } from 'c';
    import 'd';
    export { e } from 'e';
    export type { F } from 'f';
    export * from 'g';
    const h = await import('h');
    type I = typeof import('i');
    // import j from 'j';
    /* import k from 'k'; */
    import * as l from 'l';
  `;
  const seen = readImports(source);
  expect(seen.map(({ specifier }) => specifier)).toEqual(expect.arrayContaining(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'l']));
  expect(seen.filter(({ specifier }) => 'jk'.includes(specifier))).toEqual([]);
  expect(seen.filter(({ isType }) => isType).map(({ specifier }) => specifier)).toEqual(['b', 'f', 'i']);
});

test('a barrel is caught by its name', () => {
  expect(findOffences('core/language/index.ts', '')).toHaveLength(1);
});

test('a feature may use its own folder and the shared ones', () => {
  const source = `import { a } from './a.tsx'; import { b } from '#components/ui/b.tsx';`.replaceAll('; ', ';\n');
  expect(findOffences('components/specs/list.tsx', source)).toEqual([]);
});

test('the tree holds the arrows', async () => {
  const { files, offences } = await checkTree(process.cwd());
  expect(files).toBeGreaterThan(50);
  expect(offences).toEqual([]);
});
