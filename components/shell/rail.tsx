'use client';

import { Columns3, Folder, Inbox, Play, Search, Settings } from 'lucide-react';
import { usePathname } from 'next/navigation';
import { useState } from 'react';
import { cx } from '#components/ui/class-names.ts';
import { GoLink } from '#components/ui/go-link.tsx';
import { Key } from '#components/ui/key.tsx';
import { InboxBadge } from './inbox-badge.tsx';
import { Mark } from './mark.tsx';
import { useOrganization } from './organization.tsx';
import { placeOfPath } from './places.ts';
import { openPalette } from './shortcuts.tsx';
import { UserMenu } from './user-menu.tsx';

const entries = [
  { place: 'inbox', label: 'Inbox', path: '/inbox', Icon: Inbox },
  { place: 'projects', label: 'Projects', path: '', Icon: Folder },
  { place: 'specs', label: 'Specs', path: '/specs', Icon: Columns3 },
  { place: 'runs', label: 'Runs', path: '/runs', Icon: Play },
  { place: 'settings', label: 'Settings', path: '/settings/models', Icon: Settings },
] as const;

const entryClass =
  'relative flex items-center gap-2 rounded-md px-2 font-medium text-muted-foreground hover:bg-muted hover:text-foreground max-md:min-w-0 max-md:flex-1 max-md:flex-col max-md:gap-0.5 max-md:px-0 max-md:py-1.5 max-md:text-xs md:h-8';

export function Rail() {
  const { slug, name } = useOrganization();
  const [isNear, setIsNear] = useState(false);
  const here = placeOfPath(usePathname());
  return (
    <nav
      aria-label="Main"
      onPointerEnter={() => setIsNear(true)}
      className="flex shrink-0 gap-1 border-border bg-background p-2 max-md:gap-0.5 max-md:border-t max-md:px-1 max-md:pb-[max(0.25rem,env(safe-area-inset-bottom))] md:w-52 md:flex-col md:border-r"
    >
      <div className="flex h-8 items-center gap-2 px-2 font-semibold max-md:hidden" title="Plumbline">
        <Mark />
        <span className="truncate">{name}</span>
      </div>
      <button
        type="button"
        onClick={openPalette}
        className={cx(entryClass, 'md:mb-2 md:border md:border-border md:bg-card md:font-normal')}
      >
        <Search aria-hidden="true" className="size-4" />
        Search
        <span className="ml-auto flex gap-0.5 max-md:hidden" aria-hidden="true">
          <Key>Ctrl</Key>
          <Key>K</Key>
        </span>
      </button>
      {entries.map(({ place, label, path, Icon }) => (
        <GoLink
          key={place}
          href={`/${slug}${path}`}
          isNear={isNear}
          aria-current={here === place ? 'page' : undefined}
          className={cx(entryClass, here === place && 'bg-muted text-foreground!')}
        >
          <Icon aria-hidden="true" className={cx('size-4', here === place && 'text-accent')} />
          {label}
          {place === 'inbox' && <InboxBadge />}
        </GoLink>
      ))}
      <UserMenu className={entryClass} />
    </nav>
  );
}
