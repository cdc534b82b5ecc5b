import { z } from 'zod';

const span = z.strictObject({ start: z.int().min(0), end: z.int().min(0) }).describe('Half open, in UTF-16 units of the text');
const line = z.int().min(1).describe('Counts from one');
const part = z.strictObject({ text: z.string(), span });
const clause = z.strictObject({ kind: z.enum(['feature', 'state', 'trigger', 'condition']), keyword: z.string(), text: z.string(), span });
const reference = z.strictObject({
  text: z.string(),
  span,
  from: z.string(),
  to: z.string().nullable(),
  kind: z.enum(['id', 'range', 'all', 'words']),
});
const ids = z.array(z.string());

/** One file of `plumbline check --json`. */
const file = z.strictObject({
  path: z.string(),
  format: z.enum(['kiro', 'spec-kit', 'openspec', 'task-master']),
  kind: z.enum(['requirements', 'bugfix', 'design', 'tasks', 'steering', 'hook', 'config', 'spec-state']),
  encoding: z.strictObject({ isValidUtf8: z.boolean(), hasBom: z.boolean(), lineEnding: z.enum(['lf', 'crlf', 'cr', 'mixed']) }),
  title: z.string().nullable(),
  glossary: z.array(z.strictObject({ term: z.string(), definition: z.string(), span, termSpan: span, line })),
  requirements: z.array(
    z.strictObject({
      id: z.string(),
      isSynthetic: z.boolean(),
      title: z.string(),
      span,
      headingSpan: span,
      userStory: part.nullable(),
      criterionIds: ids,
      line,
    }),
  ),
  criteria: z.array(
    z.strictObject({
      id: z.string(),
      requirementId: z.string(),
      isSynthetic: z.boolean(),
      text: z.string(),
      span,
      line,
      pattern: z.enum(['ubiquitous', 'event', 'state', 'unwanted', 'optional', 'complex', 'unclassified']),
      clauses: z.array(clause),
      subject: part.nullable(),
      modality: part.extend({ isNegative: z.boolean() }).nullable(),
      response: part.nullable(),
      taskIds: ids,
      propertyIds: ids,
    }),
  ),
  properties: z.array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      statement: z.string(),
      span,
      headingSpan: span,
      validates: z.array(reference),
      criterionIds: ids,
      line,
    }),
  ),
  tasks: z.array(
    z.strictObject({
      id: z.string(),
      isSynthetic: z.boolean(),
      title: z.string(),
      state: z.enum(['todo', 'queued', 'running', 'done']),
      isOptional: z.boolean(),
      stateSpan: span,
      span,
      depth: z.int().min(0),
      parentId: z.string().nullable(),
      details: z.array(z.string()),
      references: z.array(reference),
      propertyIds: ids,
      dependsOn: ids,
      criterionIds: ids,
      line,
    }),
  ),
  waves: z.array(ids).nullable(),
  references: z.array(reference.extend({ owner: z.strictObject({ kind: z.enum(['task', 'property']), id: z.string() }), line })),
  diagnostics: z.array(
    z.strictObject({
      code: z.string(),
      severity: z.enum(['error', 'warning', 'hint']),
      message: z.string(),
      span,
      line,
      column: z.int().min(1),
      fixes: z.array(z.strictObject({ title: z.string(), edits: z.array(z.strictObject({ span, text: z.string() })) })),
    }),
  ),
});

/** What `plumbline check --json` prints; `docs/check.schema.json` is this as JSON Schema, and a test keeps them one. */
export const checkOutput = z.strictObject({ version: z.literal(1), files: z.array(file) });
