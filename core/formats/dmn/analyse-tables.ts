import type { Finding, FindingKind, Proof, RegionAxis, Witness } from '#core/analysis/finding.ts';
import { type Box, findGaps, findOverlaps, type Overlap, type Runs } from '#core/analysis/tables/sweep.ts';
import type { DecisionTable, DmnModel } from './dmn-model.ts';
import { FeelError } from './feel-reader.ts';
import { type Axis, axisOf, regionOf, valueIn } from './table-axes.ts';

export type TableAnalysis = {
  owner: string;
  /** Each gap once, cut axis by axis in the order of the columns. Null where gaps are not asked for, or too many. */
  gaps: readonly Box[] | null;
  /** Rules by number, from zero. */
  overlaps: readonly Overlap[] | null;
  findings: readonly Finding[];
  /** Why nothing, or not everything, is known about it; null where all is. */
  unknown: string | null;
};

/**
 * Gaps and overlaps of every table of a model, exactly. Open texts, of which a column only names some, have no gaps; a table that collects has neither. The
 * absent value (`null`) is no part of it: a cell that asks for it is met nowhere.
 */
export function analyseTables(model: DmnModel): TableAnalysis[] {
  return model.tables.map(({ owner, table }, index) => analyseTable(table, owner || `table ${index + 1}`, model));
}

function analyseTable(table: DecisionTable, owner: string, model: DmnModel): TableAnalysis {
  try {
    const columns = table.inputs.map((_input, column) => axisOf(table, column, model));
    const axes = columns.map(({ axis }) => axis);
    const sizes = axes.map(({ segments }) => segments.length);
    const rules = table.rules.map((_rule, row) => columns.map(({ rules: runs }) => runs[row] ?? []));
    if (table.hitPolicy === 'COLLECT') return { owner, gaps: [], overlaps: [], findings: [], unknown: null };
    const hasOpenText = axes.some(({ isOpenText }) => isOpenText);
    const gaps = hasOpenText ? [] : findGaps(sizes, rules);
    const overlaps = findOverlaps(sizes, rules);
    const isDecidable = gaps !== null && overlaps !== null;
    const made: Made = { table, owner, axes, rules };
    const findings = [
      ...unreachable(made),
      ...(gaps ?? []).map((box) => finding(made, 'gap', 'proved', [], box)),
      ...(overlaps ?? []).map(({ rules: numbers, box }) => overlapFinding(made, numbers, box)),
      ...masked(made),
    ];
    return { owner, gaps, overlaps, findings, unknown: isDecidable ? null : 'Its rules meet in too many ways to be followed.' };
  } catch (error) {
    if (!(error instanceof FeelError)) throw error;
    return { owner, gaps: null, overlaps: null, findings: [], unknown: error.message };
  }
}

type Made = { table: DecisionTable; owner: string; axes: readonly Axis[]; rules: readonly (readonly Runs[])[] };

function unreachable(made: Made): Finding[] {
  return made.rules.flatMap((runs, row) =>
    runs.some((one) => one.length === 0) ? [finding(made, 'never-triggerable', 'proved', [row], [])] : [],
  );
}

/** What several rules at once mean depends on the hit policy: an error, or the way the table is meant. */
function overlapFinding(made: Made, numbers: readonly number[], box: Box): Finding {
  const outputs = new Set(numbers.map((row) => made.table.rules[row]?.outputs.join('\n')));
  const isError = made.table.hitPolicy === 'UNIQUE' || (made.table.hitPolicy === 'ANY' && outputs.size > 1);
  return finding(made, isError ? 'contradiction' : 'redundant', isError ? 'proved' : 'hint', numbers, box);
}

/** A rule that lies in an earlier one of a table where the first rule counts will never be the one. */
function masked(made: Made): Finding[] {
  const { table, rules } = made;
  if (table.hitPolicy !== 'FIRST' || rules.length > 1_000) return [];
  return rules.flatMap((runs, row) => {
    const by = rules.slice(0, row).findIndex((earlier) => runs.every((one, axis) => isInside(one, earlier[axis] ?? [])));
    return by < 0 || runs.some((one) => one.length === 0) ? [] : [finding(made, 'never-triggerable', 'proved', [row, by], [])];
  });
}

function isInside(inner: Runs, outer: Runs): boolean {
  return inner.every(([from, to]) => outer.some(([low, high]) => low <= from && to <= high));
}

function finding(made: Made, kind: FindingKind, grade: 'proved' | 'hint', rows: readonly number[], box: Box): Finding {
  const { axes, owner, table } = made;
  const criteria = rows.map((row) => `${owner}, ${table.rules[row]?.id ?? ''}`);
  const region: RegionAxis[] = box.flatMap((run, axis) => {
    const own = axes[axis];
    const isEverywhere = own && run[0] === 0 && run[1] === own.segments.length - 1;
    return own && !isEverywhere ? [regionOf(own, run)] : [];
  });
  const proof: Proof = grade === 'hint' ? { grade, engine: 'cells' } : { grade, engine: 'cells' };
  const place = box.map((run, axis) => JSON.stringify(axes[axis] ? regionOf(axes[axis], run) : null)).join();
  return {
    id: `${kind}:${owner}:${criteria.join('+')}:${place}`,
    kind,
    proof,
    criteria: criteria.length > 0 ? criteria : [owner],
    event: null,
    variable: null,
    region,
    witness: kind === 'never-triggerable' ? null : witnessOf(made, rows, box),
  };
}

function witnessOf({ axes, table, owner }: Made, rows: readonly number[], box: Box): Witness {
  const before = Object.fromEntries(
    axes.flatMap(({ label, segments }, axis) => {
      const segment = segments[box[axis]?.[0] ?? 0];
      return segment ? [[label, valueIn(segment)] as const] : [];
    }),
  );
  const asked = Object.fromEntries(
    rows.map((row) => {
      const rule = table.rules[row];
      const outputs = table.outputs.map(({ name }, column) => [name || owner, rule?.outputs[column] ?? ''] as const);
      return [`${owner}, ${rule?.id ?? ''}`, Object.fromEntries(outputs)] as const;
    }),
  );
  return { steps: [{ event: 'decide', before, asked }] };
}
