'use client';

import { CircleUser } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { cx } from '#components/ui/class-names.ts';
import { useOrganization } from './organization.tsx';
import { themes, useTheme } from './theme.ts';
import { say } from './toaster.tsx';

/** Who is signed in, the theme, and the way out. The popover is the browser's own: Escape and a click beside it close it. */
export function UserMenu({ className }: { className: string }) {
  const { user, role } = useOrganization();
  const router = useRouter();
  const [theme, setTheme] = useTheme();
  const [isLeaving, setIsLeaving] = useState(false);
  const signOut = async () => {
    setIsLeaving(true);
    const answer = await fetch('/api/auth/sign-out', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }).catch(
      () => null,
    );
    if (answer?.ok) {
      router.push('/sign-in');
      router.refresh();
    } else {
      setIsLeaving(false);
      say('Signing out did not work: the server did not answer as expected.', 'danger');
    }
  };
  return (
    <>
      <button type="button" popoverTarget="user-menu" aria-label={`Account of ${user.name}`} className={cx(className, 'md:mt-auto')}>
        <CircleUser aria-hidden="true" className="size-4 shrink-0" />
        <span className="truncate max-md:hidden">{user.name}</span>
        <span className="md:hidden">You</span>
        <span className="ml-auto text-xs font-normal max-md:hidden">{role}</span>
      </button>
      <div
        id="user-menu"
        popover="auto"
        className="fixed inset-auto bottom-12 m-0 w-56 rounded-lg border border-border bg-card p-2 shadow-(--shadow) max-md:right-2 max-md:bottom-16 md:left-2"
      >
        <p className="truncate px-1 font-medium">{user.name}</p>
        <p className="px-1 pb-2 text-xs text-muted-foreground">Role: {role}</p>
        <fieldset className="mb-2 flex rounded-md bg-muted p-0.5">
          <legend className="sr-only">Theme</legend>
          {themes.map((name) => (
            <label
              key={name}
              className="flex h-6 flex-1 cursor-pointer items-center justify-center rounded-sm text-xs text-muted-foreground capitalize has-checked:bg-card has-checked:font-medium has-checked:text-foreground has-focus-visible:outline-2 has-focus-visible:outline-accent"
            >
              <input type="radio" name="theme" value={name} checked={theme === name} onChange={() => setTheme(name)} className="sr-only" />
              {name}
            </label>
          ))}
        </fieldset>
        <Button className="w-full" onClick={signOut} disabled={isLeaving}>
          {isLeaving ? 'Signing out' : 'Sign out'}
        </Button>
      </div>
    </>
  );
}
