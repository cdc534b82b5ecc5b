import { readFileSync } from 'node:fs';
import { renderToString } from 'react-dom/server';
import { expect, test } from 'vitest';
import { analyseSpec } from '#core/analysis/analyse-spec.ts';
import type { CriterionReading, ReadingState } from '#core/analysis/analysed-spec.ts';
import { parseRequirements } from '#core/language/parse-requirements.ts';
import { glossaryOf } from '#core/readings/glossary.ts';
import { GlossaryItem } from './glossary-item.tsx';
import { ReadingBeneath } from './reading-beneath.tsx';
import { ReadingsContext } from './readings-context.ts';
import { ReadingsPanel } from './readings-panel.tsx';
import type { Readings } from './use-readings.ts';

const sample = new URL('../../prisma/scenarios/sample/repository/.kiro/specs/order-pricing/requirements.md', import.meta.url);
const requirements = readFileSync(sample, 'utf8');
const analysed = analyseSpec({ requirements });
const nothing = () => {};
const kept = () => Promise.resolve(true);

function readingsIn(state: ReadingState): Readings {
  const readings = analysed.readings.map((reading): CriterionReading => ({ ...reading, state }));
  const confirmation = {
    criterion: '1.1',
    sentenceHash: '',
    sentence: 'Another sentence.',
    confirmedAt: new Date(0),
    by: 'Somebody',
    isTakenBack: false,
  };
  return {
    specId: 'spec',
    readings,
    counts: analysed.counts,
    words: { written: '', offered: analysed.proposal },
    diagnostics: [],
    confirmationOf: () => confirmation,
    mayEdit: true,
    maySuggest: true,
    isBusy: false,
    confirm: kept,
    write: kept,
    takeBack: nothing,
    drop: nothing,
    change: kept,
    define: nothing,
  };
}

const wordsOf = (html: string) => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

test.each([
  ['confirmed', 'Confirmed by Somebody', 'Take back'],
  ['proposed', 'That must not be.', 'Confirm'],
  ['stale', 'The sentence has changed:', 'Confirm for the new sentence'],
] as const)('a %s reading says so, and what can be done about it', (state, says, offers) => {
  const panel = renderToString(
    <ReadingsPanel
      readings={readingsIn(state)}
      questions={[]}
      sentenceOf={() => 'A sentence.'}
      at="1.1"
      onJump={nothing}
      onSource={nothing}
    />,
  );
  expect(wordsOf(panel)).toContain(says);
  expect(wordsOf(panel)).toContain(offers);
});

test('beneath a sentence stands what it means, where people want it', () => {
  const readings = readingsIn('proposed');
  const byId = new Map(analysed.readings.map((reading) => [reading.criterion, reading]));
  const html = (isShown: boolean) =>
    renderToString(
      <ReadingsContext value={{ readings, byId, sentenceOf: () => null, isShown }}>
        <ReadingBeneath criterion="1.1" />
      </ReadingsContext>,
    );
  expect(wordsOf(html(true))).toContain('When an Order is priced');
  expect(wordsOf(html(false)).trim()).toBe('proposed');
});

test('every word of the sample has its form', () => {
  const { glossary } = parseRequirements(requirements).tree;
  const entries = glossaryOf({ glossary, written: '', offered: analysed.proposal, readings: analysed.readings });
  expect(entries.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['input', 'output', 'event', 'action', 'feature', 'opaque', 'word']),
  );
  for (const entry of entries) {
    const html = renderToString(
      <GlossaryItem entry={entry} entries={entries} readings={readingsIn('proposed')} isOpen onOpen={nothing} onCriterion={nothing} />,
    );
    expect(html).toContain('Name in readings');
  }
});
