import { readDate, readDateAndTime, readDuration, readTimeOfDay } from '#core/formats/dmn/feel-time.ts';
import { context, type Feel, isKind, isList, isTime } from '#core/formats/dmn/feel-value.ts';
import { child, children, type Element, readXml } from '#core/formats/dmn/xml-tree.ts';

export type TckCase = { id: string; inputs: Map<string, Feel>; expected: { name: string; value: Feel; isError: boolean }[] };

/** The cases of one test file of DMN's technology compatibility kit. */
export function readTckCases(source: string): TckCase[] {
  const xml = readXml(source);
  if (!xml.ok) return [];
  return children(xml.root, 'testCase').map((one) => ({
    id: one.attributes['id'] ?? '',
    inputs: new Map(children(one, 'inputNode').map((node) => [node.attributes['name'] ?? '', feelOf(node)])),
    expected: children(one, 'resultNode').map((node) => ({
      name: node.attributes['name'] ?? '',
      value: feelOf(child(node, 'expected') ?? node),
      isError: node.attributes['errorResult'] === 'true',
    })),
  }));
}

function feelOf(element: Element): Feel {
  const components = children(element, 'component');
  if (components.length > 0) return context(components.map((one) => [one.attributes['name'] ?? '', feelOf(one)] as const));
  const list = child(element, 'list');
  if (list) return list.attributes['nil'] === 'true' ? null : children(list, 'item').map(feelOf);
  const value = child(element, 'value');
  if (!value || value.attributes['nil'] === 'true') return null;
  const { text } = value;
  const type = (value.attributes['type'] ?? 'xsd:string').replace(/^.*:/, '');
  if (type === 'boolean') return text.trim() === 'true';
  if (type === 'decimal' || type === 'double' || type === 'integer' || type === 'float') return Number(text);
  if (type === 'date') return readDate(text.trim());
  if (type === 'time') return readTimeOfDay(text.trim());
  if (type === 'dateTime') return readDateAndTime(text.trim());
  return type === 'duration' ? readDuration(text.trim()) : text;
}

/** Equal as the kit compares: numbers to eight digits, contexts by their entries, dates by their moment. */
export function isSame(a: Feel, b: Feel): boolean {
  if (typeof a === 'number' && typeof b === 'number') return Math.abs(a - b) <= 1e-8 * Math.max(1, Math.abs(a), Math.abs(b));
  if (isList(a) && isList(b)) return a.length === b.length && a.every((one, index) => isSame(one, b[index] ?? null));
  if (isKind(a, 'context') && isKind(b, 'context'))
    return a.entries.size === b.entries.size && [...a.entries].every(([key, one]) => isSame(one, b.entries.get(key) ?? null));
  if (isTime(a) && isTime(b)) return a.kind === b.kind && a.amount === b.amount;
  return a === b;
}
