'use client';

import { usePathname } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { useOrganization } from '#components/shell/organization.tsx';
import { cx } from '#components/ui/class-names.ts';
import { GoLink } from '#components/ui/go-link.tsx';

const pages = [
  { id: 'account', label: 'Account' },
  { id: 'models', label: 'Models' },
  { id: 'members', label: 'Members' },
  { id: 'keys', label: 'Keys' },
  { id: 'notices', label: 'Notices' },
  { id: 'webhooks', label: 'Webhooks' },
  { id: 'costs', label: 'Costs' },
  { id: 'audit', label: 'Audit' },
  { id: 'sign-in', label: 'Sign-in' },
] as const;

export function SettingsTabs() {
  const { slug, can } = useOrganization();
  const pathname = usePathname();
  const tabs = useRef<HTMLElement>(null);
  // On a phone the tabs are wider than the screen: the one of this page is brought into it, and nothing else moves.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the page is what brings it about
  useEffect(() => {
    const [nav, here] = [tabs.current, tabs.current?.querySelector<HTMLElement>('[aria-current]')];
    if (nav && here) nav.scrollLeft = here.offsetLeft - (nav.clientWidth - here.offsetWidth) / 2;
  }, [pathname]);
  return (
    <nav
      ref={tabs}
      aria-label="Settings"
      className="relative flex shrink-0 overflow-x-auto border-b border-border px-2 [scrollbar-width:none] md:px-3"
    >
      {pages
        .filter(({ id }) => id !== 'sign-in' || can('identity.configure'))
        .map(({ id, label }) => {
          const href = `/${slug}/settings/${id}`;
          const isHere = pathname === href;
          return (
            <GoLink
              key={id}
              href={href}
              aria-current={isHere ? 'page' : undefined}
              className={cx(
                'relative flex h-9 items-center px-2 font-medium whitespace-nowrap',
                isHere
                  ? 'after:absolute after:inset-x-2 after:bottom-0 after:h-0.5 after:rounded-full after:bg-accent'
                  : 'text-muted-foreground hover:text-foreground',
              )}
            >
              {label}
            </GoLink>
          );
        })}
    </nav>
  );
}
