import { z } from 'zod';

/**
 * Says that something may be read anew: a hint, not the thing. `inbox` carries the id of the person whose inbox it is, `comments` that
 * of the spec whose comments they are, `suggestions` that of the document, `questions` that of the spec, `runs` that
 * of a run whose state is another one.
 */
export const change = z.object({ topic: z.enum(['inbox', 'comments', 'suggestions', 'runs', 'questions']), id: z.string().max(100) });
export type Change = z.infer<typeof change>;
