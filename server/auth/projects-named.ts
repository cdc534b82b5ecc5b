import type pg from 'pg';

/** How inputs call what lies in a project, and where its row says in which. A new kind of thing is a line here; a test compares with all inputs. */
const things = {
  project: 'SELECT p.id FROM projects p WHERE p.organization_id = $1 AND p.slug = ANY($2::text[])',
  specId: 'SELECT s.project_id FROM specs s WHERE s.id = ANY($2::uuid[])',
  documentId: 'SELECT project_id FROM documents WHERE id = ANY($2::uuid[])',
  threadId: 'SELECT s.project_id FROM comment_threads t JOIN specs s ON s.id = t.spec_id WHERE t.id = ANY($2::uuid[])',
  commentId:
    'SELECT s.project_id FROM comments c JOIN comment_threads t ON t.id = c.thread_id JOIN specs s ON s.id = t.spec_id WHERE c.id = ANY($2::uuid[])',
  runId: 'SELECT r.project_id FROM runs r WHERE r.id = ANY($2::uuid[])',
  waveId: 'SELECT w.project_id FROM waves w WHERE w.id = ANY($2::uuid[])',
  approvalId: 'SELECT s.project_id FROM approvals a JOIN specs s ON s.id = a.spec_id WHERE a.id = ANY($2::uuid[])',
  evidenceId: 'SELECT s.project_id FROM evidence e JOIN specs s ON s.id = e.spec_id WHERE e.id = ANY($2::uuid[])',
  attestationId: 'SELECT s.project_id FROM attestations a JOIN specs s ON s.id = a.spec_id WHERE a.id = ANY($2::uuid[])',
  viewId: 'SELECT v.project_id FROM saved_views v WHERE v.id = ANY($2::uuid[])',
} as const;
type Thing = keyof typeof things;

const plurals: Readonly<Record<string, Thing>> = {
  specIds: 'specId',
  documentIds: 'documentId',
  approvalIds: 'approvalId',
  runIds: 'runId',
};

/** The keys of an input that say in which project it is. */
export const namingKeys: readonly string[] = [...Object.keys(things), ...Object.keys(plurals)];

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The ids of the projects of an organization that an input is about, by what it names: at its top, or in the objects of a list there.
 * What does not exist, and what is another organization's, names none.
 */
export async function projectsNamed(pool: pg.Pool, organizationId: string, input: unknown): Promise<string[]> {
  const found = new Set<string>();
  for (const [thing, names] of namesIn(input)) {
    const { rows } = await pool.query<{ id: string }>({
      name: `projects-by-${thing}`,
      text: `SELECT id FROM projects WHERE organization_id = $1 AND id IN (${things[thing]})`,
      values: [organizationId, [...names]],
    });
    for (const { id } of rows) found.add(id);
  }
  return [...found];
}

function namesIn(input: unknown): Map<Thing, Set<string>> {
  const names = new Map<Thing, Set<string>>();
  const put = (key: string, value: unknown) => {
    const thing = Object.hasOwn(things, key) ? (key as Thing) : plurals[key];
    if (!thing) return;
    for (const one of Array.isArray(value) ? value : [value])
      if (typeof one === 'string' && (thing === 'project' || uuid.test(one))) names.set(thing, (names.get(thing) ?? new Set()).add(one));
  };
  for (const [key, value] of entriesOf(input)) {
    put(key, value);
    for (const item of Array.isArray(value) ? value : []) for (const [inner, one] of entriesOf(item)) put(inner, one);
  }
  return names;
}

const entriesOf = (value: unknown): [string, unknown][] => (typeof value === 'object' && value !== null ? Object.entries(value) : []);
