import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const ignored = ['node_modules/**', '.next/**', 'dist/**', '.plumbline*/**', 'prisma/scenarios/*/repository/**', 'e2e/**'];

export default defineConfig({
  test: {
    // Two even on two cores, where the default is one: tests of services mostly wait for Postgres, git and sandboxes.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['**/*.test.{ts,tsx}'], exclude: [...ignored, '**/*.service.test.ts'], testTimeout: 30_000 },
      },
      {
        extends: true,
        test: {
          name: 'service',
          include: ['**/*.service.test.ts'],
          exclude: ignored,
          globalSetup: ['server/db/test-cluster.ts'],
          env: { PLUMBLINE_SCRIPTED_DELAY_MS: '0' },
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
