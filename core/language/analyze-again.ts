import { readDesign, readRequirements, readTasks, readTexts } from '#core/formats/read-document.ts';
import { linkSpec, type SpecLinks } from '#core/trace/links.ts';
import { countUses } from './check-glossary.ts';
import { checkRequirementIds } from './check-ids.ts';
import {
  askedOf,
  diagnosePlans,
  diagnosePlansAlone,
  diagnoseRequirements,
  type FoundRequirements,
  type ParsedSpec,
  placeRequirements,
  type SpecAnalysis,
  type SpecDiagnosis,
  type SpecTexts,
  treesOf,
  untracedBy,
  usesOf,
} from './diagnose.ts';
import { editInPlace } from './edit-in-place.ts';
import { shiftRequirement } from './shift.ts';
import { indexTerms, type TermIndex } from './term-index.ts';

/**
 * An analysis, and what the next one can go on from. A value: the old one stays true of the old texts. `diagnostics` are those of the analysis,
 * and cost less to ask for; either is put together when it is first asked for.
 */
export type LiveAnalysis = { readonly analysis: SpecAnalysis; readonly diagnostics: SpecDiagnosis; readonly known: KnownSpec };

type Plans = Pick<SpecDiagnosis, 'design' | 'tasks'>;

/** What is known of a spec. The requirements of `parsed` are those that were read in full; `placed` is what has become of them. */
export type KnownSpec = FoundRequirements & {
  texts: SpecTexts;
  parsed: ParsedSpec;
  terms: TermIndex;
  links: SpecLinks;
  /** What is wrong in design and tasks for themselves, and together with what they refer to. */
  plansAlone: Plans;
  plans: Plans;
};

/** Analyses a spec from nothing; the analysis is that of `analyzeSpec`. */
export function beginAnalysis(texts: SpecTexts): LiveAnalysis {
  return live(know(texts, readTexts(texts)));
}

/**
 * Analyses the next texts, and gives what `beginAnalysis` would: a document that did not change is not read again, and an edit in one
 * requirement reads that one and perhaps its neighbours. Anything that could reach further (a fence, a comment, a conflict, the title, the
 * glossary) is read in full, and so are requirements in another format than Kiro's.
 */
export function analyzeAgain({ known }: LiveAnalysis, texts: SpecTexts): LiveAnalysis {
  const { texts: before, parsed } = known;
  if (texts.format !== before.format) return beginAnalysis(texts);
  const design = texts.design === before.design ? parsed.design : texts.design === undefined ? null : readDesign(texts.design);
  const tasks = texts.tasks === before.tasks ? parsed.tasks : texts.tasks === undefined ? null : readTasks(texts.tasks, texts.format);
  const isSameRequirements = texts.requirements === before.requirements;
  const edit = isSameRequirements || texts.requirements === undefined ? null : editInPlace(known, texts.requirements);
  const isSamePlan = design === parsed.design && tasks === parsed.tasks;
  const next = isSamePlan ? { ...known, texts } : replan({ ...known, texts, parsed: { ...parsed, design, tasks } });
  if (edit) return live(edit.hasSameIds && isSamePlan ? { ...next, ...edit.found } : relink({ ...next, ...edit.found }));
  if (isSameRequirements) return live(isSamePlan ? next : relink(next));
  const requirements = texts.requirements === undefined ? null : readRequirements(texts.requirements, texts.format);
  return live(know(texts, { requirements, design, tasks }));
}

function know(texts: SpecTexts, parsed: ParsedSpec): KnownSpec {
  const trees = treesOf(parsed);
  const terms = indexTerms(trees.requirements?.glossary ?? []);
  const links = linkSpec(trees);
  const placed = placeRequirements(texts.requirements ?? '', trees, terms, links);
  const found = { placed, uses: countUses(usesOf(placed), terms), idFindings: checkRequirementIds(placed) };
  const plansAlone = diagnosePlansAlone(parsed);
  return { ...found, texts, parsed, terms, links, plansAlone, plans: diagnosePlans(parsed, plansAlone, links) };
}

function replan(known: KnownSpec): KnownSpec {
  return { ...known, plansAlone: diagnosePlansAlone(known.parsed) };
}

/** Ids or plans changed: all links are drawn anew, and the requirements are as they were found. */
function relink(known: KnownSpec): KnownSpec {
  const parsed = parsedNow(known, false);
  const trees = treesOf(parsed);
  const links = linkSpec(trees);
  const placed = known.placed.map((one) => {
    const untraced = untracedBy(trees.tasks, one.requirement, links);
    return untraced.length === 0 && one.untraced.length === 0 ? one : { ...one, untraced };
  });
  return { ...known, placed, links, plans: diagnosePlans(parsed, known.plansAlone, links) };
}

/** The documents with the requirements as they are; not `isPlaced` where only ids are asked for. */
function parsedNow({ parsed, placed }: KnownSpec, isPlaced: boolean): ParsedSpec {
  if (!parsed.requirements) return parsed;
  const requirements = placed.map(({ requirement, by }) => (by === 0 || !isPlaced ? requirement : shiftRequirement(requirement, by)));
  return { ...parsed, requirements: { ...parsed.requirements, tree: { ...parsed.requirements.tree, requirements } } };
}

function live(known: KnownSpec): LiveAnalysis {
  let analysis: SpecAnalysis | null = null;
  let diagnostics: SpecDiagnosis | null = null;
  return {
    known,
    get diagnostics() {
      diagnostics ??= askedOf(known.texts, {
        requirements: diagnoseRequirements(known.parsed.requirements, known, known.terms),
        ...known.plans,
      });
      return diagnostics;
    },
    get analysis() {
      analysis ??= { ...parsedNow(known, true), texts: known.texts, trace: known.links.trace, diagnostics: this.diagnostics };
      return analysis;
    },
  };
}
