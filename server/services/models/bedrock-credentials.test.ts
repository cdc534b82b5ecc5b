import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readBedrockCredentials } from './bedrock-credentials.ts';

const secret = fc.stringMatching(/^[A-Za-z0-9/+=]{4,40}$/).filter((text) => !text.includes('AWS_'));

test('the lines that AWS shows are read, in any dress', () => {
  const dress = fc.record({
    before: fc.constantFrom('', 'export ', '  '),
    quote: fc.constantFrom('', '"', "'"),
    end: fc.constantFrom('\n', '\r\n', '\n\n'),
  });
  fc.assert(
    fc.property(secret, secret, fc.option(secret), dress, (id, key, token, { before, quote, end }) => {
      const pairs = [['AWS_ACCESS_KEY_ID', id], ['AWS_SECRET_ACCESS_KEY', key], ...(token ? [['AWS_SESSION_TOKEN', token]] : [])];
      const text = pairs.map(([name, value]) => `${before}${name}=${quote}${value}${quote}`).join(end);
      expect(readBedrockCredentials(text)).toEqual({ kind: 'access-key', accessKeyId: id, secretAccessKey: key, sessionToken: token });
    }),
  );
});

test('one word is an API key; half of an access key is nothing', () => {
  expect(readBedrockCredentials('ABSKQmVkcm9jaw==')).toEqual({ kind: 'api-key', apiKey: 'ABSKQmVkcm9jaw==' });
  expect(readBedrockCredentials('AWS_ACCESS_KEY_ID=AKIA')).toBeNull();
  expect(readBedrockCredentials('two words')).toBeNull();
});
