import { z } from 'zod';
import type { Domain, Expression } from '#core/analysis/expression.ts';
import type { GameVariable } from '#core/analysis/game/realizability.ts';
import { namesIn } from '#core/analysis/timed/groups.ts';
import { readReqExpression } from '../req-expression.ts';
import type { Fretish } from './fret-monitor.ts';
import { readSentence, type SentenceParts } from './fret-sentence.ts';
import { substituted, truthsIn } from './fret-terms.ts';

export type FretRequirement = {
  id: string;
  text: string;
  component: string;
  sentence: Fretish;
  /** Texts of functions and quotients that stand in the sentence as names of their own. */
  stands: readonly string[];
};

export type FretProject = {
  requirements: FretRequirement[];
  /** By component, for a name may be something else in each. */
  variables: ReadonlyMap<string, readonly GameVariable[]>;
  /** By component, what it does not say to be input or output and is taken to be output, for a response speaks of it. */
  assumedOutputs: ReadonlyMap<string, readonly string[]>;
  unread: { id: string; reason: string }[];
};

export type ReadFret = { ok: true; project: FretProject } | { ok: false; reason: string };

const optionalText = z.string().nullish();
const requirementShape = z.looseObject({
  reqid: z.string(),
  fulltext: optionalText,
  semantics: z
    .looseObject({
      scope: z.looseObject({ type: optionalText }).nullish(),
      scope_mode: optionalText,
      condition: optionalText,
      regular_condition: optionalText,
      pre_condition: optionalText,
      timing: optionalText,
      duration: z.union([z.string(), z.number()]).nullish(),
      stop_condition: optionalText,
      post_condition: optionalText,
      component_name: optionalText,
    })
    .nullish(),
});
const variableShape = z.looseObject({
  variable_name: z.string(),
  component_name: optionalText,
  idType: optionalText,
  dataType: z.unknown(),
  assignment: optionalText,
});
const projectShape = z.union([
  z.looseObject({ requirements: z.array(requirementShape), variables: z.array(z.unknown()).optional() }),
  z.array(requirementShape).transform((requirements) => ({ requirements, variables: undefined })),
]);

type Raw = z.infer<typeof requirementShape>;
type RawVariable = z.infer<typeof variableShape>;

