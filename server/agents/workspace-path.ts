import { posix } from 'node:path';
import { findSpecs } from '#core/formats/find-specs.ts';

/** A path as tools may use it, or a sentence that says why not. */
export type CheckedPath = { ok: true; path: string } | { ok: false; why: string };

/** Brings a path that a model wrote into one form: relative, without `.` and `..`, `.` for the root. */
export function checkPath(written: string): CheckedPath {
  if (written.includes('\0')) return { ok: false, why: 'A path cannot hold a NUL character.' };
  if (written.startsWith('/') || /^[A-Za-z]:[\\/]/.test(written)) {
    return { ok: false, why: `Paths are relative to the root of the repository; ${written} is absolute.` };
  }
  const path = posix.normalize(written).replace(/\/$/, '');
  if (path === '..' || path.startsWith('../')) return { ok: false, why: `${written} leaves the repository.` };
  if (hasSegment(path, '.git')) return { ok: false, why: 'The .git folder is not for tools. The platform commits for you.' };
  return { ok: true, path };
}

/**
 * The same for a path to write to. Installed packages are shared between runs, and the documents of specs stand under
 * approvals: people change them, agents ask.
 */
export function checkWritablePath(written: string): CheckedPath {
  const checked = checkPath(written);
  if (!checked.ok) return checked;
  const { path } = checked;
  if (path === '.') return { ok: false, why: 'This is the root of the repository, not a file.' };
  if (hasSegment(path, 'node_modules')) return { ok: false, why: 'Installed packages cannot be changed.' };
  if (/^\.kiro\/specs(\/|$)/i.test(path) || findSpecs([path.toLowerCase()]).length > 0) {
    return {
      ok: false,
      why: 'The documents of a spec are changed by people, since they approve them. If one of them is wrong, ask with ask_person or suggest a change with propose_spec_edit.',
    };
  }
  return checked;
}

/** Without regard to case, because some file systems have none. */
function hasSegment(path: string, name: string): boolean {
  return path.toLowerCase().split('/').includes(name);
}
