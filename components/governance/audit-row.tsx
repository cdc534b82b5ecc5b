import type { Answers } from '#components/shell/answers.ts';
import { Hash } from '#components/ui/hash.tsx';
import { Age } from '#components/ui/time.tsx';
import type { AuditAction } from '#core/audit/audit-chain.ts';
import { auditWords } from '#core/audit/audit-words.ts';

type Entry = Answers['audit']['list'][number];

/** One entry: who did what to what; what changed and how it is sealed unfold below it. */
export function AuditRow({ entry }: { entry: Entry }) {
  const { seq, at, action, actorName, actorKind, subjectName, before, after, origin, hash, previousHash } = entry;
  return (
    <li>
      <details className="group">
        <summary data-row className="flex cursor-pointer items-baseline gap-3 px-4 py-2 hover:bg-muted/60">
          <span className="w-10 shrink-0 text-right text-xs text-muted-foreground tabular-nums">{seq}</span>
          <span className="min-w-0 flex-1 break-words">
            <span className="font-medium">{actorName}</span>
            {actorKind !== 'person' && <span className="text-muted-foreground"> ({actorKind})</span>}{' '}
            {auditWords[action as AuditAction] ?? action} <span className="font-medium">{subjectName}</span>
          </span>
          <Age at={at} className="shrink-0 text-xs text-muted-foreground" />
        </summary>
        <dl className="grid grid-cols-[6rem_minmax(0,1fr)] gap-x-3 gap-y-1 border-t border-border bg-muted/40 px-4 py-2.5 text-xs">
          <Fact name="When">{at.replace('T', ' ').replace('Z', ' UTC')}</Fact>
          <Fact name="From">{origin}</Fact>
          {before !== null && <Fact name="Before">{inWords(before)}</Fact>}
          {after !== null && <Fact name="After">{inWords(after)}</Fact>}
          <Fact name="Sealed">
            <Hash of={hash} label="Hash" /> after <Hash of={previousHash} label="Hash" />
          </Fact>
        </dl>
      </details>
    </li>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <>
      <dt className="text-muted-foreground">{name}</dt>
      <dd className="min-w-0 font-mono break-words whitespace-pre-wrap">{children}</dd>
    </>
  );
}

function inWords(value: Entry['after']): string {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.entries(value)
        .map(([name, held]) => `${name}: ${typeof held === 'string' ? held : JSON.stringify(held)}`)
        .join('\n')
    : JSON.stringify(value);
}
