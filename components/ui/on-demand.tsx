'use client';

import { type ComponentType, lazy, Suspense } from 'react';

/** A component whose code comes when it is first shown, with nothing in its place until then: for what no page shows at first. */
export function onDemand<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  const Loaded = lazy(async () => ({ default: await load() }));
  return function OnDemand(props: Props) {
    return (
      <Suspense>
        <Loaded {...props} />
      </Suspense>
    );
  };
}
