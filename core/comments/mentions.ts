import type { Span } from '#core/language/span.ts';

export type Mentionable = { userId: string; name: string };
export type Mention = Span & { userId: string };

const wordCharacter = /[\p{L}\p{N}_]/u;

/**
 * The people whom a comment names with `@` and their whole name, in any case. The longest name that fits is meant: `@Ann Lee` is not
 * Ann. A name that two people share means both. Addresses such as `me@example.com` mention nobody.
 */
export function mentionsIn(body: string, people: readonly Mentionable[]): Mention[] {
  const known = people.filter(({ name }) => name !== '').toSorted((a, b) => b.name.length - a.name.length);
  const found: Mention[] = [];
  for (let at = body.indexOf('@'); at >= 0; at = body.indexOf('@', at + 1)) {
    if (at > 0 && wordCharacter.test(body[at - 1] ?? '')) continue;
    const start = at + 1;
    const longest = known.find(({ name }) => {
      const end = start + name.length;
      const after = body[end] ?? '';
      return isSame(body.slice(start, end), name) && !wordCharacter.test(after);
    });
    if (!longest) continue;
    const end = start + longest.name.length;
    for (const { userId, name } of known) if (isSame(name, longest.name)) found.push({ userId, start: at, end });
  }
  return found;
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** What is being typed as a mention up to the caret: the words behind the last `@`. Null where no mention is being typed. */
export function mentionBeingTyped(body: string, caret: number): { start: number; typed: string } | null {
  const start = body.lastIndexOf('@', caret - 1);
  if (start < 0 || (start > 0 && wordCharacter.test(body[start - 1] ?? ''))) return null;
  const typed = body.slice(start + 1, caret);
  return typed.length <= 40 && !/[\n@]/.test(typed) ? { start, typed } : null;
}

/** The people who may be meant by what is typed: those of whose names a word begins with it, in the order given. */
export function completeMention<T extends Mentionable>(typed: string, people: readonly T[]): T[] {
  const wanted = typed.toLowerCase();
  return people.filter(({ name }) => {
    const lower = name.toLowerCase();
    return lower.startsWith(wanted) || lower.split(/\s+/).some((word) => word.startsWith(wanted));
  });
}
