import type { Criterion, Diagnostic, Requirement, RequirementsTree } from './spec-tree.ts';

const MODAL = /`[^`\n]*`|"[^"\n]*"|\b(?:SHALL|shall|MUST)\b/g;
const VAGUE =
  /`[^`\n]*`|"[^"\n]*"|\b(?:appropriate(?:ly)?|adequate(?:ly)?|as needed|as required|as applicable|where applicable|if necessary|if possible|as soon as possible|user[- ]friendly|intuitive(?:ly)?|seamless(?:ly)?|robust(?:ly)?|efficient(?:ly)?|fast|quickly|quick|slow|easy|easily|simple|simply|flexible|reasonable|reasonably|sufficient(?:ly)?|etc\.?|and so on|and\/or|various|several|some|many|few|minimal|optimal(?:ly)?|gracefully|properly|correctly|timely|in a timely manner|up[- ]to[- ]date|state[- ]of[- ]the[- ]art|best effort|real[- ]?time|significant(?:ly)?|normal(?:ly)?|usually|often|approximately|nearly)\b/gi;
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
  const rest = text.slice(modality.span.end - span.start);
  const second =
    rest.search(/\b(?:SHALL|shall|MUST)\b/) < 0
      ? undefined
      : [...rest.matchAll(MODAL)].find((match) => /^(?:SHALL|shall|MUST)$/.test(match[0]));
  if (!second) return;
  const start = modality.span.end + second.index;
  const message = `Criterion ${id} requires several things. One SHALL to a criterion lets each have its own verdict.`;
  diagnostics.push({
    code: 'ears/several-shalls',
    severity: 'warning',
    message,
    span: { start, end: start + second[0].length },
    fixes: [],
  });
}

function checkWords({ id, text, span, response }: Criterion, diagnostics: Diagnostic[]): void {
  for (const match of text.matchAll(VAGUE)) {
    if (match[0][0] === '`' || match[0][0] === '"') continue;
    const start = span.start + match.index;
    const message = `"${match[0]}" can be read in more than one way. What would a test of ${id} measure?`;
    diagnostics.push({ code: 'ears/vague-word', severity: 'hint', message, span: { start, end: start + match[0].length }, fixes: [] });
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
