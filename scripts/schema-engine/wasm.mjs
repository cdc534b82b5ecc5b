import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';

const folder = dirname(fileURLToPath(import.meta.resolve('@prisma/schema-engine-wasm')));
let panic = '';

/** The engine's own version, which holds the commit that `prisma` was built against. */
export function engineVersion() {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;
}

/** What the engine said when it panicked; empty while it has not. */
export function lastPanic() {
  return panic;
}

/** Starts the engine on a database and on the schema files named. */
export async function loadEngine(factory, datamodels) {
  // The engine's panic hook calls this by name.
  globalThis.PRISMA_WASM_PANIC_REGISTRY = {
    set_message: (message) => {
      panic = message;
    },
  };
  const glue = await import(pathToFileURL(join(folder, 'schema_engine_bg.js')).href);
  const { instance } = await WebAssembly.instantiate(await readFile(join(folder, 'schema_engine_bg.wasm')), {
    './schema_engine_bg.js': glue,
  });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  const models = await Promise.all(datamodels.map(async (file) => [file, await readFile(file, 'utf8')]));
  const trace = (line) => process.env.DEBUG && process.stderr.write(`${line}\n`);
  return glue.SchemaEngine.new({ datamodels: models.length > 0 ? models : undefined }, trace, bindMigrationAwareSqlAdapterFactory(factory));
}
