// The browser tests: people at a phone and at a desk, with and without JavaScript.
//
// GATEHOUSE_URL          where the running development build answers (needed)
// GATEHOUSE_CHROMIUM     the browser; Debian's if not said
// GATEHOUSE_SCREENSHOTS  a folder for pictures of every page; none are taken if not said

import { defineConfig } from '@playwright/test';

const baseURL = process.env.GATEHOUSE_URL;
if (!baseURL) {
  throw new Error('GATEHOUSE_URL is not set: start the service (cargo xtask dev) and set it to the printed address');
}

const phone = { width: 320, height: 640 };
const desktop = { width: 1280, height: 900 };

export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
  use: {
    baseURL,
    browserName: 'chromium',
    launchOptions: {
      executablePath: process.env.GATEHOUSE_CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    },
    trace: 'retain-on-failure',
  },
  projects: [
    { name: 'phone', testMatch: /(journey|settings)/, use: { viewport: phone, hasTouch: true, isMobile: true } },
    {
      name: 'phone without JavaScript',
      testMatch: /(journey|settings)/,
      use: { viewport: phone, hasTouch: true, isMobile: true, javaScriptEnabled: false },
    },
    { name: 'desktop', testMatch: /(journey|keyboard|scripts|controls|search|instant)/, use: { viewport: desktop } },
    {
      name: 'desktop without JavaScript',
      testMatch: /(journey|plain|search)/,
      use: { viewport: desktop, javaScriptEnabled: false },
    },
    { name: 'pages at 320 px', testMatch: /pages/, use: { viewport: phone } },
    { name: 'pages at 1280 px in the dark', testMatch: /(pages|settings)/, use: { viewport: desktop, colorScheme: 'dark' } },
    // The other two pictures of each page; axe has little new to say about them.
    ...(process.env.GATEHOUSE_SCREENSHOTS
      ? [
          { name: 'pages at 320 px in the dark', testMatch: /pages/, use: { viewport: phone, colorScheme: 'dark' } },
          { name: 'pages at 1280 px', testMatch: /pages/, use: { viewport: desktop } },
        ]
      : []),
  ],
});
