import { configureProject, configureProjectInput } from '#server/services/projects/configure-project.ts';
import { getProject, getProjectInput } from '#server/services/projects/get-project.ts';
import { importProject, importProjectInput } from '#server/services/projects/import-project.ts';
import { listProjects } from '#server/services/projects/list-projects.ts';
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
});
