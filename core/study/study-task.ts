/** Whether a run asks models about a spec instead of working on a task of it, by what stands in the place of the task's number. */
export const isStudyTask = (taskId: string): boolean => ['critics', 'readers', 'binding'].includes(taskId);
