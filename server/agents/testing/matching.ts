import { expect } from 'vitest';

/** Matches a text that holds `part`; typed, where the matcher itself is `any`. */
export const containing = (part: string): unknown => expect.stringContaining(part);

/** Matches a text that fits `pattern`. */
export const fitting = (pattern: RegExp): unknown => expect.stringMatching(pattern);
