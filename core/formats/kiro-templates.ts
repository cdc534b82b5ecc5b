/** How a new spec begins. */
export const specTemplates = ['requirements-first', 'design-first', 'quick', 'bugfix'] as const;
export type SpecTemplate = (typeof specTemplates)[number];

type TemplateFile = { kind: 'requirements' | 'bugfix' | 'design' | 'tasks'; text: string };

/**
 * The first texts of a spec in Kiro's format. Each says by its headings what belongs where; there is nothing in it that would have to be
 * deleted again, for examples left in a text are read as if somebody meant them.
 */
export function templateFiles(template: SpecTemplate, title: string): TemplateFile[] {
  const requirements: TemplateFile = {
    kind: 'requirements',
    text: `# Requirements Document\n\n## Introduction\n\n${title}.\n\n## Glossary\n\n## Requirements\n`,
  };
  const design: TemplateFile = {
    kind: 'design',
    text: `# Design Document: ${title}\n\n## Overview\n\n## Architecture\n\n## Components and Interfaces\n\n## Data Models\n\n## Correctness Properties\n\n## Error Handling\n\n## Testing Strategy\n`,
  };
  const tasks: TemplateFile = { kind: 'tasks', text: `# Implementation Plan: ${title}\n\n## Tasks\n` };
  const bugfix: TemplateFile = {
    kind: 'bugfix',
    text: `# Bugfix Requirements Document\n\n## Introduction\n\n${title}.\n\n## Bug Analysis\n\n### Current Behavior (Defect)\n\n### Expected Behavior (Correct)\n\n### Unchanged Behavior (Regression Prevention)\n`,
  };
  switch (template) {
    case 'requirements-first':
      return [requirements];
    case 'design-first':
      return [design];
    case 'quick':
      return [requirements, design, tasks];
    case 'bugfix':
      return [bugfix];
  }
}

/** A title as the name of a folder: lower case, words joined by hyphens; empty where nothing of it can stand in one. */
export function slugOfTitle(title: string): string {
  return title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
}
