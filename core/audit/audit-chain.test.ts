import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AuditFact, type AuditLink, canonical, genesisHash, type Json, sealedText, verifyChain } from './audit-chain.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const json = fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value)) as Json);
const fact = fc.record({
  action: fc.constantFrom('run.started', 'key.made'),
  actorName: fc.string(),
  subjectId: fc.string(),
  before: json,
  after: json,
});

function chainOf(facts: readonly Pick<AuditFact, 'action' | 'actorName' | 'subjectId' | 'before' | 'after'>[]): AuditLink[] {
  let previousHash = genesisHash;
  return facts.map((given, index) => {
    const whole: AuditFact = {
      organizationId: 'o',
      seq: index + 1,
      at: '2026-11-22T10:00:00.000Z',
      actorId: null,
      actorKind: 'person',
      principalId: null,
      subjectKind: 'run',
      subjectName: 'A run',
      projectId: null,
      origin: 'browser 127.0.0.1',
      ...given,
    };
    const hash = sha256(sealedText(previousHash, whole));
    const link = { ...whole, previousHash, hash };
    previousHash = hash;
    return link;
  });
}

const chain = fc.array(fact, { minLength: 2, maxLength: 8 }).map(chainOf);
const headOf = (links: readonly AuditLink[]) => ({ seq: links.length, hash: links.at(-1)?.hash ?? genesisHash });

test('the sealed text is JSON of every field, in an order that never changes', () => {
  fc.assert(
    fc.property(chain, (links) => {
      for (const { previousHash, seq, ...one } of links)
        expect(sealedText(previousHash, { seq, ...one })).toBe(
          canonical([
            ['plumbline-audit-1', previousHash, 'o', seq, one.at, one.action],
            [null, one.actorName, 'person', null],
            ['run', one.subjectId, 'A run', null],
            [one.before, one.after, one.origin],
          ]),
        );
    }),
  );
});

test('an untouched chain is whole', () => {
  fc.assert(
    fc.property(chain, (links) => {
      expect(verifyChain(links, sha256, headOf(links))).toEqual([]);
    }),
  );
});

test('a changed, removed, repeated or swapped entry is found', () => {
  fc.assert(
    fc.property(chain, fc.nat(), fc.constantFrom('change', 'reseal', 'remove', 'repeat', 'swap', 'cut'), (links, place, deed) => {
      const head = headOf(links);
      const at = place % links.length;
      const entry = links[at];
      if (!entry) return;
      const changed = { ...entry, actorName: `${entry.actorName}!` };
      const tampered = {
        change: () => links.with(at, changed),
        // Somebody who also works out the hash anew still breaks the link to the next one, or the head.
        reseal: () => links.with(at, { ...changed, hash: sha256(sealedText(changed.previousHash, changed)) }),
        remove: () => links.toSpliced(at, 1),
        repeat: () => links.toSpliced(at, 0, entry),
        swap: () => [...links.slice(1), ...links.slice(0, 1)],
        cut: () => links.slice(0, -1),
      }[deed]();
      expect(verifyChain(tampered, sha256, head)).not.toEqual([]);
    }),
  );
});

test('the same value has one text, however its keys are ordered', () => {
  fc.assert(
    fc.property(json, (value) => {
      const turned = (one: Json): Json =>
        one === null || typeof one !== 'object'
          ? one
          : Array.isArray(one)
            ? one.map(turned)
            : Object.fromEntries(
                Object.entries(one)
                  .toReversed()
                  .map(([key, held]) => [key, turned(held)]),
              );
      expect(canonical(turned(value))).toBe(canonical(value));
      expect(JSON.parse(canonical(value))).toEqual(value);
    }),
  );
});
