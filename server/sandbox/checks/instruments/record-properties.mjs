/**
 * Loaded before the tests (`--import`). Records every property that fast-check asserts, passing ones too: cases, skips,
 * seed, path, shrunk counterexample, and the test it ran in. One JSON line a property, one file a process.
 *
 * It stands between the tests and their own fast-check: `assert` is wrapped, everything else is what it was. A failing
 * property throws as ever, and reporters and global settings of the repository keep working.
 */
import { appendFileSync, realpathSync } from 'node:fs';
import module from 'node:module';
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { shrinkFurther, shrinkFurtherLater } from './shrink-further.mjs';
import { short, wordsOf } from './words.mjs';

const folder = process.env.PLUMBLINE_RESULTS;
/** Looked up when it is asked for: a process that waits for its tests is there before the folder is. */
const rootOf = () => dirname(realpathSync(folder));
const file = `${folder}/properties-${process.pid}.jsonl`;
const original = 'plumbline-original';
const entry = /\/node_modules\/fast-check\/lib\/(?:esm\/|cjs\/)?fast-check\.[cm]?js$/;

/** Where the call was made: frames of the repository's own files, innermost first. */
function callers() {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 50;
  const stack = String(new Error().stack);
  Error.stackTraceLimit = limit;
  const frames = [];
  const root = rootOf();
  for (const line of stack.split('\n')) {
    const match = /(?:\(|at (?:async )?)((?:file:\/\/)?\/[^()]*?)(?:\?[^:()]*)?:(\d+):\d+\)?$/.exec(line);
    if (!match || match[1].includes('/node_modules/') || match[1] === import.meta.url) continue;
    const path = match[1].startsWith('file://') ? fileURLToPath(match[1]) : match[1];
    frames.push({ file: relative(root, path), line: Number(match[2]) });
  }
  return frames;
}

/** The running test's own title where the runner tells it: node:test since 24.16, Vitest and Jest through `expect`. */
function currentTest() {
  const node = process.getBuiltinModule?.('node:test').getTestContext?.();
  if (node?.fullName) return node.fullName;
  const expect = globalThis[Symbol.for('expect-global')] ?? globalThis.expect;
  return expect?.getState?.().currentTestName ?? null;
}

/** What the property's own error says, without fast-check's frame around it. */
function reason(details) {
  const error = details.errorInstance ?? details.error;
  if (error === null || error === undefined) return null;
  return wordsOf(error);
}

function record(fc, details, test, frames) {
  const counterexample = details.counterexample ? short(fc.stringify(details.counterexample)) : null;
  const line = {
    test,
    frames,
    failed: details.failed,
    interrupted: details.interrupted,
    cases: details.numRuns,
    skips: details.numSkips,
    shrinks: details.numShrinks,
    seed: details.seed,
    path: details.counterexamplePath,
    counterexample,
    message: reason(details),
  };
  try {
    appendFileSync(file, `${JSON.stringify(line)}\n`);
  } catch {
    // A full disk must not turn a test red for a reason that is not its own.
  }
}

function failure(message, details) {
  return new Error(message, details.runConfiguration.includeErrorInReport ? {} : { cause: details.errorInstance });
}

/** What is recorded where fewer and smaller inputs fail, too; what the test itself prints, and where seed and path lead, stays what fast-check found. */
function withSmaller(details, smaller) {
  return smaller ? { ...details, counterexample: smaller.value, error: smaller.error, errorInstance: smaller.error } : details;
}

/** `fc.assert`, with a reporter of ours in front of whichever reporter would have run. */
function watched(fc) {
  return function assert(property, parameters) {
    const given = { ...fc.readConfigureGlobal(), ...parameters };
    const frames = callers();
    const test = currentTest();
    const isAsync = property?.isAsync?.() === true;
    const theirs = given.asyncReporter ?? given.reporter;
    // Both together is a mistake that fast-check itself has words for.
    if (given.asyncReporter && given.reporter) return fc.assert(property, parameters);
    const further = isAsync ? shrinkFurtherLater : shrinkFurther;
    const isShrunk = given.endOnFailure !== true;
    const smallest = (details) =>
      isShrunk && details.failed && details.counterexample && !details.interrupted ? further(property, details.counterexample) : null;
    const report = (details) => {
      const smaller = smallest(details);
      if (typeof smaller?.then !== 'function') return tell(details, smaller);
      return smaller.then((found) => tell(details, found));
    };
    const tell = (details, smaller) => {
      record(fc, withSmaller(details, smaller), test, frames);
      if (theirs) return theirs(details);
      if (!details.failed) return;
      if (!isAsync) throw failure(fc.defaultReportMessage(details), details);
      return fc.asyncDefaultReportMessage(details).then((message) => {
        throw failure(message, details);
      });
    };
    const key = given.asyncReporter ? 'asyncReporter' : 'reporter';
    return fc.assert(property, { ...parameters, [key]: report });
  };
}

const wrap = (fc) => ({ ...fc, assert: watched(fc) });
const hook = Symbol.for('plumbline.wrap-fast-check');

if (folder && module.registerHooks) {
  Object.defineProperty(globalThis, hook, { value: wrap });
  module.registerHooks({
    load(url, context, next) {
      const [path, query] = url.split('?');
      if (query === original || !path.startsWith('file://') || !entry.test(path)) return next(url, context);
      const wrapped = `globalThis[Symbol.for('plumbline.wrap-fast-check')]`;
      const loaded = next(url, context);
      if (loaded.format === 'module') {
        const real = JSON.stringify(`${path}?${original}`);
        const source = `import * as real from ${real};\nexport * from ${real};\nconst fc = ${wrapped}(real);\nexport const assert = fc.assert;\nexport default { ...real.default, assert };\n`;
        return { ...loaded, source };
      }
      if (loaded.source === null || loaded.source === undefined) return loaded;
      const after = `\n;{ const real = module.exports; const fc = ${wrapped}(real); module.exports = { ...fc, default: { ...real.default, assert: fc.assert } }; Object.defineProperty(module.exports, '__esModule', { value: true }); }\n`;
      return { ...loaded, source: String(loaded.source) + after };
    },
  });
}
