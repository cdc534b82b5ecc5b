type Issue = { path: readonly (string | number)[]; message: string };

/**
 * The sentences of a refused input by field, from the message that a procedure gives for one (zod's issues as JSON).
 * The rest, and any other message, comes under `form`.
 */
export function fieldErrors(message: string | undefined): Partial<Record<string, string>> {
  if (message === undefined) return {};
  const issues = readIssues(message);
  if (!issues) return { form: message };
  const errors: Partial<Record<string, string>> = {};
  for (const { path, message: sentence } of issues) errors[String(path[0] ?? 'form')] ??= sentence;
  return errors;
}

function readIssues(message: string): Issue[] | null {
  try {
    const value: unknown = JSON.parse(message);
    return Array.isArray(value) && value.length > 0 && value.every(isIssue) ? value : null;
  } catch {
    return null;
  }
}

function isIssue(value: unknown): value is Issue {
  return (
    value !== null &&
    typeof value === 'object' &&
    'path' in value &&
    Array.isArray(value.path) &&
    value.path.every(isKey) &&
    'message' in value &&
    typeof value.message === 'string'
  );
}

const isKey = (part: unknown) => typeof part === 'string' || typeof part === 'number';
