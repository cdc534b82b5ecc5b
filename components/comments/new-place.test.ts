import fc from 'fast-check';
import { expect, test } from 'vitest';
import { itemKinds } from '#core/comments/item.ts';
import { documentStages } from '#core/pipeline/stages.ts';
import { type NewPlace, readNewPlace } from './new-place.ts';

const shared = {
  documentId: fc.uuid(),
  stage: fc.constantFrom(...documentStages),
  quote: fc.string(),
  span: fc.record({ start: fc.nat(), end: fc.nat() }),
};
const spans = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat()), { minLength: 1, maxLength: 4 });
const place: fc.Arbitrary<NewPlace> = fc.oneof(
  fc.record({ kind: fc.constant('anchor' as const), anchor: fc.record({ spans }), ...shared }),
  fc.record({ kind: fc.constant('item' as const), item: fc.record({ kind: fc.constantFrom(...itemKinds), id: fc.string() }), ...shared }),
);

test('what was kept is read again', () => {
  fc.assert(
    fc.property(place, (kept) => {
      expect(readNewPlace(JSON.stringify(kept))).toEqual(kept);
    }),
  );
});

test('anything else is nothing, and no exception', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect(readNewPlace(text)).toBeNull();
    }),
  );
  fc.assert(
    fc.property(place, fc.constantFrom('documentId', 'stage', 'quote', 'span', 'kind'), (kept, field) => {
      const { [field]: _, ...rest } = kept as Record<string, unknown>;
      expect(readNewPlace(JSON.stringify(rest))).toBeNull();
    }),
  );
});
