import { existsSync } from 'node:fs';
import { chromium, defineConfig, devices } from '@playwright/test';

// Playwright's own browser where it has been installed, else the distribution's.
const ownBrowser = chromium.executablePath();
const executablePath = process.env.CHROMIUM ?? (existsSync(ownBrowser) ? undefined : '/usr/bin/chromium');

export default defineConfig({
  testDir: 'e2e/journeys',
  outputDir: 'test-results/journeys',
  // Each journey has a server and a data folder of its own: two of them keep two cores busy, whatever file they stand in.
  workers: 2,
  fullyParallel: true,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 180_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/browser.json' }]],
  use: {
    ...devices['Desktop Chrome'],
    viewport: { width: 1440, height: 900 },
    // Recording every journey takes an eighth of the time, and where nobody opens a trace it is for nothing.
    trace: process.env.CI ? 'off' : 'retain-on-failure',
    launchOptions: {
      executablePath,
      args: [
        // Root in a container has no sandbox for the browser; the pages are our own.
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
        '--disable-quic',
      ],
    },
  },
});
