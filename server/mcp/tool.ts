import type { z } from 'zod';
import type { Action } from '#core/access/access.ts';
import type { Ctx } from '#server/context.ts';

/** What a program may do through the door: a service, in words that a model reads. */
export type McpTool = {
  name: string;
  title: string;
  description: string;
  /** The row of the access table that it stands under. */
  action: Action;
  input: z.ZodObject;
  /** Changes nothing. */
  isReading: boolean;
  run: (ctx: Ctx, input: unknown) => Promise<unknown>;
};

type Written<Input extends z.ZodObject> = Omit<McpTool, 'input' | 'run'> & {
  input: Input;
  run: (ctx: Ctx, input: z.output<Input>) => Promise<unknown>;
};

/** A tool whose input is checked by its own schema before its service sees it. */
export function tool<Input extends z.ZodObject>({ input, run, ...rest }: Written<Input>): McpTool {
  return { ...rest, input, run: async (ctx, given) => run(ctx, await input.parseAsync(given)) };
}
