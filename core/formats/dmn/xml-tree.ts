import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** An element without its namespace's prefix. */
export type Element = {
  name: string;
  attributes: Readonly<Record<string, string>>;
  children: readonly Element[];
  /** Its own text and that of nothing below it. */
  text: string;
};

export type ReadXml = { ok: true; root: Element } | { ok: false; reason: string };

const DEEPEST = 400;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
});

/** Reads a document of XML. Broken text is a reason with its line, and no exception. */
export function readXml(source: string): ReadXml {
  try {
    const validity = XMLValidator.validate(source);
    if (validity !== true) return { ok: false, reason: `It is no XML: ${validity.err.msg} (line ${validity.err.line})` };
    const nodes: unknown = parser.parse(source);
    const root = elementsOf(nodes, 0)[0];
    return root ? { ok: true, root } : { ok: false, reason: 'It is no XML: there is no element.' };
  } catch (error) {
    return { ok: false, reason: `It is no XML: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function elementsOf(nodes: unknown, depth: number): Element[] {
  if (!Array.isArray(nodes) || depth > DEEPEST) return [];
  return nodes.flatMap((node: unknown) => {
    if (!isRecord(node)) return [];
    const name = Object.keys(node).find((key) => key !== ':@' && key !== '#text');
    if (name === undefined) return [];
    const inside = node[name];
    const attributes = isRecord(node[':@']) ? node[':@'] : {};
    return [
      {
        name,
        attributes: Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, String(value)])),
        children: elementsOf(inside, depth + 1),
        text: Array.isArray(inside)
          ? inside.map((part: unknown) => (isRecord(part) && '#text' in part ? String(part['#text']) : '')).join('')
          : '',
      },
    ];
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** The first child of this name. */
export function child(element: Element | undefined, ...names: string[]): Element | undefined {
  return element?.children.find(({ name }) => names.includes(name));
}

/** All children of this name. */
export function children(element: Element | undefined, name: string): Element[] {
  return element?.children.filter((one) => one.name === name) ?? [];
}

/** Every element of this name, at any depth. */
export function* descendants(element: Element, name: string): Generator<Element> {
  for (const one of element.children) {
    if (one.name === name) yield one;
    yield* descendants(one, name);
  }
}

/** The words of the child that is a `text`, without the white space around. */
export function textOf(element: Element | undefined): string {
  return (child(element, 'text')?.text ?? element?.text ?? '').trim();
}
