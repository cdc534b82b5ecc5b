import { decideTable } from './decide-table.ts';
import type { Boxed, DmnModel, ItemType, Parameter } from './dmn-model.ts';
import { compileFeel } from './feel.ts';
import { callNamed } from './feel-functions.ts';
import { connect, isOfType } from './feel-operators.ts';
import { FeelError } from './feel-reader.ts';
import { context, type Evaluate, type Feel, type FeelFunction, isKind, isList, type Scope } from './feel-value.ts';
import { compileUnaryTests, passes } from './unary-tests.ts';

export type Decided = { ok: true; value: Feel } | { ok: false; reason: string };

/** What the model says of its decisions for some inputs. */
export type Oracle = {
  decide(name: string, inputs: ReadonlyMap<string, Feel>): Decided;
};

/** Something in the model that is not supported: the answer is a reason, and no value. */
class Unsupported extends Error {
  override readonly name = 'Unsupported';
}

const DEEPEST = 200;

/**
 * Evaluates a decision model as the standard has it. What an expression cannot compute is null; what this evaluator does not know (functions of
 * other languages) is a reason.
 */
export function createOracle(model: DmnModel): Oracle {
  const compiled = new Map<string, Evaluate>();
  const literal = (text: string): Evaluate => {
    const known = compiled.get(text) ?? compileFeel(text, model.names);
    compiled.set(text, known);
    return known;
  };
  let depth = 0;
  const evaluate = (boxed: Boxed, scope: Scope): Feel => {
    switch (boxed.kind) {
      case 'literal':
        return literal(boxed.text)(scope);
      case 'table':
        return decideTable(boxed.table, { scope, literal, names: model.names, coerced });
      case 'context': {
        const made = new Map<string, Feel>();
        const inner: Scope = (name) => (made.has(name) ? made.get(name) : scope(name));
        for (const { name, type, value } of boxed.entries) {
          const result = coerced(evaluate(value, inner), type);
          if (name === null) return result;
          made.set(name, result);
        }
        return context(made);
      }
      case 'invocation': {
        const target = evaluate(boxed.callee, scope);
        if (!isKind(target, 'function')) return null;
        return callNamed(
          target,
          boxed.bindings.map(({ name, value }) => [name, evaluate(value, scope)]),
        );
      }
      case 'list':
        return boxed.items.map((item) => evaluate(item, scope));
      case 'relation':
        return boxed.rows.map((row) =>
          context(boxed.columns.map((column, index) => [column, row[index] ? evaluate(row[index], scope) : null] as const)),
        );
      case 'function':
        return functionOf(boxed.parameters, boxed.body, scope);
      case 'conditional':
        return evaluate(evaluate(boxed.test, scope) === true ? boxed.yes : boxed.no, scope);
      case 'loop': {
        const over = evaluate(boxed.over, scope);
        if (over === null) return null;
        const results: Feel[] = [];
        for (const item of isList(over) ? over : [over])
          results.push(
            evaluate(boxed.result, (name) => (name === boxed.variable ? item : name === 'partial' ? [...results] : scope(name))),
          );
        return boxed.way === 'for' ? results : connect(results, boxed.way === 'some');
      }
      case 'filter': {
        const over = evaluate(boxed.over, scope);
        return (isList(over) ? over : over === null ? [] : [over]).filter(
          (item) =>
            evaluate(boxed.test, (name) =>
              name === 'item' ? item : ((isKind(item, 'context') ? item.entries.get(name) : undefined) ?? scope(name)),
            ) === true,
        );
      }
      case 'unsupported':
        throw new Unsupported(`It uses ${boxed.what}.`);
    }
  };
  const functionOf = (parameters: readonly Parameter[], body: Boxed, scope: Scope): FeelFunction => ({
    kind: 'function',
    parameters: parameters.map(({ name }) => name),
    call(values) {
      if (values.length !== parameters.length) return null;
      depth += 1;
      if (depth > DEEPEST) throw new Unsupported('It calls itself without end.');
      const given = new Map(parameters.map(({ name, type }, index) => [name, coerced(values[index] ?? null, type)]));
      const result = evaluate(body, (name) => (given.has(name) ? given.get(name) : scope(name)));
      depth -= 1;
      return result;
    },
  });
  const typeOf = (type: string): ItemType | undefined => model.types.get(type);
  const coerced = (value: Feel, type: string | null): Feel => {
    if (type === null || value === null) return value;
    const item = typeOf(type);
    if (!item) return coercedTo(value, (one) => isBase(one, type), /^list|^any$/i.test(type));
    return coercedTo(value, (one) => conforms(one, { ...item, isCollection: false }), item.isCollection);
  };
  const conforms = (value: Feel, item: ItemType): boolean => {
    if (value === null) return true;
    if (item.isCollection) return isList(value) && value.every((one) => conforms(one, { ...item, isCollection: false }));
    if (item.components.size > 0)
      return isKind(value, 'context') && [...item.components].every(([name, part]) => conforms(value.entries.get(name) ?? null, part));
    if (item.base !== null) {
      const base = typeOf(item.base);
      if (base ? !conforms(value, base) : !isBase(value, item.base)) return false;
    }
    return item.allowed === null || passes(compileUnaryTests(item.allowed, model.names), value, () => undefined) === true;
  };
  const scopeFor = (inputs: ReadonlyMap<string, Feel>): Scope => {
    const decided = new Map<string, Feel>();
    const running = new Set<string>();
    const named = new Map(model.decisions.map((one) => [one.name, one]));
    const known = new Map(model.knowledge.map((one) => [one.name, one]));
    const types = new Map(model.inputs.map(({ name, type }) => [name, type]));
    const services = new Map(model.services.map((one) => [one.name, one]));
    const scope: Scope = (name) => {
      if (inputs.has(name)) return coerced(inputs.get(name) ?? null, types.get(name) ?? null);
      if (decided.has(name)) return decided.get(name);
      const knowledge = known.get(name);
      if (knowledge)
        return knowledge.body
          ? functionOf(knowledge.parameters, knowledge.body, (asked) => (known.has(asked) ? scope(asked) : undefined))
          : null;
      const service = services.get(name);
      if (service) return serviceOf(service);
      const decision = named.get(name);
      if (!decision) return types.has(name) ? null : undefined;
      if (running.has(name)) throw new Unsupported(`"${name}" depends on itself.`);
      running.add(name);
      const value = decision.expression ? coerced(evaluate(decision.expression, scope), decision.type) : null;
      running.delete(name);
      decided.set(name, value);
      return value;
    };
    return scope;
  };
  const serviceOf = ({ inputs, inputDecisions, outputs }: DmnModel['services'][number]): FeelFunction => {
    const nameOf = (id: string) => [...model.inputs, ...model.decisions].find((one) => one.id === id)?.name ?? id;
    const parameters = [...inputDecisions, ...inputs].map(nameOf);
    return {
      kind: 'function',
      parameters,
      call(values) {
        const scope = scopeFor(new Map(parameters.map((name, index) => [name, values[index] ?? null])));
        const results = outputs.map((id) => [nameOf(id), scope(nameOf(id)) ?? null] as const);
        return results.length === 1 ? (results[0]?.[1] ?? null) : context(results);
      },
    };
  };
  return {
    decide(name, inputs) {
      depth = 0;
      try {
        const value = scopeFor(inputs)(name);
        return value === undefined ? { ok: false, reason: `There is no decision "${name}".` } : { ok: true, value };
      } catch (error) {
        if (error instanceof Unsupported || error instanceof FeelError) return { ok: false, reason: error.message };
        if (error instanceof RangeError) return { ok: false, reason: 'It goes too deep.' };
        throw error;
      }
    },
  };
}

/** A list of one where one is asked for, one where a list is; null where neither fits. */
function coercedTo(value: Feel, fits: (value: Feel) => boolean, isCollection: boolean): Feel {
  if (isCollection) {
    const list = isList(value) ? value : [value];
    return list.every(fits) ? list : null;
  }
  if (fits(value)) return value;
  const [only] = isList(value) && value.length === 1 ? value : [];
  return only !== undefined && fits(only) ? only : null;
}

const BASES = /^(?:number|string|boolean|date|time|date and time|datetime|days and time duration|years and months duration)$/i;

function isBase(value: Feel, type: string): boolean {
  return (
    value === null ||
    !BASES.test(type.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()) ||
    isOfType(value, type.replace(/([a-z])([A-Z])/g, '$1 $2'))
  );
}
