import { posix } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { containing } from './testing/matching.ts';
import { checkPath, checkWritablePath } from './workspace-path.ts';

const segment = fc.constantFrom('src', '..', '.', '', 'a b', 'node_modules', '.git', '.kiro', 'specs', '.KIRO', '.github', 'x.ts');
const path = fc.array(segment, { minLength: 1, maxLength: 6 }).map((segments) => segments.join('/'));

test('what is let through stays inside, and is never protected', () => {
  fc.assert(
    fc.property(path, (written) => {
      for (const check of [checkPath, checkWritablePath]) {
        const checked = check(written);
        if (!checked.ok) {
          expect(checked.why).toMatch(/\.$/);
          continue;
        }
        expect(posix.resolve('/work', checked.path).startsWith('/work')).toBe(true);
        expect(checked.path.split('/')).not.toContain('.git');
        if (check === checkWritablePath) expect(checked.path).not.toMatch(/node_modules|^\.kiro\/specs/i);
      }
    }),
  );
});

test.each([
  '.kiro/specs/cart/requirements.md',
  './src/../.kiro/specs/cart/tasks.md',
  '.Kiro/Specs/cart/design.md',
  '.kiro//specs/x',
  'specs/001-cart/tasks.md',
  'openspec/changes/x/proposal.md',
  'OpenSpec/specs/cli/spec.md',
  '.taskmaster/tasks/tasks.json',
])('the documents of a spec are read, not written: %s', (written) => {
  expect(checkPath(written).ok).toBe(true);
  expect(checkWritablePath(written)).toEqual({ ok: false, why: containing('ask_person') });
});

test.each(['/etc/passwd', '../x', 'src/../../x', '.git/config', 'sub/.git/hooks/x', 'C:\\x', 'a\0b'])(
  'refused altogether: %j',
  (written) => {
    expect(checkPath(written).ok).toBe(false);
  },
);

test.each(['.gitignore', '.github/workflows/ci.yml', '.kiro/steering/tech.md', 'src/specs/x.ts', 'specs/001-cart/contracts/api.yaml'])(
  'ordinary: %s',
  (written) => {
    expect(checkWritablePath(written)).toEqual({ ok: true, path: written });
  },
);
