/** A decision model (OMG DMN 1.1 to 1.5), as far as tables, expressions and what they need of one another. */
export type DmnModel = {
  name: string;
  namespace: string;
  /** By the name by which expressions speak of it. */
  inputs: readonly { id: string; name: string; type: string | null }[];
  decisions: readonly Decision[];
  knowledge: readonly Knowledge[];
  services: readonly DecisionService[];
  types: ReadonlyMap<string, ItemType>;
  /** Every table of the file, wherever it stands. */
  tables: readonly { owner: string; table: DecisionTable }[];
  /** All names that expressions may use: some hold spaces or signs. */
  names: ReadonlySet<string>;
};

export type Decision = { id: string; name: string; type: string | null; expression: Boxed | null };

export type Knowledge = { id: string; name: string; type: string | null; parameters: readonly Parameter[]; body: Boxed | null };

export type Parameter = { name: string; type: string | null };

export type DecisionService = {
  id: string;
  name: string;
  outputs: readonly string[];
  inputDecisions: readonly string[];
  inputs: readonly string[];
};

export type ItemType = {
  base: string | null;
  isCollection: boolean;
  allowed: string | null;
  components: ReadonlyMap<string, ItemType>;
};

export type Boxed =
  | { kind: 'literal'; text: string }
  | { kind: 'table'; table: DecisionTable }
  /** An entry without a name is the result. */
  | { kind: 'context'; entries: readonly { name: string | null; type: string | null; value: Boxed }[] }
  | { kind: 'invocation'; callee: Boxed; bindings: readonly { name: string; value: Boxed }[] }
  | { kind: 'list'; items: readonly Boxed[] }
  | { kind: 'relation'; columns: readonly string[]; rows: readonly (readonly Boxed[])[] }
  | { kind: 'function'; parameters: readonly Parameter[]; body: Boxed }
  | { kind: 'conditional'; test: Boxed; yes: Boxed; no: Boxed }
  | { kind: 'loop'; way: 'for' | 'some' | 'every'; variable: string; over: Boxed; result: Boxed }
  | { kind: 'filter'; over: Boxed; test: Boxed }
  | { kind: 'unsupported'; what: string };

export type HitPolicy = 'UNIQUE' | 'ANY' | 'PRIORITY' | 'FIRST' | 'RULE ORDER' | 'OUTPUT ORDER' | 'COLLECT';

export type DecisionTable = {
  hitPolicy: HitPolicy;
  aggregation: 'SUM' | 'COUNT' | 'MIN' | 'MAX' | null;
  inputs: readonly { label: string; text: string; type: string | null; allowed: string | null }[];
  outputs: readonly { name: string; type: string | null; allowed: string | null; otherwise: string | null }[];
  rules: readonly { id: string; inputs: readonly string[]; outputs: readonly string[] }[];
};
