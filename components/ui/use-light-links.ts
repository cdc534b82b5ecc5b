'use client';

import { useRouter } from 'next/navigation';
import { type RefObject, useEffect } from 'react';

/**
 * Makes plain links inside an element what `GoLink` is: followed without loading the page anew, fetched when somebody means to follow one. For lists in
 * which so many come into sight at once that a component for each would be felt. Without scripts, and with a key held, they are links as any other.
 */
export function useLightLinks(within: RefObject<HTMLElement | null>): void {
  const router = useRouter();
  useEffect(() => {
    const element = within.current;
    if (!element) return;
    const onMean = ({ target }: Event) => {
      const address = addressOf(target);
      if (address) router.prefetch(address);
    };
    const onClick = (event: MouseEvent) => {
      const address = addressOf(event.target);
      const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
      if (!address || !isPlain || event.defaultPrevented) return;
      event.preventDefault();
      router.push(address);
    };
    element.addEventListener('click', onClick);
    element.addEventListener('pointerover', onMean);
    element.addEventListener('focusin', onMean);
    return () => {
      element.removeEventListener('click', onClick);
      element.removeEventListener('pointerover', onMean);
      element.removeEventListener('focusin', onMean);
    };
  }, [within, router]);
}

/** The address of the link that something happened in, if it is a plain one of this origin. */
function addressOf(target: EventTarget | null): string | null {
  const link = target instanceof Element ? target.closest('a') : null;
  if (link?.target !== '' || link.origin !== window.location.origin) return null;
  return `${link.pathname}${link.search}${link.hash}`;
}
