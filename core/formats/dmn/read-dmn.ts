import type { Boxed, Decision, DecisionTable, DmnModel, HitPolicy, ItemType, Knowledge, Parameter } from './dmn-model.ts';
import { child, children, descendants, type Element, readXml, textOf } from './xml-tree.ts';

export type ReadDmn = { ok: true; model: DmnModel } | { ok: false; reason: string };

/**
 * Reads a decision model. Types of models that it imports are found in `others`, the contents of files beside it. What is not understood in it becomes an
 * `unsupported` expression; only a file that is no model at all is a reason.
 */
export function readDmn(source: string, others: readonly string[] = []): ReadDmn {
  const xml = readXml(source);
  if (!xml.ok) return xml;
  if (xml.root.name !== 'definitions') return { ok: false, reason: `It is no decision model, but a document of <${xml.root.name}>.` };
  const { root } = xml;
  const types = typesOf(root, '');
  for (const { attributes } of children(root, 'import')) {
    const imported = others
      .map((other) => readXml(other))
      .find((other) => other.ok && other.root.attributes['namespace'] === attributes['namespace']);
    if (imported?.ok) for (const [name, type] of typesOf(imported.root, attributes['name'] ?? '')) types.set(name, type);
  }
  const inputs = children(root, 'inputData').map((one) => ({ id: idOf(one), name: nameOf(one), type: variableType(one) }));
  const decisions = children(root, 'decision').map(decisionOf);
  const knowledge = children(root, 'businessKnowledgeModel').map(knowledgeOf);
  const services = children(root, 'decisionService').map((one) => {
    const refs = (name: string) => children(one, name).map(({ attributes }) => (attributes['href'] ?? '').replace(/^.*#/, ''));
    return {
      id: idOf(one),
      name: nameOf(one),
      outputs: refs('outputDecision'),
      inputDecisions: refs('inputDecision'),
      inputs: refs('inputData'),
    };
  });
  const names = new Set<string>();
  for (const tag of [
    'variable',
    'inputData',
    'decision',
    'businessKnowledgeModel',
    'itemComponent',
    'formalParameter',
    'parameter',
    'column',
    'output',
    'decisionService',
  ])
    for (const { attributes } of descendants(root, tag)) if (attributes['name']) names.add(attributes['name'].trim());
  for (const { components } of types.values()) for (const name of components.keys()) names.add(name);
  return {
    ok: true,
    model: {
      name: root.attributes['name'] ?? '',
      namespace: root.attributes['namespace'] ?? '',
      inputs,
      decisions,
      knowledge,
      services,
      types,
      tables: [...tablesOf(root, '')],
      names,
    },
  };
}

const idOf = ({ attributes }: Element): string => attributes['id'] ?? attributes['name'] ?? '';
const nameOf = (element: Element): string => (child(element, 'variable')?.attributes['name'] ?? element.attributes['name'] ?? '').trim();
const variableType = (element: Element): string | null => typeName(child(element, 'variable')?.attributes['typeRef']);

/** Without the prefix of DMN's own types: `feel:string` is `string`. */
function typeName(text: string | undefined): string | null {
  if (text === undefined || text.trim() === '') return null;
  return text
    .trim()
    .replace(/^\{[^}]*\}/, '')
    .replace(/^(?:feel|kie|tns|dmn):/, '');
}

function typesOf(root: Element, prefix: string): Map<string, ItemType> {
  return new Map(
    children(root, 'itemDefinition').map((one) => [`${prefix ? `${prefix}.` : ''}${one.attributes['name'] ?? ''}`, typeOf(one)] as const),
  );
}

function typeOf(element: Element): ItemType {
  const allowed = textOf(child(element, 'allowedValues', 'typeConstraint'));
  return {
    base: typeName(child(element, 'typeRef')?.text),
    isCollection: element.attributes['isCollection'] === 'true',
    allowed: allowed === '' ? null : allowed,
    components: new Map(children(element, 'itemComponent').map((one) => [one.attributes['name'] ?? '', typeOf(one)])),
  };
}

const EXPRESSIONS = [
  'literalExpression',
  'decisionTable',
  'context',
  'invocation',
  'list',
  'relation',
  'functionDefinition',
  'conditional',
  'for',
  'some',
  'every',
  'filter',
];

function decisionOf(element: Element): Decision {
  return { id: idOf(element), name: nameOf(element), type: variableType(element), expression: boxedIn(element) };
}

function knowledgeOf(element: Element): Knowledge {
  const logic = child(element, 'encapsulatedLogic');
  const isForeign = logic?.attributes['kind'] && !/^FEEL$/i.test(logic.attributes['kind']);
  return {
    id: idOf(element),
    name: nameOf(element),
    type: variableType(element),
    parameters: parametersOf(logic),
    body: isForeign ? { kind: 'unsupported', what: 'a function of another language' } : boxedIn(logic),
  };
}

function parametersOf(element: Element | undefined): Parameter[] {
  return children(element, 'formalParameter').map(({ attributes }) => ({
    name: (attributes['name'] ?? '').trim(),
    type: typeName(attributes['typeRef']),
  }));
}

function boxedIn(element: Element | undefined): Boxed | null {
  const found = child(element, ...EXPRESSIONS);
  return found ? boxed(found) : null;
}

const inside = (element: Element | undefined): Boxed => boxedIn(element) ?? { kind: 'literal', text: 'null' };

function boxed(element: Element): Boxed {
  switch (element.name) {
    case 'literalExpression':
      return literalOf(element);
    case 'decisionTable':
      return { kind: 'table', table: tableOf(element) };
    case 'context':
      return {
        kind: 'context',
        entries: children(element, 'contextEntry').map((entry) => ({
          name: child(entry, 'variable')?.attributes['name']?.trim() ?? null,
          type: variableType(entry),
          value: inside(entry),
        })),
      };
    case 'invocation':
      return {
        kind: 'invocation',
        callee: inside(element),
        bindings: children(element, 'binding').map((binding) => ({
          name: (child(binding, 'parameter')?.attributes['name'] ?? '').trim(),
          value: inside(binding),
        })),
      };
    case 'list':
      return { kind: 'list', items: element.children.filter(({ name }) => EXPRESSIONS.includes(name)).map(boxed) };
    case 'relation':
      return {
        kind: 'relation',
        columns: children(element, 'column').map(({ attributes }) => (attributes['name'] ?? '').trim()),
        rows: children(element, 'row').map((row) => row.children.filter(({ name }) => EXPRESSIONS.includes(name)).map(boxed)),
      };
    case 'functionDefinition':
      if (element.attributes['kind'] && !/^FEEL$/i.test(element.attributes['kind']))
        return { kind: 'unsupported', what: 'a function of another language' };
      return { kind: 'function', parameters: parametersOf(element), body: inside(element) };
    case 'conditional':
      return {
        kind: 'conditional',
        test: inside(child(element, 'if')),
        yes: inside(child(element, 'then')),
        no: inside(child(element, 'else')),
      };
    case 'for':
    case 'some':
    case 'every':
      return {
        kind: 'loop',
        way: element.name,
        variable: element.attributes['iteratorVariable'] ?? 'item',
        over: inside(child(element, 'in')),
        result: inside(child(element, 'return', 'satisfies')),
      };
    case 'filter':
      return { kind: 'filter', over: inside(child(element, 'in')), test: inside(child(element, 'match')) };
    default:
      return { kind: 'unsupported', what: `<${element.name}>` };
  }
}

function literalOf(element: Element): Boxed {
  const language = element.attributes['expressionLanguage'];
  if (language && !/feel/i.test(language)) return { kind: 'unsupported', what: `an expression of ${language}` };
  if (child(element, 'importedValues')) return { kind: 'unsupported', what: 'values of another file' };
  return { kind: 'literal', text: textOf(child(element, 'text')) || 'null' };
}

const POLICIES: Record<string, HitPolicy> = {
  U: 'UNIQUE',
  UNIQUE: 'UNIQUE',
  A: 'ANY',
  ANY: 'ANY',
  P: 'PRIORITY',
  PRIORITY: 'PRIORITY',
  F: 'FIRST',
  FIRST: 'FIRST',
  R: 'RULE ORDER',
  'RULE ORDER': 'RULE ORDER',
  O: 'OUTPUT ORDER',
  'OUTPUT ORDER': 'OUTPUT ORDER',
  C: 'COLLECT',
  COLLECT: 'COLLECT',
};

const AGGREGATIONS = ['SUM', 'COUNT', 'MIN', 'MAX'] as const;

function tableOf(element: Element): DecisionTable {
  const policy = (element.attributes['hitPolicy'] ?? 'UNIQUE').toUpperCase();
  const optional = (text: string) => (text === '' ? null : text);
  const outputs = children(element, 'output');
  return {
    hitPolicy: POLICIES[policy.replace(/_/g, ' ')] ?? 'UNIQUE',
    aggregation: AGGREGATIONS.find((one) => one === element.attributes['aggregation']?.toUpperCase()) ?? null,
    inputs: children(element, 'input').map((input) => {
      const asked = child(input, 'inputExpression');
      const text = textOf(child(asked, 'text'));
      return {
        label: input.attributes['label']?.trim() || text,
        text,
        type: typeName(asked?.attributes['typeRef']),
        allowed: optional(textOf(child(input, 'inputValues'))),
      };
    }),
    outputs: outputs.map((output) => ({
      name: (output.attributes['name'] ?? output.attributes['label'] ?? '').trim(),
      type: typeName(output.attributes['typeRef'] ?? (outputs.length === 1 ? element.attributes['typeRef'] : undefined)),
      allowed: optional(textOf(child(output, 'outputValues'))),
      otherwise: optional(textOf(child(output, 'defaultOutputEntry'))),
    })),
    rules: children(element, 'rule').map((rule, index) => ({
      id: `rule ${index + 1}`,
      inputs: children(rule, 'inputEntry').map((entry) => textOf(child(entry, 'text'))),
      outputs: children(rule, 'outputEntry').map((entry) => textOf(child(entry, 'text'))),
    })),
  };
}

function* tablesOf(element: Element, owner: string): Generator<{ owner: string; table: DecisionTable }> {
  for (const one of element.children) {
    const isOwner = one.name === 'decision' || one.name === 'businessKnowledgeModel';
    if (one.name === 'decisionTable') yield { owner, table: tableOf(one) };
    else yield* tablesOf(one, isOwner ? nameOf(one) : owner);
  }
}
