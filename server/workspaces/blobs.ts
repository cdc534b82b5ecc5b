import { gitBytes } from './git.ts';

/** The contents of objects, by id, read by one process. */
export async function readBlobs(gitDir: string, objects: string[]): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  const wanted = [...new Set(objects)];
  if (wanted.length === 0) return found;
  const output = await gitBytes(['cat-file', '--batch'], { gitDir, input: `${wanted.join('\n')}\n` });
  // For each a line with id, kind and size, then the content and a newline.
  for (let at = 0; at < output.length; ) {
    const lineEnd = output.indexOf('\n', at);
    const [object, kind, size] = output.toString('latin1', at, lineEnd).split(' ');
    at = lineEnd + 1;
    if (!object || kind === 'missing' || size === undefined) continue;
    found.set(object, output.subarray(at, at + Number(size)));
    at += Number(size) + 1;
  }
  return found;
}

/** The sizes of objects in bytes, by id. */
export async function sizesOf(gitDir: string, objects: string[]): Promise<Map<string, number>> {
  const wanted = [...new Set(objects)];
  if (wanted.length === 0) return new Map();
  const output = await gitBytes(['cat-file', '--batch-check=%(objectname) %(objectsize)'], { gitDir, input: `${wanted.join('\n')}\n` });
  const lines = output.toString('latin1').trimEnd().split('\n');
  return new Map(
    lines.flatMap((line) => {
      const [object, size] = line.split(' ');
      return object && size && size !== 'missing' ? [[object, Number(size)] as const] : [];
    }),
  );
}
