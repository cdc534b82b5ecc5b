import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);

test('a step is done again when a source, its output or its stamp is gone or changed, and only then', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'steps-'));
  try {
    await cp('scripts/start', join(folder, 'scripts/start'), { recursive: true });
    await mkdir(join(folder, 'source/deep'), { recursive: true });
    await writeFile(join(folder, 'source/deep/a.ts'), 'one');
    const built = () => isDone(folder);

    expect(await built()).toBe(true);
    expect(await built()).toBe(false);
    await writeFile(join(folder, 'source/deep/a.test.ts'), 'tests are in nothing that is built');
    expect(await built()).toBe(false);
    await writeFile(join(folder, 'source/deep/a.ts'), 'two');
    expect(await built()).toBe(true);
    await rm(join(folder, 'output'));
    expect(await built()).toBe(true);
    await rm(join(folder, 'dist'), { recursive: true });
    expect(await built()).toBe(true);
    expect(await readFile(join(folder, 'output'), 'utf8')).toBe('built');
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('looking whether anything has changed takes less than 300 ms', async () => {
  const { stdout } = await run(process.execPath, [
    '--input-type=module',
    '--eval',
    `import { hashOf } from './scripts/start/project.mjs';
     const times = [];
     // Others are at work on the machine: the quickest of three tells what it takes.
     for (let turn = 0; turn < 3; turn += 1) {
       const startedAt = performance.now();
       await Promise.all([hashOf(['server', 'core', 'package-lock.json']), hashOf(['app', 'components', 'core', 'package-lock.json'])]);
       times.push(performance.now() - startedAt);
     }
     console.log(Math.min(...times));`,
  ]);
  expect(Number(stdout)).toBeLessThan(300);
});

/** Whether a step over `source` had to be done in the project at `folder`. */
async function isDone(folder: string): Promise<boolean> {
  const program = `
    import { writeFile } from 'node:fs/promises';
    import { at, onceFor } from './scripts/start/project.mjs';
    const done = await onceFor({ name: 'step', inputs: ['source'], output: 'output' }, () => writeFile(at('output'), 'built'));
    console.log(done !== false);
  `;
  return (await run(process.execPath, ['--input-type=module', '--eval', program], { cwd: folder })).stdout.trim() === 'true';
}
