import type { Ctx } from '#server/context.ts';

/** What somebody new to the workbench has yet to see, each true once it was done by anybody of the organization. */
export type FirstSteps = {
  /** The sample's address, to begin with; null where it was never seeded or is gone. */
  sample: { project: string; spec: string } | null;
  /** A question of the analysis was answered. */
  isAnswered: boolean;
  /** There is somebody to write with. */
  isShared: boolean;
  /** Something was approved. */
  isApproved: boolean;
  /** The task of the sample that the steps name was built by an agent, and verified. */
  isVerified: boolean;
  /** There is a repository besides the sample's. */
  isImported: boolean;
  /** There is a model besides the scripted one. */
  isConnected: boolean;
};

// One prepared statement: it stands on the page that everybody opens first.
const query = {
  name: 'first-steps',
  text: `WITH own AS (SELECT id, slug, is_sample FROM projects WHERE organization_id = $1),
      specs_of AS (SELECT s.id, s.slug, s.created_at, own.slug AS project, own.is_sample FROM specs s JOIN own ON own.id = s.project_id WHERE s.archived_at IS NULL),
      sample AS (SELECT id, project, slug FROM specs_of WHERE is_sample ORDER BY created_at LIMIT 1)
    SELECT (SELECT json_build_object('project', project, 'spec', slug) FROM sample) AS sample,
      EXISTS (SELECT FROM question_answers a JOIN specs_of s ON s.id = a.spec_id WHERE a.withdrawn_at IS NULL) AS "isAnswered",
      (SELECT count(*) > 1 FROM members WHERE organization_id = $1) AS "isShared",
      EXISTS (SELECT FROM approvals a JOIN specs_of s ON s.id = a.spec_id WHERE a.decision = 'approved' AND a.withdrawn_at IS NULL) AS "isApproved",
      EXISTS (SELECT FROM runs r JOIN sample ON sample.id = r.spec_id WHERE r.task_id = '3.1' AND r.status = 'verified') AS "isVerified",
      EXISTS (SELECT FROM own WHERE NOT is_sample) AS "isImported",
      EXISTS (SELECT FROM model_connections WHERE organization_id = $1) AS "isConnected"`,
};

/** Reads them, by what is there and not by what somebody clicked. */
export async function readFirstSteps({ pool, organizationId }: Pick<Ctx, 'pool' | 'organizationId'>): Promise<FirstSteps> {
  const { rows } = await pool.query<FirstSteps>({ ...query, values: [organizationId] });
  const [row] = rows;
  if (!row) throw new Error('A statement without a row condition gives one row.');
  return row;
}
