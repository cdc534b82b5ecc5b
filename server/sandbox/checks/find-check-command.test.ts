import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findCheckCommand } from './find-check-command.ts';

const npm = (fields: object) => JSON.stringify(fields);

test.each([
  ['npm test', { packageJson: npm({ scripts: { test: 'node --test' } }), paths: ['package.json'] }],
  ['pnpm test', { packageJson: npm({ scripts: { test: 'vitest run' } }), paths: ['package.json', 'pnpm-lock.yaml'] }],
  ['npx vitest run', { packageJson: npm({ devDependencies: { vitest: '^4' } }), paths: ['package.json'] }],
  ['node --test', { packageJson: npm({ scripts: { test: 'echo "Error: no test specified" && exit 1' } }), paths: ['lib/a.test.js'] }],
  ['node --test', { paths: ['lib/a.test.mjs'] }],
  ['python3 -m pytest', { packageJson: npm({ name: 'site' }), paths: ['app/test_cart.py'] }],
  ['go test ./...', { paths: ['go.mod', 'main.go'] }],
  ['cargo test', { paths: ['Cargo.toml'] }],
  ['make test', { paths: ['Makefile'] }],
  [null, { packageJson: '{ not json', paths: ['README.md'] }],
  [null, { paths: [] }],
])('%s', (command, files) => {
  expect(findCheckCommand(files)).toBe(command);
});

test('answers for any package.json and any paths', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), fc.array(fc.string()), (packageJson, paths) => {
      expect(findCheckCommand({ packageJson, paths })).toSatisfy((answer) => answer === null || typeof answer === 'string');
    }),
  );
});
