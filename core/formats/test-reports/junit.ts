import { type Element, readXml } from '#core/formats/dmn/xml-tree.ts';
import type { CheckOutcome } from '#core/verification/evidence.ts';
import { kept, mostOutcomes, readPropertyWords, type TestResults } from './outcome.ts';

const largest = 32 * 1024 * 1024;

/**
 * Reads a report in JUnit's XML, as Vitest, Jest, pytest, Go, Maven, Gradle and most others write it. There is no standard of
 * it: `testcase` anywhere counts, in suites or not. A `property` named `plumbline` adds to the title what the test
 * speaks for (`record_property("plumbline", "Property 3")` in pytest); `seed`, `cases` and `counterexample` are taken, too.
 */
export function readJunit(source: string): TestResults {
  if (source.length > largest) return { outcomes: [], problems: ['The report is larger than 32 MB.'] };
  const read = readXml(source.replace(/^\ufeff/, ''));
  if (!read.ok) return { outcomes: [], problems: [read.reason] };
  const outcomes: CheckOutcome[] = [];
  const problems: string[] = [];
  if (!['testsuites', 'testsuite', 'testcase'].includes(read.root.name))
    problems.push(`It is no report of JUnit: it begins with <${kept(read.root.name).slice(0, 60)}>.`);
  collect(read.root, [], outcomes);
  if (outcomes.length > mostOutcomes) problems.push(`Only the first ${mostOutcomes} of ${outcomes.length} tests are taken.`);
  return { outcomes: outcomes.slice(0, mostOutcomes), problems };
}

function collect(element: Element, suites: readonly Element[], outcomes: CheckOutcome[]): void {
  if (element.name === 'testcase') outcomes.push(outcomeOf(element, suites));
  else for (const each of element.children) collect(each, element.name === 'testsuite' ? [...suites, element] : suites, outcomes);
}

const verdicts = { failure: 'failed', error: 'error', skipped: 'unreachable' } as const;

function outcomeOf(testcase: Element, suites: readonly Element[]): CheckOutcome {
  const { attributes, children } = testcase;
  const told = children.find(({ name }) => name === 'failure' || name === 'error') ?? children.find(({ name }) => name === 'skipped');
  const status = told ? verdicts[told.name as keyof typeof verdicts] : 'passed';
  const words = told ? [told.attributes.message ?? '', told.text.trim()].filter((text) => text !== '') : [];
  const message = words[0] !== undefined && words[1]?.includes(words[0]) ? words[1] : words.join('\n');
  const properties = new Map(
    children
      .filter(({ name }) => name === 'properties')
      .flatMap((each) => each.children)
      .map((each) => [each.attributes.name ?? '', each.attributes.value ?? each.text]),
  );
  const tags = properties.get('plumbline');
  const found = readPropertyWords(message);
  const cases = numberOf(properties.get('cases'));
  const seconds = numberOf(attributes.time?.replaceAll(',', ''));
  return {
    name: kept([titleOf(testcase, suites), ...(tags ? [`(${tags})`] : [])].join(' ')).slice(0, 2_000),
    file: fileOf(testcase, suites),
    line: integer(numberOf(attributes.line)),
    status,
    cases: integer(cases) ?? found.cases,
    seed: properties.get('seed')?.slice(0, 200) ?? found.seed,
    counterexample: properties.get('counterexample') === undefined ? found.counterexample : kept(properties.get('counterexample') ?? ''),
    message: status === 'passed' ? null : kept(message || (status === 'unreachable' ? 'The test is skipped.' : 'It says no more.')),
    durationMs: seconds === null || seconds > 1e6 ? null : Math.round(seconds * 1000),
  };
}

/** Groups stand in `classname` or in the suites around; files and modules that stand there say nothing of what is tested. */
function titleOf({ attributes }: Element, suites: readonly Element[]): string {
  const name = attributes.name ?? 'a test without a name';
  const groups = [attributes.classname, ...suites.map((suite) => suite.attributes.name)].filter(
    (group) => group !== undefined && /\s/.test(group) && !name.includes(group),
  );
  return [...new Set(groups), name].join(' > ');
}

function fileOf({ attributes }: Element, suites: readonly Element[]): string | null {
  const looksLikeFile = (text: string | undefined) =>
    text !== undefined && /^[^\s:*?"<>|]+\.[A-Za-z]{1,5}$/.test(text) && text.includes('/');
  const given = attributes.file ?? suites.findLast((suite) => suite.attributes.file)?.attributes.file;
  const found =
    given ?? [attributes.classname, ...suites.map((suite) => suite.attributes.name)].find(looksLikeFile) ?? attributes.classname;
  return found === undefined || found === '' ? null : kept(found).slice(0, 1_000);
}

function numberOf(text: string | undefined): number | null {
  const value = text === undefined || text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) && value >= 0 ? value : null;
}

function integer(value: number | null): number | null {
  return value !== null && value <= 2_000_000_000 ? Math.round(value) : null;
}
