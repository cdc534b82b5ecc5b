/**
 * Words that mean one thing in every spec, in one wording: `sign in` is `login`, `switch on` is `turn on`. Only what nobody uses for two things stands here; what
 * is alike in most specs and not in all stands in `LIKE_WORDS`.
 */
export function inOneWording(text: string): string {
  if (!MAY_DIFFER.test(text)) return text;
  return text
    .replace(APART, (_all, verb: string, between: string, particle: string) => `${verb} ${particle} ${between}`)
    .replace(/\b(?:sign|log)(?:s|ged|ed|ging|ing)?[ -](?:in|on)\b/g, 'login')
    .replace(/\b(?:sign|log)(?:s|ged|ed|ging|ing)?[ -](?:out|off)\b/g, 'logout')
    .replace(/\b(?:turn|switch|power)(?:s|ed|ing)?[ -](on|off)\b/g, 'turn$1')
    .replace(/\be-mail/g, 'email')
    .replace(/\b(?:display)(s|ed|ing)?\b/g, 'show$1')
    .replace(/\bpermit(?:t(ed|ing)|(s))?\b/g, 'allow$1$2');
}

const MAY_DIFFER = /\b(?:sign|log|turn|switch|power|display|permit|e-mail)/;

/** `log the user out`, `turn the heater off`: the particle of a verb behind its object. */
const APART =
  /\b((?:sign|log|turn|switch|power)(?:s|ged|ed|ging|ing)?) ((?:(?!and\b|or\b)[a-z_-]+ ){1,3})(in|out|on|off)\b(?! (?:to|the|a|an|its|their)\b)/g;

/** A class of verbs for what a thing is after them, and the class that undoes it. */
const UNDONE_BY: readonly (readonly [string, string])[] = [
  ['enabl', 'disabl'],
  ['activat', 'deactivat'],
  ['show', 'hid'],
  ['show', 'conceal'],
  ['allow', 'prevent'],
  ['allow', 'deny'],
  ['allow', 'block'],
  ['allow', 'reject'],
  ['allow', 'forbid'],
  ['allow', 'prohibit'],
  ['allow', 'disallow'],
  ['allow', 'refus'],
  ['accept', 'reject'],
  ['accept', 'refus'],
  ['accept', 'declin'],
  ['accept', 'deny'],
  ['approv', 'reject'],
  ['approv', 'declin'],
  ['approv', 'deny'],
  ['approv', 'refus'],
  ['grant', 'deny'],
  ['grant', 'revok'],
  ['lock', 'unlock'],
  ['open', 'clos'],
  ['start', 'stop'],
  ['keep', 'delet'],
  ['keep', 'remov'],
  ['keep', 'discard'],
  ['keep', 'revok'],
  ['keep', 'evict'],
  ['keep', 'purg'],
  ['keep', 'eras'],
  ['retain', 'delet'],
  ['retain', 'discard'],
  ['retain', 'purg'],
  ['retain', 'eras'],
  ['retain', 'remov'],
  ['preserv', 'delet'],
  ['preserv', 'discard'],
  ['sav', 'discard'],
  ['stor', 'discard'],
  ['queu', 'discard'],
  ['turnon', 'turnoff'],
  ['login', 'logout'],
  ['includ', 'exclud'],
  ['includ', 'omit'],
  ['expand', 'collaps'],
  ['mut', 'unmut'],
  ['pin', 'unpin'],
  ['publish', 'unpublish'],
  ['encrypt', 'decrypt'],
  ['continu', 'abort'],
  ['continu', 'stop'],
  ['continu', 'halt'],
  ['paus', 'resum'],
  ['run', 'stop'],
  ['run', 'turnoff'],
  ['start', 'turnoff'],
  ['publish', 'reject'],
  ['keep', 'empty'],
  ['keep', 'clear'],
  ['preserv', 'clear'],
  ['retain', 'clear'],
];

/** The verbs that undo a verb, by their stems, both ways. */
export const UNDOING: ReadonlyMap<string, ReadonlySet<string>> = (() => {
  const undoing = new Map<string, Set<string>>();
  const add = (one: string, other: string) => undoing.set(one, (undoing.get(one) ?? new Set<string>()).add(other));
  for (const [one, other] of UNDONE_BY) {
    add(one, other);
    add(other, one);
  }
  return undoing;
})();

/** What a thing is, as the verb that makes it so: to keep the motor running is what stopping it undoes. */
export const MADE_BY: ReadonlyMap<string, string> = new Map([
  ['running', 'start'],
  ['stopped', 'stop'],
  ['visible', 'show'],
  ['hidden', 'hid'],
  ['open', 'open'],
  ['closed', 'clos'],
  ['shut', 'clos'],
  ['locked', 'lock'],
  ['unlocked', 'unlock'],
  ['enabled', 'enabl'],
  ['disabled', 'disabl'],
  ['active', 'activat'],
  ['inactive', 'deactivat'],
  ['on', 'turnon'],
  ['off', 'turnoff'],
  ['collapsed', 'collaps'],
  ['expanded', 'expand'],
  ['muted', 'mut'],
  ['logged in', 'login'],
  ['signed in', 'login'],
  ['logged out', 'logout'],
  ['signed out', 'logout'],
]);

/** What a thing is exactly when it is not the other. */
export const OPPOSITE_STATES: ReadonlyMap<string, string> = new Map([
  ['closed', 'open'],
  ['shut', 'open'],
  ['disabled', 'enabled'],
  ['inactive', 'active'],
  ['offline', 'online'],
  ['unlocked', 'locked'],
  ['hidden', 'visible'],
  ['invisible', 'visible'],
  ['invalid', 'valid'],
  ['unavailable', 'available'],
  ['incomplete', 'complete'],
  ['unpaid', 'paid'],
  ['disconnected', 'connected'],
  ['unauthenticated', 'authenticated'],
  ['unauthorized', 'authorized'],
  ['unverified', 'verified'],
  ['off', 'on'],
  ['logged out', 'logged in'],
  ['signed out', 'logged in'],
]);

/** Words that most specs use for one thing, and some for two: what rests on them is asked, and never claimed. By their stems. */
export const LIKE_WORDS: ReadonlyMap<string, string> = new Map([
  ['remov', 'delet'],
  ['eras', 'delet'],
  ['basket', 'cart'],
  ['application', 'app'],
  ['press', 'click'],
  ['tap', 'click'],
  ['hit', 'click'],
  ['select', 'click'],
  ['finish', 'end'],
  ['complet', 'end'],
  ['begin', 'start'],
  ['commenc', 'start'],
  ['launch', 'start'],
  ['terminat', 'stop'],
  ['halt', 'stop'],
  ['pictur', 'imag'],
  ['photo', 'imag'],
  ['modify', 'edit'],
  ['updat', 'edit'],
  ['alter', 'edit'],
  ['expir', 'end'],
  ['purchas', 'order'],
  ['refus', 'reject'],
  ['declin', 'reject'],
  ['deny', 'reject'],
  ['block', 'reject'],
  ['transmit', 'send'],
  ['dispatch', 'send'],
  ['persist', 'sav'],
  ['stor', 'sav'],
  ['emit', 'send'],
  ['inform', 'notify'],
  ['alert', 'notify'],
  ['incorrect', 'wrong'],
  ['invalid', 'wrong'],
]);

/** Words that say no more than the one beside them: the trial period is the trial, the Save button is Save. By their stems. */
export const IDLE_WORDS: ReadonlySet<string> = new Set(
  'issu perform initiat period button icon link menu option field process operation action customer visitor client member shopper successful'.split(
    ' ',
  ),
);
