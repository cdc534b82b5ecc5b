import type { DocumentStage } from '#core/pipeline/stages.ts';
import { type Format, formatNames, formatOf } from './find-specs.ts';
import { templateFiles } from './kiro-templates.ts';

/** Why a spec has no document for a stage, where its format has none or leaves it out; and whether one can be written all the same. */
export type Absence = { sentence: string; mayBeAdded: boolean };

/** Says so for a spec that lacks the document, by its folder; null where its format has one, which is only not written yet. */
export function absenceOf(folder: string, stage: DocumentStage): Absence | null {
  const format = formatOf(folder);
  if (format === 'task-master' && stage !== 'tasks') {
    const sentence = `${formatNames[format]} keeps tasks only: this spec has no ${stage}, and its gate does not ask for any.`;
    return { sentence, mayBeAdded: false };
  }
  if (format !== 'openspec') return null;
  const isChange = /(?:^|\/)openspec\/changes\/[^/]+$/.test(folder);
  if (!isChange && stage !== 'requirements') {
    const sentence = `OpenSpec plans work in changes: the requirements of a capability have no ${stage} of their own, and the gate does not ask for any.`;
    return { sentence, mayBeAdded: false };
  }
  if (isChange && stage === 'requirements') {
    const sentence = `What a change of several capabilities requires stands in a spec for each: ${folder}/specs. Here its proposal is approved.`;
    return { sentence, mayBeAdded: false };
  }
  if (isChange && stage === 'design')
    return { sentence: 'OpenSpec writes a design where one is needed: the gate does not ask for it.', mayBeAdded: true };
  return null;
}

/** The stages that the gate of a spec does not ask for where their documents are missing. */
export function optionalStages(folder: string): DocumentStage[] {
  return (['requirements', 'design', 'tasks'] as const).filter((stage) => absenceOf(folder, stage) !== null);
}

const NAMES: Readonly<Partial<Record<Format, Partial<Record<DocumentStage, string>>>>> = {
  'spec-kit': { requirements: 'spec.md', design: 'plan.md', tasks: 'tasks.md' },
  openspec: { requirements: 'spec.md', design: 'design.md', tasks: 'tasks.md' },
  'task-master': { tasks: 'tasks.json' },
};

/** The first text of a document that a spec lacks, and the file that its format has for it; null where it has none. */
export function newDocument(folder: string, stage: DocumentStage, title: string): { path: string; text: string } | null {
  if (absenceOf(folder, stage)?.mayBeAdded === false) return null;
  const format = formatOf(folder);
  if (format === 'kiro') {
    const file = templateFiles('quick', title).find(({ kind }) => kind === stage);
    return file ? { path: `${folder}/${stage}.md`, text: file.text } : null;
  }
  const name = NAMES[format]?.[stage];
  return name === undefined ? null : { path: `${folder}/${name}`, text: textOf(format, stage, title) };
}

function textOf(format: Format, stage: DocumentStage, title: string): string {
  if (format === 'task-master') return '{\n  "master": {\n    "tasks": []\n  }\n}\n';
  if (format === 'openspec') return openSpecText(stage, title);
  if (stage === 'requirements')
    return `# Feature Specification: ${title}\n\n## User Scenarios & Testing\n\n## Requirements\n\n### Functional Requirements\n\n## Success Criteria\n`;
  if (stage === 'design') return `# Implementation Plan: ${title}\n\n## Summary\n\n## Technical Context\n\n## Project Structure\n`;
  return `# Tasks: ${title}\n\n## Phase 1: Setup\n`;
}

function openSpecText(stage: DocumentStage, title: string): string {
  if (stage === 'requirements') return `# ${title}\n\n## Purpose\n\n## Requirements\n`;
  return stage === 'design' ? '## Context\n\n## Goals / Non-Goals\n\n## Decisions\n' : `## 1. ${title}\n`;
}
