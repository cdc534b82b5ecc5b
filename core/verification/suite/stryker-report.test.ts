import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readStrykerReport } from './stryker-report.ts';

const source = 'export function price(n) {\n  if (n > 10) return n * 3;\n  return n * 2;\n}\n';
const at = (line: number, from: number, to: number) => ({ start: { line, column: from }, end: { line, column: to } });
const mutants = [
  {
    id: '0',
    mutatorName: 'BlockStatement',
    replacement: '{}',
    status: 'Killed',
    location: { start: { line: 1, column: 26 }, end: { line: 4, column: 2 } },
  },
  { id: '2', mutatorName: 'ConditionalExpression', replacement: 'false', status: 'Survived', location: at(2, 7, 13) },
  { id: '5', mutatorName: 'ArithmeticOperator', replacement: 'n / 3', status: 'NoCoverage', location: at(2, 22, 27) },
  { id: '6', mutatorName: 'ArithmeticOperator', replacement: 'n / 2', status: 'Timeout', location: at(3, 10, 15) },
  { id: '7', mutatorName: 'StringLiteral', replacement: '""', status: 'CompileError', location: at(3, 1, 2) },
  { id: '8', mutatorName: 'StringLiteral', replacement: '""', status: 'Ignored', location: at(3, 1, 2) },
];

test('killed and timed out are noticed, survived and never run are not, what never was a change is none', () => {
  const read = readStrykerReport(
    JSON.stringify({ schemaVersion: '1.0', files: { 'src/price.mjs': { language: 'javascript', source, mutants } } }),
    10,
  );
  expect(read).toEqual({
    file: 'src/price.mjs',
    tried: 4,
    of: 4,
    killed: 2,
    survivors: [
      { line: 2, from: 'n > 10', to: 'false', source: 'if (n > 10) return n * 3;' },
      { line: 2, from: 'n * 3', to: 'n / 3', source: 'if (n > 10) return n * 3;' },
    ],
  });
});

test('what is no report of mutants gives none', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => readStrykerReport(text, 5) === null));
  expect(readStrykerReport(JSON.stringify({ files: {} }), 5)).toBeNull();
});
