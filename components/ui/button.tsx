import type { ComponentProps } from 'react';
import { cx } from './class-names.ts';

type Variant = 'primary' | 'secondary' | 'ghost' | 'danger';
type Size = 'sm' | 'md';

const base =
  'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md font-medium whitespace-nowrap select-none disabled:cursor-not-allowed disabled:opacity-55 aria-disabled:cursor-not-allowed aria-disabled:opacity-55';
const variants: Record<Variant, string> = {
  primary: 'bg-accent text-accent-foreground enabled:hover:brightness-110',
  secondary: 'border border-border bg-card text-foreground enabled:hover:bg-muted',
  ghost: 'text-muted-foreground enabled:hover:bg-muted enabled:hover:text-foreground',
  danger: 'border border-border bg-card text-danger enabled:hover:bg-danger-soft',
};
const sizes: Record<Size, string> = { sm: 'h-7 px-2 text-xs', md: 'h-8 px-3 text-sm' };

type ButtonProps = ComponentProps<'button'> & { variant?: Variant; size?: Size };

export function Button({ variant = 'secondary', size = 'md', className, type = 'button', ...rest }: ButtonProps) {
  return <button type={type} className={cx(base, variants[variant], sizes[size], className)} {...rest} />;
}

type IconButtonProps = Omit<ButtonProps, 'aria-label' | 'title'> & { label: string; shortcut?: string };

/** A button whose only word is its accessible name, shown on hover. */
export function IconButton({ label, shortcut, variant = 'ghost', className, ...rest }: IconButtonProps) {
  return (
    <Button
      aria-label={label}
      title={shortcut ? `${label} (${shortcut})` : label}
      variant={variant}
      className={cx('size-7 px-0!', className)}
      {...rest}
    />
  );
}
