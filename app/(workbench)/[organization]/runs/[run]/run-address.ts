export const runTabs = ['log', 'timeline', 'changes', 'evidence', 'review', 'cost'] as const;
export type RunTab = (typeof runTabs)[number];

/** What the address of a run says about where to look: `?tab=changes&file=src/a.ts`, `?event=12`, `?tab=evidence&evidence=...`. */
export type RunAddress = { tab: RunTab; event: number | null; evidence: string | null; file: string | null };

/** Reads the address; what it does not say, or says wrongly, is where a run opens. */
export function readRunAddress(query: Record<string, string | string[] | undefined>): RunAddress {
  const one = (name: string) => {
    const value = query[name];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const event = Number(one('event') ?? 'none');
  return {
    tab: runTabs.find((tab) => tab === one('tab')) ?? 'log',
    event: Number.isSafeInteger(event) && event > 0 ? event : null,
    evidence: one('evidence'),
    file: one('file'),
  };
}

/** The query of an address, without what goes without saying. */
export function writeRunAddress({ tab, event, evidence, file }: RunAddress): string {
  const query = new URLSearchParams();
  if (tab !== 'log') query.set('tab', tab);
  if (event !== null) query.set('event', String(event));
  if (evidence !== null) query.set('evidence', evidence);
  if (file !== null) query.set('file', file);
  const text = query.toString();
  return text ? `?${text}` : '';
}