/** Reads a project of NASA's FRET: requirements in FRETish and, where they are there, what their variables are. */
export function readFret(source: string): ReadFret {
  let json: unknown;
  try {
    json = JSON.parse(source);
  } catch (error) {
    return { ok: false, reason: `It is no JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  const parsed = projectShape.safeParse(json);
  if (!parsed.success) return { ok: false, reason: 'It is no FRET project: there is no list of requirements with a reqid each.' };
  const raw = parsed.data;
  const declared = new Map<string, RawVariable[]>();
  const described = (raw.variables ?? []).flatMap((one) => {
    const variable = variableShape.safeParse(one);
    return variable.success ? [variable.data] : [];
  });
  for (const one of described)
    if (one.idType) declared.set(one.component_name ?? '', [...(declared.get(one.component_name ?? '') ?? []), one]);
  const requirements: FretRequirement[] = [];
  const unread: FretProject['unread'] = [];
  const used = new Map<string, FretRequirement[]>();
  for (const one of raw.requirements) {
    const parts = partsOf(one);
    const read = parts ? requirementOf(one, parts, declared.get(parts.component) ?? []) : 'It is no sentence of FRETish.';
    if (typeof read === 'string') unread.push({ id: one.reqid, reason: read });
    else {
      requirements.push(read);
      used.set(read.component, [...(used.get(read.component) ?? []), read]);
    }
  }
  const variables = new Map<string, readonly GameVariable[]>();
  const assumedOutputs = new Map<string, readonly string[]>();
  for (const [component, own] of used) {
    const known = declared.get(component) ?? [];
    const assumed = assumedOutputsOf(own, known);
    assumedOutputs.set(component, assumed);
    variables.set(component, variablesOf(own, known, new Set(assumed)));
  }
  return { ok: true, project: { requirements, variables, assumedOutputs, unread } };
}

/** FRET's own analysis of the sentence where it is there, else ours. */
function partsOf({ fulltext, semantics }: Raw): SentenceParts | null {
  const response = semantics?.post_condition;
  if (!semantics || !response || !semantics.timing) return fulltext ? readSentence(fulltext.replace(/\s+/g, ' ').trim()) : null;
  const condition = semantics.condition === 'regular' || semantics.condition === 'noTrigger' ? semantics.condition : 'null';
  return {
    scope: semantics.scope?.type ?? 'null',
    mode: semantics.scope_mode ?? null,
    condition,
    trigger: condition === 'null' ? null : (semantics.regular_condition ?? semantics.pre_condition ?? null),
    component: semantics.component_name ?? '',
    timing: semantics.timing,
    duration: semantics.duration === null || semantics.duration === undefined ? null : String(semantics.duration),
    stop: semantics.stop_condition ?? null,
    response,
  };
}

const SCOPES = ['null', 'in', 'notin', 'before', 'after', 'onlyIn', 'onlyBefore', 'onlyAfter'] as const;
const TIMINGS = ['immediately', 'next', 'eventually', 'always', 'never', 'within', 'for', 'after', 'until', 'before'] as const;

function requirementOf({ reqid, fulltext }: Raw, parts: SentenceParts, variables: readonly RawVariable[]): FretRequirement | string {
  const scope = SCOPES.find((one) => one.toLowerCase() === parts.scope.toLowerCase());
  const timing = parts.timing === 'null' ? 'eventually' : TIMINGS.find((one) => one === parts.timing);
  if (!scope) return `Its scope "${parts.scope}" is not known.`;
  if (!timing) return `Its timing "${parts.timing}" is not known.`;
  const definitions = definitionsOf(variables);
  const stands: string[] = [];
  const problems: string[] = [];
  const expression = (text: string | null): Expression | null => {
    if (text === null) return null;
    const read = readReqExpression(text, { isBoolean: () => false, constant: () => undefined });
    if (!read.ok) {
      problems.push(read.reason);
      return null;
    }
    stands.push(...read.stands);
    return substituted(read.expression, definitions);
  };
  const sentence: Fretish = {
    id: reqid,
    scope,
    mode: expression(parts.mode),
    condition: parts.condition,
    trigger: expression(parts.trigger),
    timing,
    ticks: Math.max(0, Math.round(Number(parts.duration ?? 0))),
    stop: expression(parts.stop),
    response: expression(parts.response) ?? { kind: 'all', of: [] },
  };
  if (problems[0] !== undefined) return problems[0];
  if (!Number.isFinite(sentence.ticks)) return `"${parts.duration}" is no number of ticks.`;
  return { id: reqid, text: fulltext ?? '', component: parts.component, sentence, stands: [...new Set(stands)] };
}

/** Internal names and modes that stand for a value or a condition. */
function definitionsOf(variables: readonly RawVariable[]): Map<string, Expression> {
  const definitions = new Map<string, Expression>();
  for (const { variable_name: name, idType, assignment } of variables) {
    if ((idType !== 'Internal' && idType !== 'Mode') || !assignment) continue;
    const read = readReqExpression(assignment, { isBoolean: () => false, constant: () => undefined });
    if (read.ok && read.stands.length === 0) definitions.set(name, read.expression);
  }
  return definitions;
}

/** What responses speak of and nobody has declared. A requirement's own name in a response is one of its events, and no less an output. */
function assumedOutputsOf(requirements: readonly FretRequirement[], declared: readonly RawVariable[]): string[] {
  const known = new Set(declared.map(({ variable_name: name }) => name));
  const names = new Set(
    requirements.flatMap(({ sentence, stands }) => [...namesIn(sentence.response)].filter((name) => !stands.includes(name))),
  );
  return [...names].filter((name) => !known.has(name) && name !== 'null');
}

function variablesOf(
  requirements: readonly FretRequirement[],
  declared: readonly RawVariable[],
  assumed: ReadonlySet<string>,
): GameVariable[] {
  const byName = new Map(declared.map((one) => [one.variable_name, one]));
  const truths = new Map<string, boolean>();
  for (const { sentence } of requirements)
    for (const part of [sentence.mode, sentence.trigger, sentence.stop, sentence.response]) if (part) truthsIn(part, truths);
  return [...truths].map(([name, isTruth]) => ({
    name,
    domain: domainOf(byName.get(name), isTruth),
    isOutput: byName.get(name)?.idType === 'Output' || assumed.has(name),
  }));
}

function domainOf(declared: RawVariable | undefined, isTruth: boolean): Domain {
  const type = typeof declared?.dataType === 'string' ? declared.dataType.toLowerCase() : '';
  if (type === 'boolean' || (type === '' && isTruth)) return { kind: 'boolean' };
  const isInteger = type.includes('int');
  return { kind: 'number', isInteger, low: type.includes('unsigned') ? 0 : null, high: null, unit: null };
}
