import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const page = readFileSync('docs/security.md', 'utf8');

test('every requirement of levels 1 and 2 stands in the list once, with an answer', () => {
  const rows = [...page.matchAll(/^\| V(\d+\.\d+\.\d+) \| ([12]) \| (.+) \|$/gm)];
  expect(rows).toHaveLength(253);
  expect(new Set(rows.map(([, id]) => id)).size).toBe(253);
});

test('each file that the page names is there', () => {
  const named = [...page.matchAll(/`((?:app|cli|components|core|docs|e2e|server)\/[\w./-]+)`/g)].map(([, path]) => path ?? '');
  expect(named.length).toBeGreaterThan(100);
  expect(named.filter((path) => !existsSync(path))).toEqual([]);
});
