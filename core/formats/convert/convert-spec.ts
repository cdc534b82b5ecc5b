import type { Format } from '../find-specs.ts';
import type { PortableSpec, Written } from './portable-spec.ts';
import { readPortable, type SourceTexts } from './read-portable.ts';
import { writeKiro } from './write-kiro.ts';
import { writeOpenSpec } from './write-open-spec.ts';
import { writeSpecKit } from './write-spec-kit.ts';
import { writeTaskMaster } from './write-task-master.ts';

/** What is converted: the texts of one spec, its format, the format that is wanted, and the name of its folder there. */
export type Conversion = { from: Format; to: Format; slug: string; texts: SourceTexts };

const WRITERS: Record<Format, (spec: PortableSpec, slug: string) => Written> = {
  kiro: writeKiro,
  'spec-kit': writeSpecKit,
  openspec: writeOpenSpec,
  'task-master': writeTaskMaster,
};

/**
 * Writes a spec in another format, and says what that format cannot hold and which ids have another form in it. The words of criteria are never
 * changed: an EARS sentence is a scenario of spec-kit or OpenSpec as it stands.
 */
export function convertSpec({ from, to, slug, texts }: Conversion): Written {
  const spec = readPortable(from, texts, slug);
  const { files, lost, renamed } = WRITERS[to](spec, slug);
  const all = [...spec.unread, ...lost];
  return {
    files,
    renamed,
    lost: all.sort((a, b) => (a.document === b.document ? a.span.start - b.span.start : a.document < b.document ? -1 : 1)),
  };
}
