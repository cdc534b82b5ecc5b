import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { applyDifference, type Difference } from '#core/edits/difference.ts';
import { analyzeSpec, type SpecAnalysis } from '#core/language/diagnose.ts';
import { foldPairs, outlineByLines } from '#core/language/shape.ts';
import { openLiveTexts } from './live-texts.ts';

type Inside = { onmessage: ((event: { data: unknown }) => void) | null; postMessage: (data: unknown) => void };

/** The worker of the page, in this thread: what goes over is copied, and answered later. One at a time, as the module has one state. */
class NearWorker {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  isOver = false;
  readonly inside: Inside;
  constructor() {
    this.inside = inside;
    inside.postMessage = (data) => {
      const copy = structuredClone(data);
      queueMicrotask(() => {
        if (!this.isOver) this.onmessage?.({ data: copy });
      });
    };
  }
  postMessage(data: unknown): void {
    const copy = structuredClone(data);
    setTimeout(() => {
      if (!this.isOver) this.inside.onmessage?.({ data: copy });
    }, 1);
  }
  terminate(): void {
    this.isOver = true;
  }
}

const inside: Inside = { onmessage: null, postMessage: () => {} };
beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  vi.stubGlobal('self', inside);
  vi.stubGlobal('Worker', NearWorker);
  await import('./analyze.worker.ts');
});
afterAll(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const texts = {
  requirements:
    '# R\n\n## Requirements\n\n### Requirement 1: A\n\n#### Acceptance Criteria\n\n1. THE Door SHALL open\n2. THE Door SHALL maybe shut\n',
  tasks: '- [ ] 1. Build\n  - _Requirements: 1.1_\n',
};

/** An open text that somebody types into. */
function openText(text: string) {
  const listeners = new Set<(changes: readonly Difference[], isOwn: boolean) => void>();
  return {
    getText: () => text,
    onEdits: (listener: (changes: readonly Difference[], isOwn: boolean) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    type: (change: Difference, isOwn: boolean) => {
      text = applyDifference(text, change);
      for (const listener of listeners) listener([change], isOwn);
    },
  };
}

const act = fc.oneof(
  fc.record({
    kind: fc.constant('type' as const),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    removed: fc.nat(3),
    isOwn: fc.boolean(),
    inserted: fc.constantFrom('', 'x', '\n', '3. THE Door SHALL be fast\n', '### Requirement 2: B\n'),
  }),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(0, 1, 2, 40, 200) }),
  // The page is told of what the server holds, which is behind what is typed.
  fc.record({ kind: fc.constant('told' as const), tasks: fc.constantFrom('', '- [x] 1. Build\n', '- [ ] 1. Build\n- [ ] 2. Test\n') }),
);

test('what is read in the end is the text that was typed, and the texts beside it as the page knows them', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 14 }), async (acts) => {
      let shown: SpecAnalysis | null = null;
      const live = openLiveTexts(analyzeSpec(texts), (read) => {
        shown = read;
      });
      live.open();
      const text = openText(texts.requirements);
      const leave = live.follow('requirements', text);
      let { tasks } = texts;
      for (const one of acts) {
        if (one.kind === 'wait') await vi.advanceTimersByTimeAsync(one.ms);
        else if (one.kind === 'told') {
          tasks = one.tasks;
          live.read({ requirements: texts.requirements, tasks });
        } else {
          const start = Math.floor(one.at * text.getText().length);
          text.type({ start, removed: Math.min(one.removed, text.getText().length - start), inserted: one.inserted }, one.isOwn);
        }
      }
      await vi.advanceTimersByTimeAsync(2_000);
      const last = { requirements: text.getText(), tasks };
      if (shown) expect(shown).toEqual(analyzeSpec(last));
      else expect(last).toEqual(texts);
      leave();
      live.close();
    }),
    { numRuns: 60 },
  );
});

test('the shape of a document is that of the text that was typed, and nobody waits for it in vain', async () => {
  const live = openLiveTexts(analyzeSpec(texts), () => {});
  expect(await live.shapes.folds('requirements')).toBeNull();
  live.open();
  const text = openText(texts.requirements);
  live.follow('requirements', text);
  text.type({ start: 0, removed: 0, inserted: '# Top\n\n' }, true);
  const [folds, outline] = [live.shapes.folds('requirements'), live.shapes.outline('requirements')];
  await vi.advanceTimersByTimeAsync(100);
  expect(await folds).toEqual({ text: text.getText(), found: foldPairs(text.getText()) });
  expect((await outline)?.found).toEqual(outlineByLines(analyzeSpec({ requirements: text.getText() }), 'requirements'));
  const late = live.shapes.folds('tasks');
  live.close();
  expect(await late).toBeNull();
});
