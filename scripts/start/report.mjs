/** Why we cannot go on: one sentence for the person at the terminal. */
export class Refusal extends Error {}

/**
 * Does one phase and prints its time. A phase that found nothing to do returns false and stays unmentioned.
 *
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 */
export async function phase(name, work) {
  const startedAt = performance.now();
  const result = await work();
  if (result !== false) console.log(`  ${name.padEnd(24)} ${seconds(startedAt)}`);
  return result;
}

/** Seconds since `startedAt`, a moment of `performance.now()`, for people. */
export function seconds(startedAt) {
  return `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
}

/** Runs the program; a refusal is printed as its sentence and ends the process with 1, anything else with its whole story. */
export async function main(program) {
  try {
    process.exitCode = await program();
  } catch (error) {
    console.error(error instanceof Refusal ? `plumbline: ${error.message}` : error);
    process.exitCode = 1;
  }
}
