import fc from 'fast-check';
import { expect, test } from 'vitest';
import { passwordFault } from './password-rule.ts';

const common = new Set(['basketball', 'qwertyuiop', 'manchester', 'password123']);
const known = ['Ada Lovelace', 'ada.lovelace@example.com', 'Plumbline'];
const fault = (password: string) => passwordFault(password, { common, known });

test('what many have is refused, however it is written and whatever digits and signs stand around it', () => {
  const tail = fc.stringMatching(/^[0-9!?.]{0,3}$/);
  const shouted = fc.constantFrom(...common).chain((word) => fc.mixedCase(fc.constant(word)));
  fc.assert(
    fc.property(tail, shouted, tail, (before, word, after) => {
      if (/^[a-z]+$/i.test(word)) expect(fault(`${before}${word}${after}`)).toMatch(/Many people/);
      else expect(fault(word)).toMatch(/Many people/);
    }),
  );
});

test('what everybody knows of the account is refused', () => {
  for (const password of ['lovelace2026', 'AdaLovelace', 'Plumbline1!', 'plumblineplumbline', 'Lovelace99'])
    expect(fault(password), password).not.toBeNull();
});

test('one character again and again is refused, a long sentence and chance are not', () => {
  expect(fault('aaaaaaaaaaaa')).not.toBeNull();
  expect(fault('the lovelace engine weaves')).toBeNull();
  fc.assert(
    fc.property(fc.uuid(), (chance) => {
      expect(fault(chance)).toBeNull();
    }),
  );
});
