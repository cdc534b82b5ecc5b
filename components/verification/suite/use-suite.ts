'use client';

import { startTransition, useCallback, useEffect, useRef, useState } from 'react';
import type { SpecTexts } from '#core/language/diagnose.ts';
import type { Framework } from '#core/verification/suite/emit-tests.ts';
import type { FocusRow } from '#core/verification/suite/focus-rows.ts';
import type { Notice } from '#core/verification/suite/notice.ts';
import type { Overview, SuiteAnswer, SuiteWish } from './suite.worker.ts';

export type SuiteNotices = { notices: readonly Notice[]; tried: number; of: number };

/** The suite that follows from texts, derived beside the page's own thread. `overview` is null until it was derived for the first time. */
export function useSuite(
  { requirements, format }: Pick<SpecTexts, 'requirements' | 'format'>,
  readings: string | undefined,
  criterion: string | null,
) {
  const [overview, setOverview] = useState<Overview | null>(null);
  const [rows, setRows] = useState<{ criterion: string; rows: FocusRow[] } | null>(null);
  const [noticed, setNoticed] = useState<SuiteNotices>({ notices: [], tried: 0, of: 0 });
  const worker = useRef<Worker | null>(null);
  const wish = useCallback((asked: SuiteWish) => worker.current?.postMessage(asked), []);
  useEffect(() => {
    const opened = new Worker(new URL('./suite.worker.ts', import.meta.url), { type: 'module' });
    opened.onmessage = ({ data }: MessageEvent<SuiteAnswer>) => {
      if (data.kind === 'file') return download(data.name, data.text);
      startTransition(() => {
        if (data.kind === 'overview') setOverview(data.overview);
        else if (data.kind === 'rows') setRows(data);
        else setNoticed(data);
      });
    };
    worker.current = opened;
    return () => {
      worker.current = null;
      opened.terminate();
    };
  }, []);
  useEffect(() => {
    if (requirements !== undefined) wish({ kind: 'read', requirements, format, readings, seed: 1 });
  }, [requirements, format, readings, wish]);
  useEffect(() => {
    if (overview && criterion !== null) wish({ kind: 'rows', criterion });
  }, [overview, criterion, wish]);
  const save = useCallback(
    (framework: Framework, slug: string, only: string | null) => wish({ kind: 'file', framework, slug, criterion: only }),
    [wish],
  );
  return { overview, rows: rows?.criterion === criterion ? rows.rows : null, noticed, save };
}

function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }));
  Object.assign(document.createElement('a'), { href: address, download: name }).click();
  URL.revokeObjectURL(address);
}
