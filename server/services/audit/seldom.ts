const mostKept = 10_000;

/**
 * Lets the same thing through once in `windowMs` and swallows what repeats it: what anybody can cause as often as they like must not fill
 * what nobody can delete. Of this process; bounded however many things there are.
 */
export function createSeldom(windowMs: number, now: () => number = Date.now): (key: string) => boolean {
  const last = new Map<string, number>();
  return (key) => {
    const at = now();
    const before = last.get(key);
    if (before !== undefined && at - before < windowMs) return false;
    if (last.size >= mostKept) last.clear();
    last.set(key, at);
    return true;
  };
}
