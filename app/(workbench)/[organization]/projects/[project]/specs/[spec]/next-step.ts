import type { useSpec } from './use-spec.ts';

type Live = ReturnType<typeof useSpec>;

/** What is to be done next for a spec, as the end of a sentence. */
export function nextStep({ cannotStartBecause }: Live['spec'], { tasks, tasksVerified, criteria, verified }: Live['soundness']): string {
  if (cannotStartBecause) return cannotStartBecause;
  if (tasksVerified < tasks) return `${tasks - tasksVerified} ${tasks - tasksVerified === 1 ? 'task' : 'tasks'} to run and verify.`;
  return verified < criteria ? `${criteria - verified} criteria without a verdict that holds.` : 'nothing; every criterion holds.';
}
