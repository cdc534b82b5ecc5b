'use client';

import { Check } from '#components/ui/check.tsx';
import { type ScopeName, scopeTable } from '#core/access/scopes.ts';

type KeyScopesProps = { offered: ScopeName[]; chosen: ScopeName[] | null; onChange: (scopes: ScopeName[] | null) => void };

/** What a key is to be made for: all that its owner may, or some of it. Reading is in all of them. */
export function KeyScopes({ offered, chosen, onChange }: KeyScopesProps) {
  return (
    <fieldset className="flex flex-wrap gap-x-4 gap-y-1.5 sm:col-span-2">
      <legend className="mb-1 text-xs font-medium">It may</legend>
      <Check label="do all that I may" isOn={chosen === null} onChange={(isOn) => onChange(isOn ? null : ['read'])} />
      {chosen !== null &&
        offered.map((scope) => (
          <Check
            key={scope}
            label={scopeTable[scope].words}
            isOn={scope === 'read' || chosen.includes(scope)}
            isDisabled={scope === 'read'}
            onChange={(isOn) => onChange(isOn ? [...chosen, scope] : chosen.filter((one) => one !== scope))}
          />
        ))}
    </fieldset>
  );
}
