import type { ReactNode } from 'react';
import { Mark } from '#components/shell/mark.tsx';

export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <main className="grid min-h-dvh place-items-center p-4">
      <div className="w-full max-w-sm">
        <p className="mb-4 flex items-center justify-center gap-2 text-base font-semibold">
          <Mark /> Plumbline
        </p>
        <div className="panel p-5">{children}</div>
      </div>
    </main>
  );
}
