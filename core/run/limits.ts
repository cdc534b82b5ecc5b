/** How many segments of runs go on at once: on one worker, for one project, and on all workers together. The queue holds what is beyond. */
export const runLimits = { machine: 8, project: 8, everywhere: 64 } as const;
