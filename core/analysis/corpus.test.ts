import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { analyseSpec } from './analyse-spec.ts';

/** What is proved of them, each judged by eye (docs/analysis.md): sentences that stand twice. */
const JUDGED = [
  'ProgrammingPete__sample-aws-strands-nova-voice-assistant/invoice-agent: redundant 1.4+2.4',
  'ProgrammingPete__sample-aws-strands-nova-voice-assistant/invoice-agent: redundant 1.4+3.4',
  'ProgrammingPete__sample-aws-strands-nova-voice-assistant/invoice-agent: redundant 1.4+7.5',
  'ProgrammingPete__sample-aws-strands-nova-voice-assistant/invoice-agent: redundant 2.3+5.5',
  'ProgrammingPete__sample-aws-strands-nova-voice-assistant/invoice-agent: redundant 2.3+6.5',
  'ProgrammingPete__sample-aws-strands-nova-voice-assistant/invoice-agent: redundant 2.3+7.4',
  'ProgrammingPete__sample-aws-strands-nova-voice-assistant/voice-business-agent-spec: redundant 2.5+8.1',
  'RockyBoyRC__SpaceWeirdos/space-weirdos-data-persistence: redundant 6.2+7.3',
  'freelancing-solutions__Linkshield/authentication: redundant 4.4+10.4',
  'inakanou__ArchiTrack/user-authentication: redundant 20.9+25.3',
  'inakanou__ArchiTrack/user-authentication: redundant 5.7+10.3',
];

const CORPUS = join(import.meta.dirname, '../../../shared/corpus/kiro');

test('of what people have written, rules read a third and claim next to nothing that is false', { timeout: 60_000 }, () => {
  if (!existsSync(CORPUS)) {
    console.log('No corpus here: 0 specs read.');
    return;
  }
  const files = readdirSync(CORPUS, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('requirements.md'));
  const total = { criteria: 0, read: 0, partial: 0, opaque: 0, unread: 0 };
  const proved: string[] = [];
  for (const name of files) {
    const { counts, findings } = analyseSpec({ requirements: readFileSync(join(CORPUS, name), 'utf8') });
    for (const key of ['criteria', 'read', 'partial', 'opaque', 'unread'] as const) total[key] += counts[key];
    for (const { proof, kind, criteria } of findings)
      if (proof.grade === 'proved') proved.push(`${name.replace('/requirements.md', '')}: ${kind} ${criteria.join('+')}`);
  }
  console.log(`${files.length} specs`, total, `${((100 * total.read) / total.criteria).toFixed(1)}% read, ${proved.length} proved`);
  expect(total.read / total.criteria).toBeGreaterThan(0.35);
  // Each of them was judged by eye; a new one has to be, too.
  expect(proved.sort()).toEqual(JUDGED);
});
