type Waiting = { id: string; dependsOn: string[] };

/**
 * The circles of tasks that wait for each other, each once, in order of waiting. Lists that several tasks share (waves) are
 * walked once, so the cost is that of the distinct lists, and there is no recursion to overflow.
 */
export function findCycles(tasks: Waiting[]): string[][] {
  const listOf = new Map<string, string[]>();
  for (const { id, dependsOn } of tasks) if (!listOf.has(id)) listOf.set(id, dependsOn);
  const isClosed = new Set<string[]>();
  const onPath = new Map<string, number>();
  const cycles: string[][] = [];
  for (const { id: root } of tasks) {
    const path: { id: string; list: string[]; next: number }[] = [];
    const enter = (id: string) => {
      const list = listOf.get(id);
      if (!list || isClosed.has(list)) return;
      onPath.set(id, path.length);
      path.push({ id, list, next: 0 });
    };
    enter(root);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const id = top.list[top.next];
      if (id === undefined) {
        isClosed.add(top.list);
        onPath.delete(top.id);
        path.pop();
        continue;
      }
      top.next += 1;
      const seen = onPath.get(id);
      if (seen === undefined) enter(id);
      else cycles.push(path.slice(seen).map((step) => step.id));
    }
  }
  return cycles;
}
