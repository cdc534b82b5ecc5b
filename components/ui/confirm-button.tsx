'use client';

import { type ComponentProps, useEffect, useState } from 'react';
import { Button } from './button.tsx';

type ConfirmButtonProps = Omit<ComponentProps<typeof Button>, 'onClick' | 'aria-label' | 'children'> & {
  label: string;
  /** The full name of the act, as in `Remove Mira`. */
  name: string;
  onConfirm: () => void;
};

const armedMs = 4000;

/** For what cannot be undone: the first press asks, the second one does. The question goes away by itself. */
export function ConfirmButton({ label, name, onConfirm, ...rest }: ConfirmButtonProps) {
  const [isArmed, setIsArmed] = useState(false);
  useEffect(() => {
    if (!isArmed) return undefined;
    const timer = setTimeout(() => setIsArmed(false), armedMs);
    return () => clearTimeout(timer);
  }, [isArmed]);
  return (
    <Button
      size="sm"
      variant="danger"
      aria-label={isArmed ? `${name}: press again to confirm` : name}
      className={isArmed ? 'border-danger! bg-danger-soft!' : ''}
      onBlur={() => setIsArmed(false)}
      onClick={() => {
        if (isArmed) onConfirm();
        setIsArmed(!isArmed);
      }}
      {...rest}
    >
      {isArmed ? 'Press again' : label}
    </Button>
  );
}
