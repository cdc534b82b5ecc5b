import { numberRequirements, numberTasks, renamedIds } from './number-ids.ts';
import type { PortableCriterion, PortableSpec, PortableTask, Served, Written } from './portable-spec.ts';

const STATE = { todo: ' ', queued: '~', running: '-', done: 'x' } as const;

/** A spec as Kiro keeps it: `.kiro/specs/<slug>/{requirements,design,tasks}.md`, as many as it has something for. */
export function writeKiro(spec: PortableSpec, slug: string): Written {
  const { number, criterion } = numberRequirements(spec);
  const criteria = new Map(
    spec.requirements.flatMap(({ id, criteria: own }) => own.map((one) => [one.id, `${number.get(id)}.${criterion.get(one.id)}`] as const)),
  );
  const tasks = numberTasks(spec.tasks);
  const folder = `.kiro/specs/${slug}`;
  const title = spec.title ? `: ${spec.title}` : '';
  const files = [];
  if (spec.requirements.length > 0 || spec.glossary.length > 0) {
    const blocks = spec.requirements.map(({ id, title: name, story, criteria: own }) =>
      [
        `### Requirement ${number.get(id)}${name ? `: ${name}` : ''}`,
        story ? `**User Story:** ${story}` : '',
        '#### Acceptance Criteria',
        own.map((one) => writeCriterion(one, criterion.get(one.id) ?? '')).join('\n'),
      ]
        .filter(Boolean)
        .join('\n\n'),
    );
    const glossary = spec.glossary.map(({ term, definition }) => `- **${term}**: ${definition}`).join('\n');
    const parts = [
      `# Requirements Document${title}`,
      spec.introduction ? `## Introduction\n\n${spec.introduction}` : '',
      glossary ? `## Glossary\n\n${glossary}` : '',
      '## Requirements',
      ...blocks,
    ];
    files.push({ path: `${folder}/requirements.md`, text: `${parts.filter(Boolean).join('\n\n')}\n` });
  }
  if (spec.design) files.push({ path: `${folder}/design.md`, text: spec.design.text });
  if (spec.tasks.length > 0) {
    const named = { number, criteria, tasks };
    const lines = spec.tasks.flatMap((task) => writeTask(task, 0, named));
    files.push({ path: `${folder}/tasks.md`, text: `# Implementation Plan\n\n## Tasks\n\n${lines.join('\n')}\n` });
  }
  return { files, lost: [], renamed: renamedIds(spec, { requirements: number, criteria, tasks }) };
}

function writeCriterion({ name, text }: PortableCriterion, number: string): string {
  const marker = `${number}. `;
  const lines = text.split('\n').map((line, at) => (at === 0 || line === '' ? line : ' '.repeat(marker.length) + line));
  return `${name ? `\n##### ${name}\n\n` : ''}${marker}${lines.join('\n')}`;
}

type Named = { number: ReadonlyMap<string, string>; criteria: ReadonlyMap<string, string>; tasks: ReadonlyMap<string, string> };

function writeTask(task: PortableTask, depth: number, named: Named): string[] {
  const { id, title, state, isOptional, isParallel, details, serves, dependsOn, children } = task;
  const indent = '  '.repeat(depth);
  const number = named.tasks.get(id) ?? '';
  const references = referencesOf(serves, named);
  const depends = dependsOn.map((other) => named.tasks.get(other)).filter((other) => other !== undefined);
  return [
    `${indent}- [${STATE[state]}]${isOptional ? '*' : ''} ${number}${number.includes('.') ? '' : '.'} ${title}${isParallel ? ' (P)' : ''}`,
    ...details.map((detail) => `${indent}  - ${detail.trim()}`),
    ...(references ? [`${indent}  - _Requirements: ${references}_`] : []),
    ...(depends.length > 0 ? [`${indent}  - _Depends: ${depends.join(', ')}_`] : []),
    ...children.flatMap((child) => writeTask(child, depth + 1, named)),
  ];
}

function referencesOf({ criterionIds, requirementIds, isAll }: Served, { number, criteria }: Named): string {
  const ids = [...requirementIds.map((id) => number.get(id)), ...criterionIds.map((id) => criteria.get(id))];
  return [...ids.filter((id) => id !== undefined), ...(isAll ? ['All'] : [])].join(', ');
}
