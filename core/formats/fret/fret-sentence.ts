/** The words of one requirement in FRETish, taken apart; conditions are still text. */
export type SentenceParts = {
  scope: string;
  mode: string | null;
  condition: 'null' | 'regular' | 'noTrigger';
  trigger: string | null;
  component: string;
  timing: string;
  duration: string | null;
  stop: string | null;
  response: string;
};

const SCOPES: [string, RegExp][] = [
  ['onlyIn', /^only\s+(?:in|during|while|when)\s+/i],
  ['onlyBefore', /^only\s+before\s+/i],
  ['onlyAfter', /^only\s+after\s+/i],
  ['notin', /^(?:(?:unless|except)\s+(?:in|during|while|when)|(?:when\s+|if\s+)?not\s+in|unless|except)\s+/i],
  ['before', /^before\s+/i],
  ['after', /^after\s+/i],
  ['in', /^(?:when\s+in|if\s+in|in|during|while)\s+/i],
];

const TIMINGS: [string, RegExp][] = [
  ['immediately', /^(?:immediately|initially|at\s+the\s+first\s+(?:time\s*point|instant))\b/i],
  ['next', /^(?:at\s+the\s+)?next(?:\s+(?:time\s*point|step|instant))?\b/i],
  ['eventually', /^(?:eventually|finally)\b/i],
  ['always', /^(?:always)\b/i],
  ['never', /^(?:never)\b/i],
];

const AMOUNT =
  /^(within|for|after)\s+(\d+(?:\.\d+)?)\s*(?:ticks?|micro\s*secs?|microseconds?|milli\s*secs?|milliseconds?|secs?|seconds?|mins?|minutes?|hours?)?\s+/i;

/** Takes a sentence apart; null where it is none of FRETish. */
export function readSentence(text: string): SentenceParts | null {
  const shall = /\sshall\b/i.exec(text);
  if (!shall) return null;
  const before = text.slice(0, shall.index).trim();
  const after = text.slice(shall.index + shall[0].length).trim();
  const told = readTiming(after);
  const given = readBefore(before);
  return told && given && { ...given, ...told };
}

function readTiming(text: string): Pick<SentenceParts, 'timing' | 'duration' | 'stop' | 'response'> | null {
  const [first, ...rest] = text.split(/\bsatisfy\b/i);
  const hasSatisfy = rest.length > 0;
  const head = hasSatisfy ? (first ?? '').trim() : text;
  const response = hasSatisfy ? rest.join('satisfy').trim() : '';
  const amount = AMOUNT.exec(`${head} `);
  if (amount) {
    const timing = (amount[1] ?? '').toLowerCase();
    return { timing, duration: amount[2] ?? null, stop: null, response: response || head.slice(amount[0].length).trim() };
  }
  const limit = /^(until|before)\s+([\s\S]+)$/i.exec(head);
  if (limit && hasSatisfy)
    return { timing: (limit[1] ?? '').toLowerCase(), duration: null, stop: (limit[2] ?? '').replace(/,\s*$/, ''), response };
  for (const [timing, form] of TIMINGS) {
    const match = form.exec(head);
    if (match) return { timing, duration: null, stop: null, response: response || head.slice(match[0].length).trim() };
  }
  const own = response || head;
  return own === '' ? null : { timing: 'null', duration: null, stop: null, response: own };
}

function readBefore(text: string): Pick<SentenceParts, 'scope' | 'mode' | 'condition' | 'trigger' | 'component'> | null {
  const words = /^([\s\S]*?)(?:\bthe\s+)?([\w.-]+)$/i.exec(text);
  if (!words) return null;
  const component = words[2] ?? '';
  let rest = (words[1] ?? '').trim().replace(/[,\s]+$/, '');
  let scope = 'null';
  let mode: string | null = null;
  for (const [kind, form] of SCOPES) {
    const match = form.exec(rest);
    if (!match) continue;
    const body = rest.slice(match[0].length);
    const end = /^(?:[\w.]+\s+mode\b|[\w.]+|\([^)]*\))/.exec(body);
    if (!end) return null;
    scope = kind;
    mode = end[0].replace(/\s+mode$/i, '');
    rest = body
      .slice(end[0].length)
      .trim()
      .replace(/^mode\b/i, '')
      .replace(/^,\s*/, '')
      .trim();
    break;
  }
  const parts = rest === '' ? [] : rest.split(/\b(?=(?:if|when|upon|where|whenever)\b)/i).map((one) => one.trim());
  const isEach = parts.some((one) => /^whenever\b/i.test(one));
  const conditions = parts.map((one) => one.replace(/^(?:and\s+)?(?:if|when|upon|whenever|where)\b/i, '').replace(/[,\s]+$/, ''));
  const triggers = conditions.filter((one) => one !== '');
  return {
    scope,
    mode,
    condition: triggers.length === 0 ? 'null' : isEach ? 'noTrigger' : 'regular',
    trigger: triggers.length === 0 ? null : triggers.map((one) => `(${one})`).join(' & '),
    component,
  };
}
