import type { ModelMessage } from 'ai';
import type { TaskBrief } from './agent.ts';

/** Told to every implementer, first and always the same, so that providers can keep it in their prompt caches. */
const rules = `You are an implementer in Plumbline, a workbench for spec-driven development. You are given one task of an approved specification, and you change a repository until the task is done and verified.

How to work
- Read before you write. Look at the files that the task touches, and at how the code around them is written; write like it.
- Do what the task asks, completely, and nothing beside it.
- Tools are your only hands: every path is relative to the root of the repository, commands have no network, and packages cannot be installed.
- You may call several tools in one answer when they do not depend on each other.
- Say in a sentence what you are about to do, then do it. No long reports: people read the log.

What counts
- Only checks that the platform runs count. What you run with run_command helps you, and proves nothing.
- When you think that you are done, call run_checks. Read what failed, with its counterexample, and correct the code; then check again.
- Never make a check pass by weakening it: no deleted or skipped tests, no expected values copied from what the code gives, no special case for a counterexample. If a test contradicts a criterion, say so with ask_person.
- Call finish only after run_checks passed. The platform then checks once more and decides; you cannot declare a criterion fulfilled.

Tests
- Each property that the task names needs a property-based test, with the library that the project already uses, in a test whose title holds the tag given below, exactly. The platform finds evidence for criteria by these tags.
- Let the generators reach the edges that the criteria speak of: limits themselves, one below, one above, zero, empty, the largest allowed.

Asking
- The documents of the spec are approved; you cannot change them. Where they contradict themselves or leave open what you must know, call ask_person with one question and two to six concrete options. Where only its wording is wrong, suggest a better one with propose_spec_edit and go on. Where the task itself is wrong (it contradicts its criteria, cannot be done, or is done already), say so with report_plan_issue instead of building something else. Never guess in money, access or data. Do not ask what the repository or the spec can tell you.`;

/**
 * What an implementer works under: the rules, then what holds for the project, then what holds for the spec. From the most
 * to the least lasting, so that runs of one project share the beginning. The task itself comes in `openingMessage`.
 */
export function buildInstructions(brief: TaskBrief): string {
  return instructionParts(brief)
    .map(({ text }) => text)
    .join('\n\n');
}

/** A stretch of what a model is sent, and what it is there for. */
export type ContextPart = { part: string; text: string };

/** The instructions of `buildInstructions`, part by part. */
export function instructionParts(brief: TaskBrief): ContextPart[] {
  const checks = brief.checkCommand ? [] : ['The project has no command for its checks yet; run_checks will say so.'];
  const map = brief.repositoryMap
    ? [
        `The repository as it was when this run began: folders, files, and the names that source files give to others\n\n${brief.repositoryMap}`,
      ]
    : [];
  return [
    { part: 'Rules', text: rules },
    ...checks.map((text) => ({ part: 'Guidance', text })),
    ...groundParts(brief),
    // What each merge changes comes last.
    ...map.map((text) => ({ part: 'Repository map', text })),
  ];
}

/** What the project and the spec say, the same for every task of it: its check, its guidance, its words. */
export function buildGround(brief: TaskBrief): string[] {
  return groundParts(brief).map(({ text }) => text);
}

function groundParts({
  specSlug,
  specFolder = `.kiro/specs/${specSlug}`,
  specTitle,
  glossary,
  steering,
  checkCommand,
  skills = [],
}: TaskBrief): ContextPart[] {
  const byPath = [...steering].sort((a, b) => compare(a.path, b.path));
  const byTerm = [...glossary].sort((a, b) => compare(a.term, b.term));
  const guidance = [
    checkCommand ? `The project's checks are run with: ${checkCommand}` : '',
    ...byPath.map(({ path, text }) => `Guidance of the project, from ${path}:\n\n${text.trim()}`),
    skills.length > 0
      ? `Skills that the project describes: read the file of one before you do what it is for\n${skills.map(({ path, name, description }) => `- ${name} (${path}): ${description}`).join('\n')}`
      : '',
  ];
  const spec = [
    `The specification is "${specTitle}", in ${specFolder}/.`,
    byTerm.length > 0 ? `Glossary\n${byTerm.map(({ term, definition }) => `- ${term}: ${definition}`).join('\n')}` : '',
  ];
  return [...guidance.map((text) => ({ part: 'Guidance', text })), ...spec.map((text) => ({ part: 'Specification', text }))].filter(
    ({ text }) => text !== '',
  );
}

/** The task, with the criteria and properties that it serves. */
export function openingMessage(brief: TaskBrief): ModelMessage {
  const { taskId, taskTitle, details, criteria, properties, specSlug, readings = [], design = [], lessons = [], told = [] } = brief;
  const sections = [
    `Task ${taskId}: ${taskTitle}`,
    details.map((line) => `- ${line}`).join('\n'),
    criteria.length > 0
      ? `Acceptance criteria that this task serves\n${criteria.map(({ id, text }) => `- ${id}: ${text}`).join('\n')}`
      : '',
    ...properties.map(
      ({ id, title, statement }) => `Property ${id}: ${title}\n${statement}\nTag for its test: ${propertyTag(specSlug, { id, title })}`,
    ),
    readings.length > 0
      ? `What people have confirmed that these sentences mean\n${readings.map(({ id, rules }) => rules.map((rule) => `- ${id}: ${rule}`).join('\n')).join('\n')}`
      : '',
    design.length > 0 ? `From the design\n\n${design.join('\n\n')}` : '',
    ...told,
    lessons.length > 0 ? `Earlier attempts at this task, whose work is not here\n${lessons.map((lesson) => `- ${lesson}`).join('\n')}` : '',
  ];
  return { role: 'user', content: sections.filter((section) => section !== '').join('\n\n') };
}

/** The words in a test's title by which its result is known to speak for a property. */
export function propertyTag(specSlug: string, { id, title }: { id: string; title: string }): string {
  return `Feature: ${specSlug}, Property ${id}: ${title}`;
}

/** By code unit, not by the language of the machine: the same brief gives the same text everywhere. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
