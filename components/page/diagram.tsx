'use client';

import mermaid from 'mermaid';
import { type ReactNode, useEffect, useId, useState } from 'react';

type DiagramProps = { code: string /** Shown until it is drawn, and where it cannot be. */; fallback: ReactNode };
type Drawn = { svg: string } | { refusal: string };

/** Longer ones take the page's thread for seconds. */
const longest = 30_000;

/** Drawings are made one after the other: the library keeps its settings for all of them in one place. */
let turn: Promise<unknown> = Promise.resolve();

/** A Mermaid diagram, drawn in the colours of the page's scheme. Its text can run nothing and fetch nothing. */
export function Diagram({ code, fallback }: DiagramProps) {
  const id = `diagram-${useId().replaceAll(/\W/g, '')}`;
  const isDark = useIsDark();
  const [drawn, setDrawn] = useState<Drawn | null>(null);
  useEffect(() => {
    let isGone = false;
    const draw = async (): Promise<Drawn> => {
      if (isGone) return { refusal: '' };
      if (code.length > longest) return { refusal: 'This diagram is too long to be drawn.' };
      mermaid.initialize({
        startOnLoad: false,
        securityLevel: 'strict',
        theme: isDark ? 'dark' : 'neutral',
        suppressErrorRendering: true,
        fontFamily: 'inherit',
      });
      return await mermaid.render(id, code);
    };
    turn = turn
      .then(draw)
      .catch(
        (error: unknown): Drawn => ({ refusal: error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'It could not be drawn.' }),
      )
      .then((result) => {
        if (!isGone) setDrawn(result);
      });
    return () => {
      isGone = true;
    };
  }, [id, code, isDark]);
  if (drawn && 'svg' in drawn) {
    // biome-ignore lint/security/noDangerouslySetInnerHtml: the library's own output in its strict mode: sanitised, without scripts and links
    return <div className="page-diagram" role="img" aria-label="Diagram" dangerouslySetInnerHTML={{ __html: drawn.svg }} />;
  }
  return (
    <>
      {drawn?.refusal && <p className="text-xs text-warning">Not drawn: {drawn.refusal}</p>}
      {fallback}
    </>
  );
}

function useIsDark(): boolean {
  const [isDark, setDark] = useState(readIsDark);
  useEffect(() => {
    const look = () => setDark(readIsDark());
    const system = matchMedia('(prefers-color-scheme: dark)');
    const chosen = new MutationObserver(look);
    system.addEventListener('change', look);
    chosen.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    return () => {
      system.removeEventListener('change', look);
      chosen.disconnect();
    };
  }, []);
  return isDark;
}

function readIsDark(): boolean {
  const chosen = document.documentElement.dataset['theme'];
  return chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
}
