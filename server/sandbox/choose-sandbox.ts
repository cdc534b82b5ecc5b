import { bubblewrap } from './bubblewrap.ts';
import { container } from './container.ts';
import type { SandboxKind, SandboxProvider } from './sandbox.ts';
import { trusted } from './trusted.ts';

const providers: Record<SandboxKind, SandboxProvider> = { bubblewrap, container, trusted };

/** What `PLUMBLINE_SANDBOX` may name. */
export const sandboxKinds = ['bubblewrap', 'container', 'trusted'] as const satisfies readonly SandboxKind[];

/** The choice, with why the one that is named or wished for does not work here. */
export type SandboxChoice = { provider: SandboxProvider; problem: string | null };

/**
 * Which sandbox commands run in: the one that is named, or, where none is, bubblewrap, and a container runtime where bubblewrap does not work and there is one.
 * `trusted` is no sandbox and is never come to by itself.
 */
export async function chooseSandbox(
  named: string | undefined,
  probe: (provider: SandboxProvider) => ReturnType<SandboxProvider['probe']> = (provider) => provider.probe(),
): Promise<SandboxChoice> {
  const kind = sandboxKinds.find((known) => known === named);
  const wished = kind ? [providers[kind]] : [providers.bubblewrap, providers.container];
  const problems: string[] = [];
  if (named && !kind) problems.push(`PLUMBLINE_SANDBOX is "${named}"; it can be ${sandboxKinds.join(', ')}.`);
  for (const provider of problems.length > 0 ? [] : wished) {
    const found = await probe(provider);
    if (found.ok) return { provider, problem: null };
    problems.push(found.why);
  }
  // Opened all the same: it then says itself, at each command, what is missing.
  return { provider: wished[0] ?? providers.bubblewrap, problem: problems[0] ?? null };
}

let chosen: Promise<SandboxChoice> | undefined;

/** The sandbox of this process, chosen once. */
export function sandboxOfProcess(): Promise<SandboxChoice> {
  chosen ??= chooseSandbox(process.env.PLUMBLINE_SANDBOX || undefined);
  return chosen;
}
