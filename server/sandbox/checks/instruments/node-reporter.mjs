/**
 * A reporter for `node --test` that writes down each test as it ends, one JSON line a test. It runs in the runner's
 * process, not in a test's. It prints nothing: people get the runner's own report beside it.
 */
import { appendFileSync, realpathSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { wordsOf } from './words.mjs';

const folder = process.env.PLUMBLINE_RESULTS;

export default async function* record(source) {
  const groups = [];
  // Not sooner: a process that waits for its tests is there before the folder is.
  const root = folder && dirname(realpathSync(folder));
  for await (const { type, data } of source) {
    if (type === 'test:start') groups[data.nesting] = data.name;
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const { error, type: kind, duration_ms: durationMs } = data.details ?? {};
    const line = {
      names: [...groups.slice(0, data.nesting), data.name],
      file: root && data.file ? relative(root, data.file) : null,
      line: data.line ?? null,
      passed: type === 'test:pass',
      isSuite: kind === 'suite',
      skipped: data.skip !== undefined && data.skip !== false,
      todo: data.todo !== undefined && data.todo !== false,
      failure: error?.failureType ?? null,
      // The cause has the words of the assertion; the error around it only says that a test failed.
      message: error ? wordsOf(error.cause instanceof Error ? error.cause : error) : null,
      durationMs: durationMs ?? null,
    };
    if (folder) appendFileSync(`${folder}/tests-${process.pid}.jsonl`, `${JSON.stringify(line)}\n`);
    yield '';
  }
}
