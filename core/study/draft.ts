import { analyseSpec } from '#core/analysis/analyse-spec.ts';
import type { FindingKind } from '#core/analysis/finding.ts';
import { analyzeSpec, type SpecAnalysis, type SpecTexts } from '#core/language/diagnose.ts';
import type { Diagnostic } from '#core/language/spec-tree.ts';
import type { DraftedKind } from './draft-kinds.ts';

const longestDraft = 150_000;
const mostProblems = 20;
/** What the engines prove and an author can mend: criteria that disagree, and values between them about which none says anything. */
const provable = new Set<FindingKind>(['contradiction', 'boundary']);

/**
 * The document in an author's answer, with line feeds only and one at its end; null where there is none. Models wrap it in a fence or begin with a
 * sentence to people: neither is of the document.
 */
export function readDraft(answer: string): string | null {
  const text = answer.replace(/\r\n?/g, '\n');
  const fence = /^(`{3,}|~{3,})(?:markdown|md)?[ \t]*\n/m.exec(text);
  const opened =
    fence && text.slice(0, fence.index).search(/^# /m) < 0 ? inFence(text, fence.index + fence[0].length, fence[1] ?? '') : text;
  const heading = opened.search(/^# \S/m);
  if (heading < 0) return null;
  const draft = `${opened.slice(heading).trimEnd()}\n`;
  return draft.length <= longestDraft && draft.isWellFormed() ? draft : null;
}

/** To the last line that closes the fence: a document may hold fences of its own. */
function inFence(text: string, from: number, mark: string): string {
  const end = text.lastIndexOf(`\n${mark}`);
  return text.slice(from, end < from ? text.length : end + 1);
}

/** The texts of a spec with a draft in the place of one. */
const withDraft = (texts: SpecTexts, document: DraftedKind, draft: string): SpecTexts => ({
  ...texts,
  [document === 'bugfix' ? 'requirements' : document]: draft,
});

/**
 * What is wrong with a draft beside the other documents of its spec, a line each, as its author is told it: what every reader of the text would be shown,
 * without hints, what the engines prove of its criteria, and the absence of what the document is for. Empty for a draft that is sound.
 */
export function draftProblems(texts: SpecTexts, document: DraftedKind, draft: string): string[] {
  const all = withDraft(texts, document, draft);
  const analysis = analyzeSpec(all);
  const stage = document === 'bugfix' ? 'requirements' : document;
  const said = analysis.diagnostics[stage].filter(({ severity }) => severity !== 'hint').map((problem) => lineOf(draft, problem));
  const proved =
    stage === 'requirements' && all.requirements !== undefined
      ? analyseSpec({ requirements: all.requirements, format: all.format }).findings.flatMap(({ kind, title }) =>
          provable.has(kind) ? [title] : [],
        )
      : [];
  return [...absences(analysis, document), ...proved, ...said].slice(0, mostProblems);
}

function lineOf(text: string, { span, message }: Diagnostic): string {
  return `Line ${text.slice(0, span.start).split('\n').length}: ${message}`;
}

const criteriaOf = ({ requirements }: SpecAnalysis) => requirements?.tree.requirements.flatMap(({ criteria }) => criteria) ?? [];

function absences(analysis: SpecAnalysis, document: DraftedKind): string[] {
  if (document === 'tasks')
    return (analysis.tasks?.tree.tasks.length ?? 0) > 0 ? [] : ['There is no task in it: a task is "- [ ] 1. What to do".'];
  if (document === 'design') return [];
  return criteriaOf(analysis).length > 0 ? [] : ['There is no acceptance criterion in it.'];
}

/** What is in a draft, in a sentence for people. */
export function describeDraft(texts: SpecTexts, document: DraftedKind, draft: string): string {
  const analysis = analyzeSpec(withDraft(texts, document, draft));
  if (document === 'tasks') return `${count(analysis.tasks?.tree.tasks.length ?? 0, 'task')}.`;
  if (document === 'design') return `${count(analysis.design?.tree.properties.length ?? 0, 'property', 'properties')}.`;
  const criteria = criteriaOf(analysis);
  const inEars = criteria.filter(({ pattern }) => pattern !== 'unclassified').length;
  return `${count(analysis.requirements?.tree.requirements.length ?? 0, 'requirement')}, ${count(criteria.length, 'criterion', 'criteria')}, ${inEars} in EARS.`;
}

const count = (n: number, one: string, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;
