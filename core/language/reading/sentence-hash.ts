/**
 * Eight hex digits that name the words of a sentence; blanks and line breaks between words do not count. It binds a reading to the
 * sentence that it was made for. Not a defence against anybody: a changed sentence keeps its hash once in four billion.
 */
export function sentenceHash(sentence: string): string {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (const word of sentence.trim().split(/\s+/)) {
    for (let at = 0; at <= word.length; at += 1) {
      const code = at < word.length ? word.charCodeAt(at) : 32;
      high = Math.imul(high ^ code, 2654435761);
      low = Math.imul(low ^ code, 1597334677);
    }
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  return (high >>> 0).toString(16).padStart(8, '0');
}
