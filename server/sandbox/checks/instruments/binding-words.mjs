/** What a binding's templates and observers come to, for every kind of adapter. */

/** A template with the inputs put in: `"$name"`, `"${a} ${b}"`, `{ "$if": name, "$then", "$else" }`, `{ "$repeat": name, "of" }`, `{ "$map": name, "to" }`, `{ "$join": [...] }`,
 * `{ "$undefined": true }`. */
export function fill(template, inputs) {
  if (typeof template === 'string') {
    if (/^\$\w+$/.test(template)) return inputs[template.slice(1)];
    return template.replaceAll(/\$\{(\w+)\}/g, (_, name) => String(inputs[name] ?? ''));
  }
  if (Array.isArray(template)) return template.map((each) => fill(each, inputs));
  if (template === null || typeof template !== 'object') return template;
  if ('$undefined' in template) return undefined;
  if ('$if' in template) return fill(inputs[template.$if] ? template.$then : template.$else, inputs);
  if ('$map' in template) return fill(template.to[String(inputs[template.$map])], inputs);
  if ('$join' in template) return template.$join.map((each) => fill(each, inputs) ?? '').join('');
  if ('$repeat' in template)
    return Array.from({ length: Math.max(0, Number(inputs[template.$repeat]) || 0) }, () => fill(template.of, inputs));
  return Object.fromEntries(
    Object.entries(template).flatMap(([key, value]) => {
      const filled = fill(value, inputs);
      return filled === undefined ? [] : [[key, filled]];
    }),
  );
}

/** One observed value from what a step left: `{ result, error, instance, ... }`. Undefined where there is nothing that a reading could hold. */
export function observe(observer, seen) {
  const { from, is, map, matches, pattern, count } = typeof observer === 'string' ? { from: observer } : observer;
  let value = seen;
  for (const key of String(from).split('.')) value = value === null || value === undefined ? undefined : value[key];
  if (from === 'error') value = seen.error !== undefined;
  if (typeof value === 'function' && String(from).startsWith('instance.')) value = value.call(seen.instance);
  if (is !== undefined) return value === is;
  if (matches !== undefined) return typeof value === 'string' && new RegExp(matches, 'u').test(value);
  if (pattern !== undefined) {
    const [, found] = new RegExp(pattern, 'u').exec(String(value)) ?? [];
    if (count) return found?.length ?? 0;
    value = found !== undefined && found !== '' && Number.isFinite(Number(found)) && !map ? Number(found) : found;
  }
  if (map) return map[String(value)];
  return ['number', 'string', 'boolean'].includes(typeof value) && !Number.isNaN(value) ? value : undefined;
}

/** All of some observers, those without a value left out. */
export function observeAll(observers, seen) {
  const values = {};
  for (const [name, observer] of Object.entries(observers ?? {})) {
    const value = observe(observer, seen);
    if (value !== undefined) values[name] = value;
  }
  return values;
}

/** Whether some observer reads the error of a step, so that an error is an answer and no trouble. */
export function readsError(observers) {
  return Object.values(observers ?? {}).some((observer) =>
    String(typeof observer === 'string' ? observer : observer.from).startsWith('error'),
  );
}
