/** A smaller counterexample than fast-check's own, and why it fails; null where there is none, or where it cannot be told. */
export function shrinkFurther<T extends unknown[]>(property: unknown, start: T | null): { value: T; error: unknown } | null;
export function shrinkFurtherLater<T extends unknown[]>(property: unknown, start: T | null): Promise<{ value: T; error: unknown } | null>;
