import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { checkOutput } from './check-schema.ts';

vi.setConfig({ testTimeout: 120_000 });

const LAUNCHER = new URL('./plumbline.mjs', import.meta.url).pathname;
const CORPUS = new URL('../../shared/corpus', import.meta.url).pathname;
const PAGE = new URL('../docs/check.schema.json', import.meta.url);

test('the schema in the docs is the one that is checked here', () => {
  expect(JSON.parse(readFileSync(PAGE, 'utf8'))).toEqual(JSON.parse(JSON.stringify(z.toJSONSchema(checkOutput))));
});

test('what is printed is of its schema, and every span is one of its file', () => {
  const folders = existsSync(CORPUS) ? ['kiro', 'speckit', 'openspec'].map((part) => `${CORPUS}/${part}`) : [];
  if (folders.length === 0) process.stdout.write('corpus: 0 files at ../shared/corpus, the schema is checked on nothing\n');
  for (const folder of folders) {
    const { stdout } = spawnSync(process.execPath, [LAUNCHER, 'check', folder, '--json'], { encoding: 'utf8', maxBuffer: 1e9 });
    const { files } = checkOutput.parse(JSON.parse(stdout));
    for (const { path, criteria, diagnostics } of files) {
      const text = readFileSync(path, 'utf8')
        .replace(/^\ufeff/, '')
        .replace(/\r\n?/g, '\n');
      for (const { span, text: words } of criteria) expect(text.slice(span.start, span.end), path).toBe(words);
      for (const { span, line } of diagnostics) expect(text.slice(0, span.start).split('\n').length, path).toBe(line);
    }
  }
});
