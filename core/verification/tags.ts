import { readReferences } from '#core/language/references.ts';
import type { Reference } from '#core/language/spec-tree.ts';

/** What a test's title says it speaks for. */
export type Tags = {
  /** The design's property, `3` of `Property 3`, or null. */
  propertyId: string | null;
  /** Criteria and requirements as written, ranges unresolved: what exists is for the spec to say. */
  references: Reference[];
  /** Whether the title names this spec (`Feature: order-pricing`), another one, or none. */
  feature: 'this' | 'other' | 'none';
};

const featureTag = /\bfeature:\s*([^,>:;|()[\]]+)/i;
/** Without a feature before it, only a title of its own counts, not a mention in passing. */
const propertyTag = /\bproperty\s+#?(\d{1,5}[a-z]?)\b/i;
const barePropertyTag = /(?:^|>\s*|[([]\s*)property\s+#?(\d{1,5}[a-z]?)\s*(?=[:.)\]]|$|-\s|>)/i;

const id = String.raw`(?:[A-Z]{1,8}-)?\d{1,6}(?:\.\d{1,6}){0,4}[a-z]?(?![\w%])`;
const between = String.raw`\s*(?:,\s*and|,|&|\/|;|and|-|–|—|to|through)\s*`;
const criteriaTag = new RegExp(String.raw`\b(?:requirements?|criteri(?:on|a)|validates)\b[\s:*]*(${id}(?:${between}${id})*)`, 'gi');

/** Reads the tags in a title, groups joined with ` > `. Any title gives an answer, most of them an empty one. */
export function tagsOf(name: string, specSlug: string): Tags {
  const written = featureTag.exec(name)?.[1];
  const feature = written === undefined ? 'none' : slug(written) === slug(specSlug) ? 'this' : 'other';
  if (feature === 'other') return { propertyId: null, references: [], feature };
  const propertyId = (feature === 'this' ? propertyTag : barePropertyTag).exec(name)?.[1] ?? null;
  const lists = [...name.matchAll(criteriaTag)].map(([, list]) => (list ?? '').replaceAll(/\s*(?:,\s*and|&|\band\b)\s*/gi, ', '));
  const references = lists.flatMap((list) => readReferences(list, 0, list.length)).filter(({ kind }) => kind === 'id' || kind === 'range');
  return { propertyId, references, feature };
}

function slug(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, '-');
}
