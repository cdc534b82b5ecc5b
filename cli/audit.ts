import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type AuditLink, verifyChain } from '#core/audit/audit-chain.ts';
import { UsageError } from './usage-error.ts';

type Head = { seq: number; hash: string } | null;

/** Follows the chain of an exported audit. 0 where each entry is as it was written and none is missing, 1 where not. */
export function verifyAuditFile(path: string | undefined): number {
  if (path === undefined) throw new UsageError('say which file: plumbline audit verify FILE');
  const { entries, head } = readExport(path);
  const faults = verifyChain(entries, (text) => createHash('sha256').update(text).digest('hex'), head);
  for (const { reason } of faults) process.stdout.write(`${path}: ${reason}\n`);
  const whole = head ? '' : ' The file does not say where the chain ended: entries missing at its end go unseen.';
  if (faults.length === 0) process.stdout.write(`${path}: ${entries.length} entries, each as it was written.${whole}\n`);
  return faults.length === 0 ? 0 : 1;
}

function readExport(path: string): { entries: AuditLink[]; head: Head } {
  const entries: AuditLink[] = [];
  let head: Head = null;
  const lines = readLines(path);
  for (const [index, line] of lines.entries()) {
    try {
      const value: unknown = JSON.parse(line);
      if (typeof value !== 'object' || value === null) throw new TypeError('not an object');
      if ('head' in value)
        head = value.head as Head; // written by the export; anything else fails the chain
      else entries.push(value as AuditLink);
    } catch {
      throw new UsageError(`${path}:${index + 1} is not a line of an exported audit.`);
    }
  }
  return { entries, head };
}

function readLines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  } catch {
    throw new UsageError(`cannot read ${path}.`);
  }
}
