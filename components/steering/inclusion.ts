import type { Inclusion } from '#core/formats/kiro.ts';

/** When agents get a steering document, in a word and in a sentence. */
export const inclusionWords: Record<Inclusion, { label: string; hint: string }> = {
  always: { label: 'Always', hint: 'Goes with every task.' },
  fileMatch: { label: 'With files', hint: 'Goes with tasks that name a file which matches.' },
  manual: { label: 'When named', hint: 'Goes with tasks that name it with a #.' },
  auto: { label: 'When wanted', hint: 'Agents see its description, and read it when they think that it helps.' },
};
