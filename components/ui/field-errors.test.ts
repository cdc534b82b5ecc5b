import { expect, test } from 'vitest';
import { z } from 'zod';
import { fieldErrors } from './field-errors.ts';

test('issues go to their fields, everything else to the form', () => {
  const refused = z.object({ baseUrl: z.url('An address begins with http://.') }).safeParse({ baseUrl: 'x' });
  expect(fieldErrors(refused.error?.message)).toEqual({ baseUrl: 'An address begins with http://.' });
  expect(fieldErrors('This key was refused.')).toEqual({ form: 'This key was refused.' });
  expect(fieldErrors('[1]')).toEqual({ form: '[1]' });
  expect(fieldErrors(undefined)).toEqual({});
});
