'use client';

import { onDemand } from '#components/ui/on-demand.tsx';
import type { Task } from '#core/language/spec-tree.ts';

const RunTaskDialog = onDemand(() => import('#components/runs/run-task-dialog.tsx').then(({ RunTaskDialog }) => RunTaskDialog));
const RunWaveDialog = onDemand(() => import('#components/runs/run-wave-dialog.tsx').then(({ RunWaveDialog }) => RunWaveDialog));

/** What somebody is about to run: one task, or many. */
export type Running = Task | 'many';

type RunDialogProps = { running: Running; specId: string; blocker: string | null; onClose: () => void };

export function RunDialog({ running, ...shared }: RunDialogProps) {
  return running === 'many' ? <RunWaveDialog {...shared} /> : <RunTaskDialog {...shared} task={running} />;
}
