import { behindQuotation, isWordUnit, lowerUnit } from './characters.ts';
import type { Span } from './span.ts';
import type { Criterion, Diagnostic, Requirement, RequirementsTree } from './spec-tree.ts';

const VAGUE =
  /(?:appropriate(?:ly)?|adequate(?:ly)?|as needed|as required|as applicable|where applicable|if necessary|if possible|as soon as possible|user[- ]friendly|intuitive(?:ly)?|seamless(?:ly)?|robust(?:ly)?|efficient(?:ly)?|fast|quickly|quick|slow|easy|easily|simple|simply|flexible|reasonable|reasonably|sufficient(?:ly)?|etc\.?|and so on|and\/or|various|several|some|many|few|minimal|optimal(?:ly)?|gracefully|properly|correctly|timely|in a timely manner|up[- ]to[- ]date|state[- ]of[- ]the[- ]art|best effort|real[- ]?time|significant(?:ly)?|normal(?:ly)?|usually|often|approximately|nearly)\b/iy;
const WEAK_VERB = /^(?:be able to|support|handle|manage|process|deal with|facilitate|leverage|be capable of|take care of)\b/i;

/** The wording of one requirement's criteria: one rule an item, a modal that binds, words that can be tested. */
export function checkCriteria(kind: RequirementsTree['kind'], { id, criteria }: Requirement): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const isDefect = kind === 'bugfix' && id === '1';
  for (const criterion of criteria) {
    checkModality(criterion, isDefect, diagnostics);
    if (!isDefect) checkWords(criterion, diagnostics);
  }
  return diagnostics;
}

/** The first group of a bugfix tells what happens today; no one shall do that. */
function checkModality(criterion: Criterion, isDefect: boolean, diagnostics: Diagnostic[]): void {
  const { id, text, span, pattern, modality } = criterion;
  const line = { start: span.start, end: text.includes('\n') ? span.start + text.indexOf('\n') : span.end };
  if (pattern === 'unclassified') {
    const message = `Criterion ${id} fits no EARS pattern, such as "WHEN <trigger>, THE <system> SHALL <response>".`;
    diagnostics.push({ code: 'ears/unclassified', severity: 'hint', message, span: line, fixes: [] });
    return;
  }
  if (!modality) {
    if (isDefect) return;
    diagnostics.push({
      code: 'ears/no-modal',
      severity: 'hint',
      message: `Criterion ${id} does not say SHALL, so it describes and does not require.`,
      span: line,
      fixes: [],
    });
    return;
  }
  if (/^(?:should|will|may)\b/i.test(modality.text)) {
    const binding = modality.isNegative ? 'SHALL NOT' : 'SHALL';
    diagnostics.push({
      code: 'ears/weak-modal',
      severity: 'hint',
      message: `"${modality.text}" leaves criterion ${id} open. SHALL requires it.`,
      span: modality.span,
      fixes: [{ title: `Replace with ${binding}`, edits: [{ span: modality.span, text: binding }] }],
    });
  }
  const second = secondModal(text, modality.span.end - span.start);
  if (second < 0) return;
  const start = span.start + second;
  const message = `Criterion ${id} requires several things. One SHALL to a criterion lets each have its own verdict.`;
  diagnostics.push({
    code: 'ears/several-shalls',
    severity: 'warning',
    message,
    span: { start, end: text.startsWith('MUST', second) ? start + 4 : start + 5 },
    fixes: [],
  });
}

/** Where `SHALL`, `shall` or `MUST` stands outside of code and quotation, or -1. */
function secondModal(text: string, from: number): number {
  if (text.indexOf('SHALL', from) < 0 && text.indexOf('shall', from) < 0 && text.indexOf('MUST', from) < 0) return -1;
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === BACKTICK || code === QUOTE) at = Math.max(at, behindQuotation(text, at, code) - 1);
    else if (text.startsWith('SHALL', at) || text.startsWith('shall', at) || text.startsWith('MUST', at)) {
      const end = at + (code === 77 ? 4 : 5);
      if ((at === 0 || !isWordUnit(text.charCodeAt(at - 1))) && (end >= text.length || !isWordUnit(text.charCodeAt(end)))) return at;
    }
  }
  return -1;
}

const BACKTICK = 96;
const QUOTE = 34;

/** Where vague words can begin, by their first two letters: the expression is tried there alone. */
const VAGUE_HEADS = (() => {
  const heads = new Uint8Array(128 * 128);
  const words = VAGUE.source.slice(VAGUE.source.indexOf('(?:') + 3).split('|');
  for (const word of words) heads[word.charCodeAt(0) * 128 + word.charCodeAt(1)] = 1;
  return heads;
})();

/** The stretches of vague words, outside of code and quotations. */
function vagueWords(text: string): Span[] {
  const found: Span[] = [];
  let isInside = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === BACKTICK || code === QUOTE) at = Math.max(at, behindQuotation(text, at, code) - 1);
    const isWord = isWordUnit(code);
    if (isWord && !isInside && at + 1 < text.length) {
      const next = lowerUnit(text.charCodeAt(at + 1));
      if (next < 128 && VAGUE_HEADS[lowerUnit(code) * 128 + next] === 1) {
        VAGUE.lastIndex = at;
        const end = VAGUE.test(text) ? VAGUE.lastIndex : at;
        if (end > at) {
          found.push({ start: at, end });
          at = end - 1;
          isInside = isWordUnit(text.charCodeAt(at));
          continue;
        }
      }
    }
    isInside = isWord;
  }
  return found;
}

function checkWords({ id, text, span, response }: Criterion, diagnostics: Diagnostic[]): void {
  for (const { start, end } of vagueWords(text)) {
    const message = `"${text.slice(start, end)}" can be read in more than one way. What would a test of ${id} measure?`;
    const place = { start: span.start + start, end: span.start + end };
    diagnostics.push({ code: 'ears/vague-word', severity: 'hint', message, span: place, fixes: [] });
  }
  const weak = response ? WEAK_VERB.exec(response.text) : null;
  if (!weak || !response) return;
  const weakSpan = { start: response.span.start, end: response.span.start + weak[0].length };
  diagnostics.push({
    code: 'ears/weak-verb',
    severity: 'hint',
    message: `"${weak[0]}" does not say what is to be seen when ${id} holds.`,
    span: weakSpan,
    fixes: [],
  });
}
