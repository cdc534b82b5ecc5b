import { z } from 'zod';
import { getEvidence, getEvidenceInput } from '#server/services/checks/get-evidence.ts';
import { documentInput, getDocumentText } from '#server/services/documents/get-document.ts';
import { getProject, getProjectInput } from '#server/services/projects/get-project.ts';
import { listProjects } from '#server/services/projects/list-projects.ts';
import { listFindings, listFindingsInput } from '#server/services/questions/list-findings.ts';
import { listRuns, listRunsInput } from '#server/services/runs/list-runs.ts';
import { readLog, readLogInput } from '#server/services/runs/read-log.ts';
import { getSpec, getSpecInput } from '#server/services/specs/get-spec.ts';
import { listCriteria } from '#server/services/specs/list-criteria.ts';
import { type McpTool, tool } from './tool.ts';

/** What a program may read. */
export const readingTools: readonly McpTool[] = [
  tool({
    name: 'list_projects',
    title: 'List projects',
    description: 'The projects of the organization, each with its slug, which other tools ask for.',
    action: 'project.read',
    input: z.object({}),
    isReading: true,
    run: (ctx) => listProjects(ctx),
  }),
  tool({
    name: 'list_specs',
    title: 'List specs',
    description:
      'The specs of a project: stages with their state, and how many criteria, tasks and problems each has and how many are verified.',
    action: 'project.read',
    input: getProjectInput,
    isReading: true,
    run: async (ctx, input) => (await getProject(ctx, input)).specs,
  }),
  tool({
    name: 'read_spec',
    title: 'Read a spec',
    description:
      'One spec: its documents by id (read_document gives their text), how each stage stands as a sentence, and whether runs may start.',
    action: 'spec.read',
    input: getSpecInput,
    isReading: true,
    run: async (ctx, input) => {
      const { id, title, kind, documents, stages, canStart, cannotStartBecause } = await getSpec(ctx, input);
      return {
        specId: id,
        title,
        kind,
        documents: documents.map(({ text, ...document }) => ({ ...document, characters: text.length })),
        stages: stages.map(({ stage, name, state, sentence, waitsFor, approvedBy }) => ({
          stage,
          name,
          state,
          sentence,
          waitsFor,
          approvedBy,
        })),
        canStart,
        cannotStartBecause,
      };
    },
  }),
  tool({
    name: 'read_document',
    title: 'Read a document',
    description: 'The text of a document as it is durably, with the sha256 that names this revision.',
    action: 'document.read',
    input: documentInput,
    isReading: true,
    run: getDocumentText,
  }),
  tool({
    name: 'read_trace',
    title: 'Read criteria, trace and verdicts',
    description:
      'Each acceptance criterion of a spec with the tasks that serve it, the properties that validate it and its verdict; each task with its progress.',
    action: 'spec.read',
    input: getSpecInput,
    isReading: true,
    run: listCriteria,
  }),
  tool({
    name: 'read_evidence',
    title: 'Read evidence',
    description: 'One recorded execution of checks: command, commit, cases, seeds and counterexamples.',
    action: 'run.read',
    input: getEvidenceInput,
    isReading: true,
    run: getEvidence,
  }),
  tool({
    name: 'list_findings',
    title: 'List findings',
    description: 'What the analysis found in a spec (contradictions, gaps, boundaries) and what people answered.',
    action: 'document.read',
    input: listFindingsInput,
    isReading: true,
    run: listFindings,
  }),
  tool({
    name: 'list_runs',
    title: 'List runs',
    description: 'Runs of agents, the latest first; of one project or spec if it is named.',
    action: 'run.read',
    input: listRunsInput,
    isReading: true,
    run: listRuns,
  }),
  tool({
    name: 'read_run',
    title: 'Read a run',
    description: 'A run as it stands, and its events in words from the number `after` on; ask again with the last number to go on.',
    action: 'run.read',
    input: readLogInput,
    isReading: true,
    run: readLog,
  }),
];
