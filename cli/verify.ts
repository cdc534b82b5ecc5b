import { createHash } from 'node:crypto';
import { basename, resolve } from 'node:path';
import { readTexts } from '#core/formats/read-document.ts';
import { treesOf } from '#core/language/diagnose.ts';
import type { CheckReport, Verdict } from '#core/verification/evidence.ts';
import { groundTexts, recordChecks } from '#core/verification/record-checks.ts';
import { verdictsOf } from '#core/verification/verdicts.ts';
import { type Gathering, gatherTests } from './gather-tests.ts';
import { readCommit } from './read-commit.ts';
import { findSpecs } from './spec-files.ts';
import { submit } from './submit.ts';
import { UsageError } from './usage-error.ts';

export type VerifyOptions = Gathering & {
  folder: string;
  spec: string | undefined;
  server: string | undefined;
  organization: string | undefined;
  project: string | undefined;
  runner: string | undefined;
  link: string | undefined;
  commit: string | undefined;
  isDryRun: boolean;
  isJson: boolean;
};

/** What the checks here say of one spec as it stands here. */
type SpecResult = { spec: string; criteria: { id: string; state: Verdict['state']; checks: number; cases: number }[] };

/**
 * Runs a repository's checks here, says what they mean for its specs, and hands them to a server as evidence of grade `ci`. 0 where
 * every check that speaks for a criterion passed and, unless nothing is sent, the server took it; 1 where one did not; 2 where
 * there is no result, or the server did not take it.
 */
export async function verify(options: VerifyOptions): Promise<number> {
  const { folder, isDryRun, isJson } = options;
  const to = isDryRun ? null : destination(options);
  const commit = readCommit(folder, options.commit, isDryRun);
  const { report, problems } = gatherTests(options);
  for (const problem of problems) process.stderr.write(`plumbline: ${problem}\n`);
  const results = judge(options, report, commit);
  const failed = report.outcomes.filter(({ status }) => status === 'failed' || status === 'error');
  const isGood = report.failure === null && problems.length === 0 && failed.length === 0 && !results.some(isBroken);
  const sent = to === null ? null : await submit({ ...to, commit, report });
  if (isJson)
    process.stdout.write(`${JSON.stringify({ version: 1, commit, report: summary(report), specs: results, problems, sent }, null, 2)}\n`);
  else print(report, results, sent);
  if (report.failure !== null || problems.length > 0) return 2;
  return isGood ? 0 : 1;
}

const isBroken = ({ criteria }: SpecResult) => criteria.some(({ state }) => state !== 'holds' && state !== 'unverified');

/** Where evidence goes. The key comes from the environment alone: arguments are there for every process of the machine to read. */
function destination({ server, organization, project, spec, runner, link }: VerifyOptions) {
  const { PLUMBLINE_URL, PLUMBLINE_ORGANIZATION, PLUMBLINE_PROJECT, PLUMBLINE_KEY, GITHUB_ACTIONS } = process.env;
  const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID } = process.env;
  const url = server ?? PLUMBLINE_URL;
  const slug = organization ?? PLUMBLINE_ORGANIZATION;
  const name = project ?? PLUMBLINE_PROJECT;
  if (!url || !slug || !name || !PLUMBLINE_KEY) {
    const missing = [
      url ? '' : '--server or PLUMBLINE_URL',
      slug ? '' : '--organization or PLUMBLINE_ORGANIZATION',
      name ? '' : '--project or PLUMBLINE_PROJECT',
      PLUMBLINE_KEY ? '' : 'PLUMBLINE_KEY',
    ].filter((each) => each !== '');
    throw new UsageError(`there is nowhere to send the evidence: set ${missing.join(', ')}; or say --dry-run.`);
  }
  const ofGithub =
    GITHUB_REPOSITORY && GITHUB_RUN_ID
      ? `${GITHUB_SERVER_URL ?? 'https://github.com'}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}`
      : null;
  return {
    url,
    key: PLUMBLINE_KEY,
    input: {
      organization: slug,
      project: name,
      ...(spec && { spec }),
      runner: runner ?? (GITHUB_ACTIONS ? 'github-actions' : 'shell'),
      link: link ?? ofGithub,
    },
  };
}

function judge({ folder, spec: only }: VerifyOptions, report: CheckReport, commit: string): SpecResult[] {
  const found = findSpecs([folder]).filter(({ files }) => files.some(({ kind }) => kind === 'requirements' || kind === 'bugfix'));
  const results: SpecResult[] = [];
  for (const { folder: path, format, files } of found) {
    const specSlug = basename(resolve(path));
    if (only !== undefined && specSlug !== only) continue;
    const textOf = (...kinds: string[]) => files.find(({ kind }) => kinds.includes(kind))?.source.text;
    const trees = treesOf(readTexts({ format, requirements: textOf('requirements', 'bugfix'), design: textOf('design') }));
    const texts = groundTexts(trees);
    const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
    const hashed = (map: Map<string, string>) => new Map([...map].map(([id, text]) => [id, sha256(text)]));
    const ground = { criteria: hashed(texts.criteria), properties: hashed(texts.properties) };
    const place = { evidenceId: 'here', runId: null, grade: 'ci' as const, commit, recordedAt: report.startedAt };
    const checks = recordChecks(report, { ...trees, specSlug, isOnlySpec: found.length === 1, ground, ...place });
    const verdicts = verdictsOf(checks, { ground, code: new Map([[commit, []]]) });
    const criteria = [...verdicts].map(([id, verdict]) => ({
      id,
      state: verdict.state,
      checks: verdict.checks.length,
      cases: verdict.cases,
    }));
    results.push({ spec: specSlug, criteria });
  }
  if (only !== undefined && results.length === 0) throw new UsageError(`there is no spec ${only} beneath ${folder}.`);
  return results;
}

function summary({ outcomes, command, exitCode, failure }: CheckReport) {
  const count = (status: string) => outcomes.filter((each) => each.status === status).length;
  return {
    command,
    exitCode,
    failure,
    passed: count('passed'),
    failed: count('failed'),
    unreachable: count('unreachable'),
    error: count('error'),
  };
}

function print(report: CheckReport, results: readonly SpecResult[], sent: readonly { spec: string; speaking: number }[] | null): void {
  const { passed, failed, unreachable, error } = summary(report);
  process.stdout.write(`${passed} passed, ${failed} failed, ${error} in error, ${unreachable} never reached: ${report.command}\n`);
  if (report.failure !== null) process.stdout.write(`${report.failure}\n`);
  for (const { spec, criteria } of results) {
    const verified = criteria.filter(({ state }) => state === 'holds').length;
    process.stdout.write(`\n${spec}: ${verified} of ${criteria.length} criteria hold\n`);
    for (const { id, state, checks, cases } of criteria) {
      const by = checks === 0 ? '' : ` by ${checks} ${checks === 1 ? 'check' : 'checks'}${cases > 0 ? `, ${cases} cases` : ''}`;
      process.stdout.write(`  ${id} ${state}${by}\n`);
    }
  }
  if (sent === null) process.stdout.write('\nNothing was sent.\n');
  for (const { spec, speaking } of sent ?? [])
    process.stdout.write(`\nRecorded for ${spec}: ${speaking} ${speaking === 1 ? 'check speaks' : 'checks speak'} for it.\n`);
}
