/** A page of an organization that the rail, the palette and `g` lead to. */
export type Place = { id: string; label: string; key: string; path: string };

export const places: readonly Place[] = [
  { id: 'inbox', label: 'Inbox', key: 'i', path: '/inbox' },
  { id: 'projects', label: 'Projects', key: 'p', path: '' },
  { id: 'specs', label: 'Specs', key: 'b', path: '/specs' },
  { id: 'runs', label: 'Runs', key: 'r', path: '/runs' },
  { id: 'models', label: 'Models', key: 's', path: '/settings/models' },
  { id: 'members', label: 'Members', key: 'm', path: '/settings/members' },
  { id: 'keys', label: 'Keys', key: 'k', path: '/settings/keys' },
  { id: 'costs', label: 'Costs and budgets', key: 'c', path: '/settings/costs' },
  { id: 'audit', label: 'Audit', key: 'a', path: '/settings/audit' },
  { id: 'notices', label: 'Notices by mail', key: 'n', path: '/settings/notices' },
];

/** The place of the rail that an address belongs to. */
export function placeOfPath(pathname: string): 'inbox' | 'projects' | 'specs' | 'runs' | 'settings' {
  const [, , section] = pathname.split('/');
  return section === 'inbox' || section === 'specs' || section === 'runs' || section === 'settings' ? section : 'projects';
}
