import { z } from 'zod';
import { type Anchor, mostSpans } from './anchor.ts';

const unit = z.int().nonnegative();

/** An anchor as it may be sent and as it is stored. */
export const anchor = z.object({
  spans: z
    .array(z.tuple([unit, unit, z.int().positive()]))
    .min(1)
    .max(mostSpans),
}) satisfies z.ZodType<Anchor>;
