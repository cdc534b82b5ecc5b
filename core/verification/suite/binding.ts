import { z } from 'zod';
import type { System } from '#core/analysis/system.ts';

/** Where a binding stands in a repository. */
export const bindingPath = (slug: string) => `.plumbline/bindings/${slug}.json`;

/** A value to pass, with `"$name"` where an input goes. What it may hold is in `docs/verification.md`. */
const template = z.json();

const observer = z.union([
  z.string(),
  z.strictObject({
    /** A path: `result.total`, `error.code`, `instance.size`, `body.status`, `stdout`. `error` alone is whether it threw. */
    from: z.string(),
    /** True where it is this value. */
    is: z.union([z.string(), z.number(), z.boolean(), z.null()]).optional(),
    /** True where the text matches. */
    matches: z.string().optional(),
    /** The first group of this pattern, as a number where it is one. */
    pattern: z.string().optional(),
    /** With a pattern: how long what it finds is. */
    count: z.boolean().optional(),
    /** The reading's word for each value. */
    map: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  }),
]);

const observers = z.record(z.string(), observer);
const request = z.strictObject({
  method: z.string().optional(),
  path: z.string(),
  body: template.optional(),
  headers: z.record(z.string(), z.string()).optional(),
});

const moduleBinding = z.strictObject({
  adapter: z.literal('module'),
  /** Path of the file, from the repository's root. */
  module: z.string(),
  /** How each case starts afresh: an instance of a class, a call (what it returns becomes the instance), or the module imported anew. */
  reset: z
    .union([
      z.literal('import'),
      z.strictObject({ new: z.string(), module: z.string().optional(), arguments: z.array(template).optional() }),
      z.strictObject({ call: z.string(), module: z.string().optional(), arguments: z.array(template).optional() }),
    ])
    .optional(),
  events: z.record(
    z.string(),
    z.strictObject({
      call: z.string(),
      module: z.string().optional(),
      arguments: z.array(template).optional(),
      outputs: observers.optional(),
    }),
  ),
  state: observers.optional(),
});

const programBinding = z.strictObject({
  adapter: z.literal('cli'),
  command: z.string(),
  /** `lines`: one process that answers JSON with JSON, a line each. `process`: one for each step. */
  mode: z.enum(['lines', 'process']),
  reset: z.strictObject({ command: z.string() }).optional(),
  events: z.record(
    z.string(),
    z.strictObject({ arguments: z.array(template).optional(), stdin: template.optional(), outputs: observers.optional() }),
  ),
});

const serviceBinding = z.strictObject({
  adapter: z.literal('http'),
  url: z.string().regex(/^http:\/\/(?:127\.0\.0\.1|localhost):\d+/, 'A service runs in the sandbox: http://127.0.0.1:<port>.'),
  /** Starts it; it is ended with the run. */
  command: z.string().optional(),
  /** A path that answers once it is up. */
  ready: z.string().optional(),
  reset: z.strictObject({ request }).optional(),
  events: z.record(z.string(), z.strictObject({ request, outputs: observers.optional() })),
  state: z.record(z.string(), z.strictObject({ request, from: z.string(), map: z.record(z.string(), z.json()).optional() })).optional(),
});

const bindingSchema = z.discriminatedUnion('adapter', [moduleBinding, programBinding, serviceBinding]);

/** What ties the names of the readings to a system. */
export type Binding = z.infer<typeof bindingSchema>;
export type ModuleBinding = z.infer<typeof moduleBinding>;

/** Something wrong in a binding file, where it stands (UTF-16 offsets). */
export type BindingProblem = { message: string; span: { start: number; end: number } };

/** Reads a binding. Any text gives a binding or problems. */
export function parseBinding(text: string): { binding: Binding | null; problems: BindingProblem[] } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const at = Number(/position (\d+)/.exec(String(error))?.[1] ?? 0);
    return {
      binding: null,
      problems: [{ message: `This is no JSON: ${String(error)}`, span: { start: at, end: Math.min(text.length, at + 1) } }],
    };
  }
  const parsed = bindingSchema.safeParse(value);
  if (parsed.success) return { binding: parsed.data, problems: [] };
  const problems = parsed.error.issues.map(({ path, message }) => ({
    message: `${path.join('.') || 'binding'}: ${message}`,
    span: placeOf(text, path.map(String)),
  }));
  return { binding: null, problems };
}

/** What does not fit between a binding and the readings that it is for: unknown events and names, and what nobody observes. */
export function checkBinding(system: System, binding: Binding, text: string): BindingProblem[] {
  const problems: BindingProblem[] = [];
  const add = (message: string, path: readonly string[]) => problems.push({ message, span: placeOf(text, path) });
  const variables = new Map(system.variables.map((variable) => [variable.name, variable]));
  const needed = new Set(system.rules.flatMap(({ events }) => events ?? []));
  const events: Readonly<Record<string, { outputs?: z.infer<typeof observers> | undefined }>> = binding.events;
  for (const [name, event] of Object.entries(events)) {
    if (!needed.has(name) && name !== 'tick') add(`No reading speaks of an event "${name}".`, ['events', name]);
    for (const output of Object.keys(event.outputs ?? {}))
      if (variables.get(output)?.role !== 'output')
        add(`"${output}" is no output or action of the readings.`, ['events', name, 'outputs', output]);
    for (const input of inputsIn(event))
      if (variables.get(input)?.role !== 'input') add(`"${input}" is no input of the readings.`, ['events', name]);
  }
  for (const event of needed) if (!(event in events)) add(`Nothing is bound to the event "${event}".`, ['events']);
  const state = 'state' in binding ? (binding.state ?? {}) : {};
  for (const name of Object.keys(state))
    if (variables.get(name)?.role !== 'state') add(`"${name}" is no state of the readings.`, ['state', name]);
  if (binding.adapter === 'cli' && binding.mode === 'lines') return problems;
  for (const { name, role } of system.variables)
    if (role === 'output' && !Object.values(events).some(({ outputs }) => name in (outputs ?? {})))
      add(`Nothing observes "${name}".`, ['events']);
  return problems;
}

function inputsIn(value: unknown): string[] {
  if (typeof value === 'string') return [...value.matchAll(/^\$(\w+)$|\$\{(\w+)\}/g)].map(([, whole, part]) => whole ?? part ?? '');
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, each]) => (/^\$(?:if|map|repeat)$/.test(key) ? [String(each)] : inputsIn(each)));
}

/** Where the last key of a path stands; the nearest before it where it does not. */
function placeOf(text: string, path: readonly string[]): { start: number; end: number } {
  let place = { start: 0, end: Math.min(1, text.length) };
  let from = 0;
  for (const key of path) {
    const quoted = JSON.stringify(key);
    const at = text.indexOf(quoted, from);
    if (at < 0) continue;
    place = { start: at, end: at + quoted.length };
    from = place.end;
  }
  return place;
}
