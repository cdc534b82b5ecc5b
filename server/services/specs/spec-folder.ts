/** Where the documents of a spec of this name lie in its repository. */
export const specFolder = (slug: string): string => `.kiro/specs/${slug}`;
