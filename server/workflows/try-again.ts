import { setTimeout as pause } from 'node:timers/promises';

/** Thrown by an attempt that failed for a passing reason. The message is the reason as a part of a sentence. */
export class TryAgain extends Error {
  override readonly name = 'TryAgain';
  private readonly waitMs: number;
  constructor(message: string, waitMs: number) {
    super(message);
    this.waitMs = waitMs;
  }

  /** Resolves when the next attempt is due, or `signal` fires. */
  async wait(signal: AbortSignal): Promise<void> {
    await pause(this.waitMs, undefined, { signal }).catch(() => {});
  }
}
