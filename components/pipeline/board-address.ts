import { type BoardFilter, specStates } from '#core/pipeline/board.ts';

/** What the address of a board says: `?show=tasks&words=cart&project=shop&epic=Checkout&kind=bugfix&state=stale&archive=1`. */
export type BoardAddress = BoardFilter & { show: 'specs' | 'tasks'; withArchive: boolean };

type Query = Record<string, string | string[] | undefined>;

/** Reads the address; what it does not say, or says wrongly, is everything. */
export function readBoardAddress(query: Query): BoardAddress {
  const one = (name: string) => {
    const value = query[name];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const kind = one('kind');
  return {
    show: one('show') === 'tasks' ? 'tasks' : 'specs',
    words: one('words') ?? '',
    project: one('project'),
    epic: one('epic'),
    kind: kind === 'feature' || kind === 'bugfix' ? kind : null,
    state: specStates.find((state) => state === one('state')) ?? 'any',
    withArchive: one('archive') === '1',
  };
}

/** The query of an address, without what goes without saying. */
export function writeBoardAddress({ show, words, project, epic, kind, state, withArchive }: BoardAddress): string {
  const query = new URLSearchParams();
  if (show !== 'specs') query.set('show', show);
  if (words !== '') query.set('words', words);
  if (project !== null) query.set('project', project);
  if (epic !== null && epic !== '') query.set('epic', epic);
  if (kind !== null) query.set('kind', kind);
  if (state !== 'any') query.set('state', state);
  if (withArchive) query.set('archive', '1');
  return query.toString();
}
