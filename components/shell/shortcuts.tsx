'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { onDemand } from '#components/ui/on-demand.tsx';
import { useOrganization } from './organization.tsx';
import { places } from './places.ts';

const Palette = onDemand(() => import('./palette.tsx').then(({ Palette }) => Palette));
const KeysDialog = onDemand(() => import('./keys-dialog.tsx').then(({ KeysDialog }) => KeysDialog));

type Open = 'palette' | 'keys' | null;

const openEvent = 'plumbline:open-palette';
/** Opens the palette from a button. */
export function openPalette(): void {
  window.dispatchEvent(new Event(openEvent));
}

const goWithinMs = 1200;

/** The keys that work on every page. They are asleep while somebody types or a dialog is open. */
export function Shortcuts() {
  const [open, setOpen] = useState<Open>(null);
  const { slug } = useOrganization();
  const router = useRouter();
  useEffect(() => {
    let wentAt = Number.NEGATIVE_INFINITY;
    const onKey = (event: KeyboardEvent) => {
      if ((event.metaKey || event.ctrlKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        setOpen((before) => (before === 'palette' ? null : 'palette'));
        return;
      }
      if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return;
      const isGoing = event.timeStamp - wentAt < goWithinMs;
      wentAt = Number.NEGATIVE_INFINITY;
      if (isGoing) {
        const place = places.find(({ key }) => key === event.key);
        if (place) {
          event.preventDefault();
          router.push(`/${slug}${place.path}`);
        }
        return;
      }
      if (event.key === 'g') wentAt = event.timeStamp;
      else if (event.key === '?') setOpen('keys');
      else if (event.key === 'j') moveRow(1);
      else if (event.key === 'k') moveRow(-1);
    };
    const onOpen = () => setOpen('palette');
    window.addEventListener('keydown', onKey);
    window.addEventListener(openEvent, onOpen);
    return () => {
      window.removeEventListener('keydown', onKey);
      window.removeEventListener(openEvent, onOpen);
    };
  }, [router, slug]);
  if (open === 'palette') return <Palette onClose={() => setOpen(null)} />;
  if (open === 'keys') return <KeysDialog onClose={() => setOpen(null)} />;
  return null;
}

function isTyping(target: EventTarget | null): boolean {
  if (document.querySelector('dialog[open]')) return true;
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest('input, textarea, select, [role="textbox"], .monaco-editor') !== null)
  );
}

/** Moves the focus along whatever list the page shows: rows are marked `data-row`. */
function moveRow(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('main [data-row]')].filter((row) => row.offsetParent !== null);
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[at === -1 ? (step === 1 ? 0 : rows.length - 1) : at + step];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}
