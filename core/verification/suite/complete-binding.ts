import type { ExportedFunction } from './propose-binding.ts';

/** What may stand where something is being typed: `insert` replaces the text from `from` on. */
export type BindingCompletion = { label: string; detail: string; insert: string; from: number };

/** The names that a binding ties together. */
export type BindingNames = {
  events: readonly string[];
  inputs: readonly string[];
  outputs: readonly string[];
  states: readonly string[];
  exports: readonly ExportedFunction[];
};

type Place = {
  /** Keys from the outside in, up to the one whose value is typed; of a key that is typed, those around it. */
  path: readonly string[];
  isKey: boolean;
  /** Where the text that is typed begins, behind its quote; the offset itself outside of a text. */
  from: number;
  typed: string;
  isQuoted: boolean;
};

/** What fits at a place of a binding that is being written: exports of the code for calls, names of the readings elsewhere. Any text has an answer. */
export function completeBinding(text: string, offset: number, names: BindingNames): BindingCompletion[] {
  const place = placeAt(text, offset);
  const choices = choicesAt(place, names);
  return choices
    .filter(({ label }) => label.toLowerCase().includes(place.typed.toLowerCase()))
    .map(({ label, detail }) => ({ label, detail, insert: place.isQuoted ? label : JSON.stringify(label), from: place.from }));
}

type Choice = { label: string; detail: string };

const keysOf: Record<string, readonly string[]> = {
  '': ['adapter', 'module', 'reset', 'events', 'state'],
  event: ['call', 'module', 'arguments', 'outputs'],
  observer: ['from', 'is', 'matches', 'pattern', 'map'],
};

function choicesAt({ path, isKey, typed }: Place, { events, inputs, outputs, states, exports }: BindingNames): Choice[] {
  const words = (list: readonly string[], detail: string) => list.map((label) => ({ label, detail }));
  const [top, , part] = path;
  const last = path.at(-1);
  if (isKey) {
    if (path.length === 0) return words(keysOf[''] ?? [], 'binding');
    if (top === 'events' && path.length === 1) return words(events, 'event');
    if (top === 'events' && path.length === 2) return words(keysOf['event'] ?? [], 'of an event');
    if (top === 'events' && part === 'outputs' && path.length === 3) return words(outputs, 'output');
    if (top === 'state' && path.length === 1) return words(states, 'state');
    if (part === 'outputs' || top === 'state') return words(keysOf['observer'] ?? [], 'observer');
    return [];
  }
  if (last === 'call' || last === 'new')
    return exports.map(({ name, module, parameters }) => ({ label: name, detail: `${module} (${parameters.join(', ')})` }));
  if (last === 'module') return words([...new Set(exports.map(({ module }) => module))], 'file');
  if (last === 'adapter') return words(['module', 'cli', 'http'], 'adapter');
  if (last === 'reset') return words(['import'], 'the module anew for each case');
  if (last === '$if' || last === '$map' || last === '$repeat') return words(inputs, 'input');
  if (part === 'arguments' || typed.startsWith('$'))
    return words(
      inputs.map((name) => `$${name}`),
      'input',
    );
  if (part === 'outputs' || top === 'state') return words(['result', 'error.code', 'error.message', 'instance.'], 'what is seen');
  return [];
}

/** Reads as much of the text as there is before the offset; a text that is no JSON yet is read as far as it goes. */
function placeAt(text: string, offset: number): Place {
  const stack: { key: string | null; isList: boolean }[] = [];
  let key: string | null = null;
  let isValue = false;
  let start = -1;
  for (let at = 0; at < offset; at += 1) {
    const char = text[at];
    if (start >= 0) {
      if (char === '\\') at += 1;
      else if (char === '"') {
        if (!isValue) key = text.slice(start, at);
        start = -1;
      }
    } else if (char === '"') start = at + 1;
    else if (char === ':') isValue = true;
    else if (char === '{' || char === '[') {
      stack.push({ key, isList: char === '[' });
      key = null;
      isValue = char === '[';
    } else if (char === '}' || char === ']') {
      stack.pop();
      isValue = stack.at(-1)?.isList ?? false;
    } else if (char === ',') isValue = stack.at(-1)?.isList ?? false;
  }
  // The outermost braces have no key.
  const path = stack.slice(1).flatMap((each) => each.key ?? []);
  const from = start >= 0 ? start : offset;
  return {
    path: isValue && key !== null ? [...path, key] : path,
    isKey: !isValue,
    from,
    typed: text.slice(from, offset),
    isQuoted: start >= 0,
  };
}
