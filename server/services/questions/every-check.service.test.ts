import { afterAll, beforeAll, expect, test } from 'vitest';
import { sentenceHash } from '#core/language/reading/sentence-hash.ts';
import { openTeam, type Team } from '#server/testing/team.ts';
import { questionsAtRest, watchQuestions } from './watch-questions.ts';

/*
 * Each check of the analysis through the service that runs them all on a spec's durable texts, and into the findings that pages, inboxes and gates read. K12 is
 * asked of readers (`server/workflows/study.service.test.ts`), K17 of two specs (`questions.service.test.ts`).
 */

let team: Team;
beforeAll(async () => {
  team = await openTeam();
});
afterAll(() => team.close());

const DECLARED =
  'in cost : int 0..100\nin vip : bool\nout fee : none | half | full\nout points : int 0..3\nstate s : start | done | lost = start\nevent submit, go\naction ring\n';

/** What is kept of a spec whose criteria mean `rules`, all confirmed; a line that begins with `P` is of a property. */
function readingsOf(rules: readonly string[], more = '') {
  const own = rules.filter((rule) => !/^P\d/.test(rule));
  const sentences = own.map((_, at) => `THE System SHALL do part ${'ABCDEFG'[at] ?? ''} of it.`);
  const lines = own.map((rule, at) => `1.${at + 1} #${sentenceHash(sentences[at] ?? '')} confirmed: ${rule}`);
  const properties = rules.filter((rule) => /^P\d/.test(rule));
  return { requirements: specOf(sentences), readings: `${DECLARED}${more}\n${[...lines, ...properties].join('\n')}\n` };
}

function specOf(sentences: readonly string[]) {
  return `# R\n\n### Requirement 1: Rules\n\n#### Acceptance Criteria\n\n${sentences.map((one, at) => `${at + 1}. ${one}`).join('\n')}\n`;
}

const STATEMENT = '*For any* order of a VIP, the fee is none.';
const DESIGN = `# Design\n\n## Correctness Properties\n\n### Property 1: VIPs pay nothing\n\n${STATEMENT}\n\n**Validates: Requirements 1.1**\n`;
const CLAIM = `P1 #${sentenceHash(STATEMENT)} confirmed: if vip then fee = none`;

async function findingsOf(texts: { requirements: string; readings?: string; design?: string }): Promise<string[]> {
  const { projectId, specId } = await team.addSpec(texts);
  await watchQuestions(team.house, { specId, organizationId: team.organizationId, projectId });
  await questionsAtRest(specId);
  const rows = await team.house.db.finding.findMany({ where: { specId, goneAt: null } });
  return rows.map(({ grade, kind, criteria }) => `${grade} ${kind} ${criteria.join('+')}`.trim());
}

type Texts = Parameters<typeof findingsOf>[0];
const CHECKS: readonly (readonly [check: string, wanted: string, texts: Texts])[] = [
  ['K1', 'proved never-triggerable 1.1', readingsOf(['if cost > 100 then ring'])],
  ['K2', 'proved impossible-response 1.1', readingsOf(['when go then fee = full; fee = half'])],
  ['K3', 'proved contradiction 1.1+1.2', readingsOf(['if cost > 10 then fee = full', 'if cost > 50 then fee = half'])],
  [
    'K4',
    'proved conflict 1.1+1.2+1.3',
    readingsOf(['if vip then points > 0', 'if vip then points < 3', 'if vip then points = 0 or points = 3']),
  ],
  ['K5', 'proved redundant 1.1+1.2', readingsOf(['if cost > 50 then fee = full', 'if cost > 10 then fee = full'])],
  ['K6', 'proved gap 1.1+1.2', readingsOf(['when go if cost < 10 then fee = none', 'when go if cost > 50 then ring'])],
  ['K7', 'proved output-gap 1.1+1.2', readingsOf(['while cost < 10 then fee = none', 'while cost > 50 then fee = full'])],
  ['K8', 'proved boundary 1.1+1.2', readingsOf(['while cost < 50 then fee = none', 'while cost > 50 then fee = full'])],
  ['K9', 'proved timing-conflict 1.1+1.2', readingsOf(['when go then ring within 2 s', 'when go then not ring for at least 5 s'])],
  ['K10', 'proved unreachable 1.2', readingsOf(["when go while s = start then s' = done", 'when go while s = lost then ring'])],
  [
    'K11, not implied',
    'proved property-not-implied 1.1',
    { ...readingsOf(['if vip and cost < 50 then fee = none', CLAIM]), design: DESIGN },
  ],
  ['K11, contradicted', 'proved property-contradicted 1.1', { ...readingsOf(['if vip then fee = half', CLAIM]), design: DESIGN }],
  ['K13', 'proved undefined-term 1.1', readingsOf(['if price > 3 then ring'])],
  ['K14', 'hint missing-unwanted 1.1', readingsOf(['when go if cost > 50 then ring'])],
  ['K15', 'hint vague 1.1', { requirements: specOf(['THE System SHALL answer quickly.']) }],
  ['K16', 'proved contradictory-assumptions', readingsOf(['if cost > 3 then ring'], 'assume cost > 60\nassume cost < 40\n')],
];

test.each(CHECKS)('%s is kept: %s', async (_check, wanted, texts) => {
  const found = await findingsOf(texts);
  expect(found.some((one) => one.startsWith(wanted))).toBe(true);
});

test('a property that its criteria imply is no finding, nor is one whose statement has changed since it was read', async () => {
  const rules = ['if vip then fee = none', CLAIM];
  expect((await findingsOf({ ...readingsOf(rules), design: DESIGN })).filter((one) => one.includes('property'))).toEqual([]);
  const contradicted = readingsOf(['if vip then fee = half', CLAIM]);
  const changed = { ...contradicted, design: DESIGN.replace('the fee is none', 'the fee is half') };
  expect((await findingsOf(changed)).filter((one) => one.includes('property'))).toEqual([]);
});
