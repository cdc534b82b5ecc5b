import { configureProject, configureProjectInput } from '#server/services/projects/configure-project.ts';
import { getProject, getProjectInput } from '#server/services/projects/get-project.ts';
import { importProject, importProjectInput } from '#server/services/projects/import-project.ts';
import { listProjects } from '#server/services/projects/list-projects.ts';
import {
  archiveSpec,
  archiveSpecInput,
  listArchived,
  listArchivedInput,
  renameSpec,
  renameSpecInput,
  restoreSpec,
  restoreSpecInput,
} from '#server/services/specs/change-spec.ts';
import { addDocument, addDocumentInput, createSpec, createSpecInput } from '#server/services/specs/create-spec.ts';
import { getSpec, getSpecInput } from '#server/services/specs/get-spec.ts';
import { memberProcedure, router } from './trpc.ts';

export const projectsRouter = router({
  list: memberProcedure('project.read').query(({ ctx }) => listProjects(ctx.member)),
  get: memberProcedure('project.read')
    .input(getProjectInput)
    .query(({ ctx, input }) => getProject(ctx.member, input)),
  import: memberProcedure('project.import')
    .input(importProjectInput)
    .mutation(({ ctx, input }) => importProject(ctx.member, input)),
  configure: memberProcedure('project.configure')
    .input(configureProjectInput)
    .mutation(({ ctx, input }) => configureProject(ctx.member, input)),
});

export const specsRouter = router({
  get: memberProcedure('spec.read')
    .input(getSpecInput)
    .query(({ ctx, input }) => getSpec(ctx.member, input)),
  create: memberProcedure('spec.change')
    .input(createSpecInput)
    .mutation(({ ctx, input }) => createSpec(ctx.member, input)),
  addDocument: memberProcedure('spec.change')
    .input(addDocumentInput)
    .mutation(({ ctx, input }) => addDocument(ctx.member, input)),
  rename: memberProcedure('spec.change')
    .input(renameSpecInput)
    .mutation(({ ctx, input }) => renameSpec(ctx.member, input)),
  archive: memberProcedure('spec.change')
    .input(archiveSpecInput)
    .mutation(({ ctx, input }) => archiveSpec(ctx.member, input)),
  restore: memberProcedure('spec.change')
    .input(restoreSpecInput)
    .mutation(({ ctx, input }) => restoreSpec(ctx.member, input)),
  archived: memberProcedure('spec.read')
    .input(listArchivedInput)
    .query(({ ctx, input }) => listArchived(ctx.member, input)),
});
