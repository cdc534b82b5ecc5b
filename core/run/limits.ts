/**
 * How many segments of runs go on at once: on one worker, for one project, and on all workers together; the queue holds what is beyond. All waves of an
 * organization together start no more than `organization`: what they would start beyond is held back, so that one organization does not fill every queue.
 */
export const runLimits = { machine: 8, project: 8, organization: 24, everywhere: 64 } as const;
