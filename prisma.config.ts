import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'prisma/config';

// Prisma's command line wants a native schema engine, which its own server hands out. Where none has been
// fetched, the same engine runs from its WebAssembly package behind the same protocol. Windows cannot spawn a script.
const wasmEngine = fileURLToPath(new URL('./scripts/schema-engine.mjs', import.meta.url));
const engines = fileURLToPath(new URL('./node_modules/@prisma/engines', import.meta.url));
const hasNative = existsSync(engines) && readdirSync(engines).some((name) => name.startsWith('schema-engine-'));
if (process.platform !== 'win32' && !hasNative) process.env['PRISMA_SCHEMA_ENGINE_BINARY'] ??= wasmEngine;

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env['DATABASE_URL'] ?? 'postgresql://localhost/none' },
});
