import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '#server/routers/app-router.ts';

/** What each procedure answers, as the browser gets it. */
export type Answers = inferRouterOutputs<AppRouter>;

/** What each procedure is asked with. */
export type Inputs = inferRouterInputs<AppRouter>;
