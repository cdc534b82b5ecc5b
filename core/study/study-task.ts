/** Whether a run asks models about a spec, or for a draft or a binding, instead of working on a task of it, by what stands in the place of the task's number. */
export const isStudyTask = (taskId: string): boolean => ['critics', 'readers', 'binding', 'draft'].includes(taskId);
