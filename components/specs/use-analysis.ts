'use client';

import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import { analyzeParsed, type SpecAnalysis } from '#core/language/diagnose.ts';
import { parseDesign } from '#core/language/parse-design.ts';
import { parseRequirements } from '#core/language/parse-requirements.ts';
import { parseTasks } from '#core/language/parse-tasks.ts';
import type { DocumentStage } from '#core/pipeline/stages.ts';

const restMs = 120;

/** The texts once nobody has typed for a moment: reading follows writing and never holds it up. */
function useRested<T>(value: T): T {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    if (value === rested) return undefined;
    const timer = setTimeout(() => setRested(value), restMs);
    return () => clearTimeout(timer);
  }, [value, rested]);
  return useDeferredValue(rested);
}

/** Trees, links and problems of the texts as they are now; a document that did not change is not read again. */
export function useAnalysis(texts: Partial<Record<DocumentStage, string>>): SpecAnalysis {
  const { requirements, design, tasks } = useRested(texts);
  const requirementsTree = useMemo(() => (requirements === undefined ? null : parseRequirements(requirements)), [requirements]);
  const designTree = useMemo(() => (design === undefined ? null : parseDesign(design)), [design]);
  const tasksTree = useMemo(() => (tasks === undefined ? null : parseTasks(tasks)), [tasks]);
  return useMemo(
    () => analyzeParsed({ requirements, design, tasks }, { requirements: requirementsTree, design: designTree, tasks: tasksTree }),
    [requirements, design, tasks, requirementsTree, designTree, tasksTree],
  );
}
