/**
 * Counts the criteria of the corpus a second time, by a reader that shares nothing with ours but the files: headings and list markers
 * by one regular expression each. Prints where the two disagree, line by line, for a person to look at.
 *
 *   node bench/language-count.ts [--all]
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseRequirements } from '#core/language/parse-requirements.ts';

const CORPUS = new URL('../../shared/corpus/kiro', import.meta.url).pathname;
const HEADING =
  /^#{1,5} (?:\*\*)?(?:(?:Requirement|要件|需求|Требование|User Story) ?(\d+[A-Z]?)|((?:REQ|FR|NFR|US|AC)-?[A-Z]{0,2}-?\d+[a-z]?)|(\d+\.\d+) )/;
const CRITERIA = /^(?:#{4,5} |\*\*)?(?:Acceptance Criteria|受入基準|验收标准|Критерии приемки)(?:\*\*)?[:：]?(?:\*\*)?[:：]?\s*$/;
const ITEM = /^(?:(\d+[a-z]?)\.|[-*](?: \[[ x]\])?)\s+\S/;

type Found = { line: number; requirement: string; text: string };

function countDumbly(text: string): Found[] {
  const found: Found[] = [];
  let requirement: string | null = null;
  let isCriteria = false;
  let hasNumbers = false;
  text.split('\n').forEach((line, index) => {
    const heading = HEADING.exec(line);
    if (heading) {
      requirement = heading[1] ?? heading[2] ?? heading[3] ?? null;
      isCriteria = false;
    } else if (CRITERIA.test(line)) {
      isCriteria = true;
      hasNumbers = false;
    } else if (/^#{1,4} /.test(line)) {
      isCriteria = false;
      if (/^#{1,3} /.test(line)) requirement = null;
    }
    const item = ITEM.exec(line);
    if (!item || !requirement || !isCriteria) return;
    if (item[1]) hasNumbers = true;
    else if (hasNumbers) return;
    found.push({ line: index + 1, requirement, text: line });
  });
  return found;
}

function countOurs(text: string): Found[] {
  const { requirements } = parseRequirements(text).tree;
  return requirements.flatMap(({ id, criteria }) =>
    criteria.map(({ span, text: words }) => ({
      line: text.slice(0, span.start).split('\n').length,
      requirement: id,
      text: words.split('\n')[0] ?? '',
    })),
  );
}

if (!existsSync(CORPUS)) {
  console.log('0 files: there is no corpus at ../shared/corpus');
  process.exit(0);
}
let dumbTotal = 0;
let oursTotal = 0;
let agreed = 0;
const limit = process.argv.includes('--all') ? Number.POSITIVE_INFINITY : 6;
for (const name of readdirSync(CORPUS, { recursive: true }) as string[]) {
  if (!name.endsWith('requirements.md')) continue;
  const text = readFileSync(join(CORPUS, name), 'utf8')
    .replace(/^\ufeff/, '')
    .replace(/\r\n?/g, '\n');
  const dumb = countDumbly(text);
  const ours = countOurs(text);
  const byLine = new Map(ours.map((found) => [found.line, found]));
  const dumbLines = new Set(dumb.map(({ line }) => line));
  const missed = dumb.filter(({ line, requirement }) => byLine.get(line)?.requirement !== requirement);
  const extra = ours.filter(({ line }) => !dumbLines.has(line));
  dumbTotal += dumb.length;
  oursTotal += ours.length;
  agreed += dumb.length - missed.length;
  if (missed.length + extra.length === 0) continue;
  console.log(`\n${name}: dumb ${dumb.length}, ours ${ours.length}, missed ${missed.length}, extra ${extra.length}`);
  for (const { line, requirement, text: words } of missed.slice(0, limit))
    console.log(`  - ${line} [${requirement}] ${words.slice(0, 110)} (ours: ${byLine.get(line)?.requirement ?? 'none'})`);
  for (const { line, requirement, text: words } of extra.slice(0, limit))
    console.log(`  + ${line} [${requirement}] ${words.slice(0, 110)}`);
}
console.log(
  `\ndumb counter ${dumbTotal}, ours ${oursTotal}; of the counter's, found with the same requirement ${agreed} = ${((100 * agreed) / dumbTotal).toFixed(2)}%`,
);
