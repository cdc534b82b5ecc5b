// `npm start` and `npm run dev`: from a fresh clone, or a running one of yesterday, to a server that is ready. It runs on the machine's own
// Node and without packages, since it is what installs them; all that comes after runs on the Node that the project pins.
import { existsSync } from 'node:fs';
import { build } from './start/build.mjs';
import { checkDataFolder, checkNode, checkPort } from './start/checks.mjs';
import { install } from './start/install.mjs';
import { at } from './start/project.mjs';
import { main, seconds } from './start/report.mjs';
import { runServer } from './start/server.mjs';

const isDevelopment = process.argv.includes('--development');

await main(async () => {
  const startedAt = performance.now();
  await checkNode();
  await checkPort(process.env);
  await checkDataFolder(process.env, { isFirstStart: !existsSync(at('node_modules')) });
  await install();
  await build({ isDevelopment });
  console.log(`  prepared in ${seconds(startedAt)}`);
  return runServer({ isDevelopment });
});
