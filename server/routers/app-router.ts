import { accountRouter } from './account.ts';
import { approvalsRouter, policiesRouter } from './approvals.ts';
import { auditRouter } from './audit.ts';
import { budgetsRouter } from './budgets.ts';
import { checksRouter } from './checks.ts';
import { commentsRouter } from './comments.ts';
import { documentsRouter } from './documents.ts';
import { inboxRouter, webhooksRouter } from './inbox.ts';
import { mcpServersRouter } from './mcp-servers.ts';
import { identityRouter, invitationsRouter, keysRouter, membersRouter, teamsRouter } from './members.ts';
import { externalAgentsRouter, modelsRouter } from './models.ts';
import { organizationsRouter, viewerRouter } from './organizations.ts';
import { pipelineRouter, reviewsRouter } from './pipeline.ts';
import { projectsRouter, specsRouter } from './projects.ts';
import { questionsRouter } from './questions.ts';
import { readingsRouter } from './readings.ts';
import { remotesRouter } from './remotes.ts';
import { repositoryRouter } from './repository.ts';
import { revisionsRouter } from './revisions.ts';
import { runsRouter, wavesRouter } from './runs.ts';
import { steeringRouter } from './steering.ts';
import { studiesRouter } from './studies.ts';
import { suggestionsRouter } from './suggestions.ts';
import { createCallerFactory, router } from './trpc.ts';

export const appRouter = router({
  viewer: viewerRouter,
  organizations: organizationsRouter,
  projects: projectsRouter,
  specs: specsRouter,
  documents: documentsRouter,
  revisions: revisionsRouter,
  suggestions: suggestionsRouter,
  approvals: approvalsRouter,
  policies: policiesRouter,
  pipeline: pipelineRouter,
  reviews: reviewsRouter,
  remotes: remotesRouter,
  repository: repositoryRouter,
  steering: steeringRouter,
  runs: runsRouter,
  waves: wavesRouter,
  studies: studiesRouter,
  checks: checksRouter,
  models: modelsRouter,
  externalAgents: externalAgentsRouter,
  mcpServers: mcpServersRouter,
  account: accountRouter,
  members: membersRouter,
  teams: teamsRouter,
  identity: identityRouter,
  invitations: invitationsRouter,
  keys: keysRouter,
  audit: auditRouter,
  budgets: budgetsRouter,
  comments: commentsRouter,
  questions: questionsRouter,
  readings: readingsRouter,
  inbox: inboxRouter,
  webhooks: webhooksRouter,
});

export type AppRouter = typeof appRouter;
export const createCaller = createCallerFactory(appRouter);
