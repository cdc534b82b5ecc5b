#!/usr/bin/env node
// The smallest thing that any Node can read: it finds one that runs TypeScript, and hands over.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
const installed = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url));
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const stripsTypes = major >= 24 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18);

if (stripsTypes) {
  const { run } = await import(main);
  process.exitCode = await run(process.argv.slice(2));
} else if (existsSync(installed)) {
  const child = spawnSync(installed, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exitCode = child.status ?? 2;
} else {
  console.error(
    `plumbline needs Node 22.18 or newer, and this is ${process.versions.node}. Run "npm install" in ${fileURLToPath(new URL('..', import.meta.url))}: it brings one.`,
  );
  process.exitCode = 2;
}
