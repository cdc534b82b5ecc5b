import { defineConfig } from 'vitest/config';

const ignored = ['node_modules/**', '.next/**', 'dist/**', '.plumbline*/**', 'prisma/scenarios/*/repository/**', 'e2e/**'];

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['**/*.test.{ts,tsx}'], exclude: [...ignored, '**/*.service.test.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'service',
          include: ['**/*.service.test.ts'],
          exclude: ignored,
          globalSetup: ['server/db/test-cluster.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
