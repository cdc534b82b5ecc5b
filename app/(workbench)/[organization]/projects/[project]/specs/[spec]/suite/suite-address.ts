export const suiteViews = ['cases', 'changes', 'agents', 'binding'] as const;
export type SuiteView = (typeof suiteViews)[number];

/** What the address of a spec's tests says: what is looked at, and of which criterion. `?view=changes&criterion=3.1`. */
export type SuiteAddress = { view: SuiteView; criterion: string | null };

/** Reads the address; what it does not say, or says wrongly, is the first view. */
export function readSuiteAddress({ view, criterion }: Record<string, string | string[] | undefined>): SuiteAddress {
  return { view: suiteViews.find((known) => known === view) ?? 'cases', criterion: typeof criterion === 'string' ? criterion : null };
}

/** The query of an address, without what goes without saying. */
export function writeSuiteAddress({ view, criterion }: SuiteAddress): string {
  const query = new URLSearchParams();
  if (view !== 'cases') query.set('view', view);
  if (criterion !== null) query.set('criterion', criterion);
  const text = query.toString();
  return text ? `?${text}` : '';
}
