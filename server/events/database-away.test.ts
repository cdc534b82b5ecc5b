import { expect, test } from 'vitest';
import { isDatabaseAway, outlastDatabase } from './database-away.ts';

/** What Prisma throws where its driver gives a state of Postgres that it has no code of its own for. */
function fromDriver(originalCode: string): Error {
  const cause = { kind: 'postgres', code: originalCode, originalCode, originalMessage: 'said by the server' };
  const driverAdapterError = Object.assign(new Error('said by the server'), { name: 'DriverAdapterError', cause });
  return Object.assign(new Error(`Invalid invocation. Database error. Code: \`${originalCode}\`.`), {
    code: 'P2039',
    meta: { driverAdapterError },
  });
}

test.each(['57P01', '57P02', '57P03', '08006', '53300'])('a database that says %s through the driver of Prisma is away', (code) => {
  expect(isDatabaseAway(fromDriver(code))).toBe(true);
});

test('a database that refuses the statement is there', () => {
  expect(isDatabaseAway(fromDriver('23505'))).toBe(false);
  expect(isDatabaseAway(Object.assign(new Error('Unique constraint'), { code: 'P2002' }))).toBe(false);
  expect(isDatabaseAway('57P03')).toBe(false);
  expect(isDatabaseAway(undefined)).toBe(false);
});

test('an error that is its own cause ends', () => {
  const circular = new Error('round and round');
  circular.cause = circular;
  expect(isDatabaseAway(circular)).toBe(false);
});

test('work is repeated until the database is back, and not for anything else', async () => {
  let tries = 0;
  const work = () => {
    tries += 1;
    return tries < 3 ? Promise.reject(fromDriver('57P03')) : Promise.resolve('done');
  };
  await expect(outlastDatabase(work)).resolves.toBe('done');
  await expect(outlastDatabase(() => Promise.reject(fromDriver('23505')))).rejects.toThrow('23505');
});
