/** A kind of secret that is known by its looks. `shape` holds no nested repeats: it is matched over everything that a run says. */
type Kind = { name: string; shape: RegExp };

const end = '(?![A-Za-z0-9_-])';
const begin = '(?<![A-Za-z0-9])';
const token = (name: string, source: string): Kind => ({ name, shape: new RegExp(`${begin}${source}${end}`, 'g') });

const kinds: readonly Kind[] = [
  token('AWS access key', '(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}'),
  token('GitHub token', '(?:gh[pousr]_[A-Za-z0-9]{30,255}|github_pat_[A-Za-z0-9_]{30,255})'),
  token('GitLab token', 'gl(?:pat|dt|rt|cbt|ptt|oas|soat)-[A-Za-z0-9_-]{20,64}'),
  token('Slack token', '(?:xox[abeoprs]|xapp)-[A-Za-z0-9-]{10,250}'),
  token('Stripe key', '(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{16,128}'),
  token('webhook secret', 'whsec_[A-Za-z0-9+/=]{20,100}'),
  token('Anthropic key', 'sk-ant-[A-Za-z0-9_-]{20,200}'),
  token('OpenAI key', 'sk-(?:proj-|svcacct-|admin-|or-v1-)?[A-Za-z0-9_-]{20,200}'),
  token('Google key', 'AIza[A-Za-z0-9_-]{35}'),
  token('Google secret', 'GOCSPX-[A-Za-z0-9_-]{20,60}'),
  token('Google token', 'ya29\\.[A-Za-z0-9_-]{20,300}'),
  token('Hugging Face token', '(?:hf|api_org)_[A-Za-z0-9]{30,64}'),
  token('npm token', 'npm_[A-Za-z0-9]{36}'),
  token('PyPI token', 'pypi-[A-Za-z0-9_-]{40,300}'),
  token('RubyGems key', 'rubygems_[a-f0-9]{48}'),
  token('Docker token', 'dckr_(?:pat|oat)_[A-Za-z0-9_-]{20,64}'),
  token('SendGrid key', 'SG\\.[A-Za-z0-9_-]{16,32}\\.[A-Za-z0-9_-]{30,64}'),
  token('Mailgun key', 'key-[a-f0-9]{32}'),
  token('Mailchimp key', '[a-f0-9]{32}-us\\d{1,2}'),
  token('Twilio key', '(?:SK|AC)[a-f0-9]{32}'),
  token('Telegram token', '\\d{8,10}:AA[A-Za-z0-9_-]{33}'),
  token('Discord token', '[MNO][A-Za-z0-9_-]{23,28}\\.[A-Za-z0-9_-]{6}\\.[A-Za-z0-9_-]{27,40}'),
  token('DigitalOcean token', 'do[opr]_v1_[a-f0-9]{64}'),
  token('Heroku key', 'HRKU-[A-Za-z0-9_-]{20,80}'),
  token('Shopify token', 'shp(?:at|ca|pa|ss)_[A-Fa-f0-9]{32}'),
  token('Square token', 'sq0(?:atp|csp|idp)-[A-Za-z0-9_-]{22,60}'),
  token('Databricks token', 'dapi[a-f0-9]{32}(?:-\\d)?'),
  token('Linear key', 'lin_(?:api|oauth)_[A-Za-z0-9]{32,64}'),
  token('Notion token', '(?:secret_[A-Za-z0-9]{43}|ntn_[A-Za-z0-9]{40,60})'),
  token('Figma token', 'figd_[A-Za-z0-9_-]{20,80}'),
  token('Postman key', 'PMAK-[a-f0-9]{24}-[a-f0-9]{34}'),
  token('New Relic key', 'NR(?:AK|II|JS)-[A-Za-z0-9]{20,40}'),
  token('Grafana token', 'gl(?:sa|c)_[A-Za-z0-9+/=_]{32,200}'),
  token('Sentry token', 'sntry[su]_[A-Za-z0-9+/=_-]{30,300}'),
  token('Vault token', 'hv[sbr]\\.[A-Za-z0-9_-]{24,200}'),
  token('Doppler token', 'dp\\.(?:pt|st|ct|sa|scim|audit)\\.[A-Za-z0-9._-]{30,100}'),
  token('Fly token', 'fo1_[A-Za-z0-9_-]{30,100}'),
  token('Atlassian token', 'ATATT3[A-Za-z0-9_=-]{50,300}'),
  token('Dropbox token', 'sl\\.[A-Za-z0-9_-]{40,300}'),
  token('Terraform token', '[A-Za-z0-9]{14}\\.atlasv1\\.[A-Za-z0-9_-]{60,80}'),
  token('Supabase token', 'sbp_[a-f0-9]{40}'),
  token('PlanetScale token', 'pscale_(?:tkn|pw|oauth)_[A-Za-z0-9_.-]{32,64}'),
  token('Netlify token', 'nfp_[A-Za-z0-9]{36,64}'),
  token('Pulumi token', 'pul-[a-f0-9]{40}'),
  token('Perplexity key', 'pplx-[A-Za-z0-9]{40,64}'),
  token('Groq key', 'gsk_[A-Za-z0-9]{40,64}'),
  token('xAI key', 'xai-[A-Za-z0-9]{60,90}'),
  token('Replicate token', 'r8_[A-Za-z0-9]{37}'),
  token('age key', 'AGE-SECRET-KEY-1[A-Z0-9]{58}'),
  token('token', 'eyJ[A-Za-z0-9_-]{10,2000}\\.eyJ[A-Za-z0-9_-]{10,4000}\\.[A-Za-z0-9_-]{10,1000}'),
  { name: 'Slack address', shape: /(?<=hooks\.slack\.com\/services\/)[A-Z0-9]{6,14}\/[A-Z0-9]{6,14}\/[A-Za-z0-9]{16,40}/g },
  { name: 'password', shape: /(?<=[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/'"]{0,100}:)[^\s:@/'"]{3,200}(?=@)/g },
  {
    name: 'credentials',
    shape: /(?<=\b[Aa]uthorization["']?\s?[:=]\s?["']?(?:Bearer|Basic|Token|bearer|basic|token) )[A-Za-z0-9._~+/=-]{12,2000}/g,
  },
  {
    name: 'secret',
    shape: /(?<=\b(?:AccountKey|SharedAccessKey|aws_secret_access_key|AWS_SECRET_ACCESS_KEY)["']?\s?[:=]\s?["']?)[A-Za-z0-9+/=]{30,100}/g,
  },
  {
    name: 'private key',
    shape: /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----[\s\S]{0,20000}?(?:-----END (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----|$)/g,
  },
];

/** Names of the kinds, for those who want to know what is looked for. */
export const secretKinds: readonly string[] = kinds.map(({ name }) => name);

/** Shorter ones are words: to take them out of every log would hide more than it keeps. */
const shortestKnown = 8;

/** A text without secrets: those that are `known` by their value, and those that are known by their looks. */
export function redact(text: string, known: readonly string[] = []): string {
  let redacted = text;
  for (const value of known) if (value.length >= shortestKnown) redacted = redacted.replaceAll(value, '[secret]');
  for (const { name, shape } of kinds) redacted = redacted.replace(shape, `[${name}]`);
  return redacted;
}

/** Every text in a value of JSON, redacted. */
export function redactDeep<T>(value: T, known: readonly string[]): T {
  const walk = (part: unknown): unknown => {
    if (typeof part === 'string') return redact(part, known);
    if (Array.isArray(part)) return part.map(walk);
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, held]) => [key, walk(held)]));
  };
  // The same shape: only what texts say is changed.
  return walk(value) as T;
}

/** A secret may be as long as this and be known though it comes in pieces; a private key may have any length. */
const longestHeld = 8_000;
const keyBegin = /-----BEGIN [A-Z ]*PRIVATE KEY/;
const keyEnd = /-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----/;

/**
 * `redact` for a text that comes in pieces, cut anywhere: what may be the beginning of a secret waits for what comes after it. Words are given on
 * as soon as they are over.
 */
export function redactor(known: readonly string[] = []): { push(piece: string): string; end(): string } {
  let held = '';
  const longestKnown = Math.max(0, ...known.map((value) => value.length));
  const take = (upTo: number) => {
    const text = held.slice(0, upTo);
    held = held.slice(upTo);
    return redact(text, known);
  };
  return {
    push(piece) {
      held += piece;
      const key = held.search(keyBegin);
      const keyOver = key < 0 ? null : keyEnd.exec(held.slice(key));
      if (key >= 0 && !keyOver) return key > 0 ? take(key) : held.length > longestHeld * 3 ? take(held.length) : '';
      const cut = safeCut(held, known, longestKnown);
      const end = keyOver ? key + keyOver.index + keyOver[0].length : 0;
      // A key that is over goes out as one.
      return take(cut > key && cut < end ? end : cut);
    },
    end: () => take(held.length),
  };
}

/** Up to where nothing can be the beginning of a secret that is not over. */
function safeCut(text: string, known: readonly string[], longestKnown: number): number {
  // The last line, from a word that tells that a secret follows it, or its last word.
  const word = Math.max(0, text.search(/[^\s]*$/));
  const told = text
    .slice(0, word)
    .search(/(?:[Aa]uthorization["']?\s?[:=]\s?["']?(?:[A-Za-z]+)?|(?:Key|KEY|key)["']?\s?[:=]|-----BEGIN[A-Z ]*)\s?$/);
  let cut = told >= 0 ? told : word;
  if (text.length - cut > longestHeld) cut = text.length - longestHeld;
  for (const value of known) {
    for (let from = Math.max(0, text.length - longestKnown); from < cut; from += 1)
      if (value.startsWith(text.slice(from)) && text.length > from) cut = from;
  }
  return cut;
}
