import type { System, Variable } from '#core/analysis/system.ts';
import type { ModuleBinding } from './binding.ts';

/** A function that a module exports, with the names of its parameters as its source has them. */
export type ExportedFunction = { module: string; name: string; parameters: readonly string[] };

/**
 * A binding to start from, by names alone: each event goes to the export that shares the most words with it and with its inputs, each input to the parameter that is named like
 * it, each output to the result. What no name tells is left out, so that the dry run complains about it. Null where no event resembles any export.
 */
export function proposeBinding(system: System, exports: readonly ExportedFunction[]): ModuleBinding | null {
  const events: ModuleBinding['events'] = {};
  const modules = new Map<string, number>();
  const inputs = system.variables.filter(({ role }) => role === 'input');
  const outputs = system.variables.filter(({ role }) => role === 'output');
  for (const event of new Set(system.rules.flatMap((rule) => rule.events ?? []))) {
    const ranked = exports
      .map((each) => ({
        each,
        score: likeness(event, each.name) * 2 + Math.max(0, ...outputs.map(({ name }) => likeness(name, each.name))),
      }))
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score || (a.each.name < b.each.name ? -1 : 1));
    const best = ranked[0]?.each;
    if (!best) continue;
    modules.set(best.module, (modules.get(best.module) ?? 0) + 1);
    const passed = best.parameters.map((parameter) => closest(parameter, inputs)).map((name) => (name === null ? null : `$${name}`));
    const only = outputs.length === 1 ? outputs[0] : undefined;
    const observed = Object.fromEntries(outputs.map(({ name }) => [name, only?.name === name ? 'result' : `result.${camel(name)}`]));
    events[event] = { call: best.name, module: best.module, arguments: passed, outputs: observed };
  }
  const [first] = [...modules].sort((a, b) => b[1] - a[1]);
  return first ? { adapter: 'module', module: first[0], events } : null;
}

/** The exported functions of a JavaScript or TypeScript source, by its words: `export function f(a, b)` and `export const f = (a, b) =>`. */
export function exportedFunctions(module: string, source: string): ExportedFunction[] {
  const found = source.matchAll(
    /^export (?:default )?(?:async )?(?:function\s*\*?\s*(\w+)|const (\w+)\s*=\s*(?:async\s*)?(?:function\s*)?)\s*\(([^)]*)\)/gmu,
  );
  return [...found].map(([, declared, constant, parameters]) => ({
    module,
    name: declared ?? constant ?? 'default',
    parameters: (parameters ?? '').split(',').flatMap((each) => /^\s*(?:\.\.\.)?(\w+)/.exec(each)?.[1] ?? []),
  }));
}

function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 1);
}

/** From 0 to 1: how many words two names share. */
function likeness(a: string, b: string): number {
  const [left, right] = [new Set(wordsOf(a)), new Set(wordsOf(b))];
  const shared = [...left].filter((word) => right.has(word)).length;
  return left.size === 0 || right.size === 0 ? 0 : shared / Math.max(left.size, right.size);
}

function closest(parameter: string, inputs: readonly Variable[]): string | null {
  const [best] = inputs.map(({ name }) => ({ name, score: likeness(name, parameter) })).sort((a, b) => b.score - a.score);
  return best && best.score > 0 ? best.name : null;
}

function camel(name: string): string {
  return name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
