import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type AuditFact, genesisHash, sealedText } from '#core/audit/audit-chain.ts';
import { run } from './main.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function chain(length: number) {
  let previousHash = genesisHash;
  return Array.from({ length }, (_, index) => {
    const fact: AuditFact = {
      organizationId: 'o',
      seq: index + 1,
      at: '2026-11-22T10:00:00.000Z',
      action: 'run.started',
      actorId: 'u',
      actorName: 'Ola',
      actorKind: 'person',
      principalId: null,
      subjectKind: 'run',
      subjectId: String(index),
      subjectName: 'Task 1',
      projectId: null,
      before: null,
      after: { n: index },
      origin: 'browser 127.0.0.1',
    };
    const hash = createHash('sha256').update(sealedText(previousHash, fact)).digest('hex');
    const entry = { ...fact, previousHash, hash };
    previousHash = hash;
    return entry;
  });
}

async function verify(lines: readonly unknown[]): Promise<{ status: number; said: string }> {
  const path = join(folder, 'audit.ndjson');
  writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const said: string[] = [];
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said.push(String(text));
    return true;
  });
  const status = await run(['audit', 'verify', path]).finally(() => write.mockRestore());
  return { status, said: said.join('').replaceAll(path, 'FILE') };
}

test('a whole chain is 0, a tampered or missing entry is named and 1', async () => {
  const entries = chain(5);
  const head = { head: { seq: 5, hash: entries[4]?.hash } };
  expect(await verify([...entries, head])).toEqual({ status: 0, said: 'FILE: 5 entries, each as it was written.\n' });
  const tampered = entries.map((entry) => (entry.seq === 3 ? { ...entry, actorName: 'Mallory' } : entry));
  expect(await verify([...tampered, head])).toEqual({ status: 1, said: 'FILE: entry 3 is not as it was written\n' });
  expect((await verify([...entries.slice(0, 4), head])).said).toBe('FILE: entry 5 is missing\n');
});
