'use client';

import Link from 'next/link';
import { type ComponentProps, useState } from 'react';

type GoLinkProps = Omit<ComponentProps<typeof Link>, 'prefetch' | 'href'> & {
  href: string;
  /** Somebody comes near: the page may be fetched already. */
  isNear?: boolean;
};

/**
 * A link that fetches its page when somebody means to follow it (pointer or focus on it), so that a long list
 * of links costs no request and following one costs no wait.
 */
export function GoLink({ isNear = false, ...rest }: GoLinkProps) {
  const [isMeant, setIsMeant] = useState(false);
  const mean = () => setIsMeant(true);
  return <Link prefetch={isMeant || isNear} onPointerEnter={mean} onFocus={mean} onTouchStart={mean} {...rest} />;
}
