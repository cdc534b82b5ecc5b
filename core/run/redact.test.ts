import fc from 'fast-check';
import { expect, test } from 'vitest';
import { redact, redactDeep, redactor, secretKinds } from './redact.ts';

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const some = (length: number, from = letters) => Array.from({ length }, (_, i) => from[(i * 7 + length) % from.length]).join('');
const hex = (length: number) => some(length, '0123456789abcdef');
const upper = (length: number) => some(length, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789');

/** Canaries of the formats in which keys are given out, made here so that none is anybody's. */
const canaries: [string, string][] = [
  ['AWS', `AKIA${upper(16)}`],
  ['AWS, passing', `ASIA${upper(16)}`],
  ['GitHub', `ghp_${some(36)}`],
  ['GitHub app', `ghs_${some(36)}`],
  ['GitHub, fine-grained', `github_pat_${some(82)}`],
  ['GitLab', `glpat-${some(20)}`],
  ['Slack bot', `xoxb-${some(40)}`],
  ['Slack app', `xapp-1-${some(40)}`],
  ['Stripe', `sk_live_${some(24)}`],
  ['Stripe, restricted', `rk_live_${some(24)}`],
  ['webhook', `whsec_${some(32)}`],
  ['Anthropic', `sk-ant-api03-${some(90)}`],
  ['OpenAI', `sk-${some(48)}`],
  ['OpenAI project', `sk-proj-${some(60)}`],
  ['Google', `AIza${some(35)}`],
  ['Google secret', `GOCSPX-${some(28)}`],
  ['Google token', `ya29.${some(100)}`],
  ['Hugging Face', `hf_${some(34)}`],
  ['npm', `npm_${some(36)}`],
  ['PyPI', `pypi-${some(120)}`],
  ['RubyGems', `rubygems_${hex(48)}`],
  ['Docker', `dckr_pat_${some(27)}`],
  ['SendGrid', `SG.${some(22)}.${some(43)}`],
  ['Mailgun', `key-${hex(32)}`],
  ['Mailchimp', `${hex(32)}-us12`],
  ['Twilio', `SK${hex(32)}`],
  ['Telegram', `123456789:AA${some(33)}`],
  ['Discord', `M${some(23)}.${some(6)}.${some(27)}`],
  ['DigitalOcean', `dop_v1_${hex(64)}`],
  ['Heroku', `HRKU-${some(36)}`],
  ['Shopify', `shpat_${hex(32)}`],
  ['Square', `sq0atp-${some(22)}`],
  ['Databricks', `dapi${hex(32)}`],
  ['Linear', `lin_api_${some(40)}`],
  ['Notion', `ntn_${some(46)}`],
  ['Figma', `figd_${some(40)}`],
  ['Postman', `PMAK-${hex(24)}-${hex(34)}`],
  ['New Relic', `NRAK-${upper(27)}`],
  ['Grafana', `glsa_${some(41)}`],
  ['Sentry', `sntrys_${some(80)}`],
  ['Vault', `hvs.${some(90)}`],
  ['Doppler', `dp.st.dev.${some(40)}`],
  ['Fly', `fo1_${some(43)}`],
  ['Atlassian', `ATATT3${some(180)}`],
  ['Dropbox', `sl.${some(130)}`],
  ['Terraform', `${some(14)}.atlasv1.${some(67)}`],
  ['Supabase', `sbp_${hex(40)}`],
  ['PlanetScale', `pscale_tkn_${some(43)}`],
  ['Groq', `gsk_${some(52)}`],
  ['Replicate', `r8_${some(37)}`],
  ['JWT', `eyJ${some(30)}.eyJ${some(60)}.${some(43)}`],
  ['private key', `-----BEGIN RSA PRIVATE KEY-----\n${some(64)}\n${some(64)}\n-----END RSA PRIVATE KEY-----`],
  ['OpenSSH key', `-----BEGIN OPENSSH PRIVATE KEY-----\n${some(70)}\n-----END OPENSSH PRIVATE KEY-----`],
];

test(`${canaries.length} formats of keys are found`, () => {
  expect(canaries.length).toBeGreaterThanOrEqual(50);
  expect(secretKinds.length).toBeGreaterThanOrEqual(50);
  for (const [name, canary] of canaries) expect(redact(`before ${canary} after`), name).toMatch(/^before \[[^\]]+\] after$/);
});

test('passwords in addresses, headers and account keys are found', () => {
  expect(redact('postgres://ada:hunter2hunter@db.test/x')).toBe('postgres://ada:[password]@db.test/x');
  expect(redact(`Authorization: Bearer ${some(30)}`)).toBe('Authorization: Bearer [credentials]');
  expect(redact(`AccountKey=${some(60)}==`)).toBe('AccountKey=[secret]');
});

test('cut into pieces anywhere, no secret comes out, and all else does', () => {
  const known = ['the quiet value 42', 'correct-horse-battery'];
  const secret = fc.constantFrom(...canaries.map(([, canary]) => canary), ...known);
  const words = fc
    .array(fc.constantFrom('a', 'line', '\n', 'of', ' text ', 'Authorization:', '-----', 'key'), { maxLength: 8 })
    .map((all) => all.join(' '));
  fc.assert(
    fc.property(words, secret, words, fc.array(fc.nat(400), { maxLength: 30 }), (before, canary, after, cuts) => {
      const text = `${before} ${canary} ${after} end`;
      const stream = redactor(known);
      let out = '';
      let at = 0;
      for (const cut of cuts.toSorted((a, b) => a - b)) {
        out += stream.push(text.slice(at, Math.max(at, cut)));
        at = Math.max(at, cut);
      }
      out += stream.push(text.slice(at)) + stream.end();
      expect(out).toBe(redact(text, known));
      expect(out).not.toContain(canary);
    }),
    { numRuns: 2_000 },
  );
});

test('what is no secret stays as it is', () => {
  fc.assert(
    fc.property(fc.lorem({ maxCount: 60 }), (text) => {
      expect(redact(text)).toBe(text);
    }),
  );
  const code =
    'const key = await getKey(`secret_name`);\n// https://example.com:8080/a@b sk-1 AKIA npm_config sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
  expect(redact(code)).toBe(code);
});

test('values of JSON are redacted wherever they stand, and no text takes long', () => {
  expect(redactDeep({ a: ['x', { b: `ghp_${some(36)}` }], n: 1 }, [])).toEqual({ a: ['x', { b: '[GitHub token]' }], n: 1 });
  const startedAt = performance.now();
  for (const text of ['a:'.repeat(50_000), 'eyJ'.repeat(30_000), `${'x'.repeat(90_000)}://`, '-----BEGIN '.repeat(9_000)]) redact(text);
  expect(performance.now() - startedAt).toBeLessThan(8_000);
});
