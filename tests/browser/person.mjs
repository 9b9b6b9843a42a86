// What people do in a browser, and a `test` that watches over every page they meet: no request to anybody else,
// no error on the console, no script that fails.

import { createHmac, randomBytes, randomInt } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';

import AxeBuilder from '@axe-core/playwright';
import { test as base, expect } from '@playwright/test';

export { expect };

const hex = (bytes) => randomBytes(bytes).toString('hex');
const areas = [202, 206, 212, 303, 312, 404, 415, 503, 512, 617, 702, 808];

/** A client address in a network of its own, so that tests do not spend each other's limits. */
const clientAddress = () => `2001:db8:${hex(2)}:${hex(2)}::1`;

/** Someone new: an address, a number and a password that nobody else has. */
export function newcomer() {
  const area = areas[randomInt(areas.length)];
  const exchange = 200 + randomInt(8) * 100 + 20 + randomInt(80);
  return {
    email: `browser-${hex(8)}@people.example`,
    phone: `+1${area}${exchange}${String(randomInt(10_000)).padStart(4, '0')}`,
    password: `quiet ${hex(6)} harbor`,
  };
}

/** Waits for the message number `count` to an address or a number. */
export async function message(request, to, count = 1) {
  let found = [];
  await expect
    .poll(
      async () => {
        const reply = await request.get('/dev/outbox.json');
        found = (await reply.json()).filter((message) => message.to === to);
        return found.length;
      },
      { message: `message ${count} to ${to}` },
    )
    .toBeGreaterThanOrEqual(count);
  return found[0];
}

/** All messages to an address or a number, newest first. */
export async function messages(request, to) {
  const reply = await request.get('/dev/outbox.json');
  return (await reply.json()).filter((message) => message.to === to);
}

/** The link of a message whose path starts so. */
export const link = (message, path) => message.links.find((link) => new URL(link).pathname.startsWith(path));

/** A code that is not this one. */
export const otherCode = (code, n = 1) => String((Number(code) + n) % 1_000_000).padStart(6, '0');

/** The code that an authenticator app shows at the server's time, or some steps later (RFC 6238). */
export async function appCode(request, secret, later = 0) {
  const { now } = await (await request.get('/dev/clock')).json();
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret].map((c) => alphabet.indexOf(c).toString(2).padStart(5, '0')).join('');
  const bytes = bits.match(/.{8}/g).map((byte) => parseInt(byte, 2));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(now / 30) + later));
  const hash = createHmac('sha1', Buffer.from(bytes)).update(step).digest();
  const truncated = hash.readUInt32BE(hash.at(-1) & 15) & 0x7fffffff;
  return String(truncated % 1_000_000).padStart(6, '0');
}

/** Presses the button of the form that goes there. */
export const press = (page, action) => page.locator(`form[action="${action}"] [type="submit"]`).first().click();

/** Gives the current password on the page that asks for it. */
export async function confirmPassword(page, who) {
  await expect(page).toHaveURL(/\/account\/confirm/);
  await page.locator('[name="current_password"]').fill(who.password);
  await go(page, 'current_password').click();
}

/** Types the personal key that is shown back; gives the key. */
export async function saveKey(page) {
  const key = (await page.locator('#personal-key').innerText()).trim();
  await page.locator('[name="personal_key"]').fill(key);
  await go(page, 'personal_key').click();
  return key;
}

/** The main form's button. */
export const go = (page, field) => page.locator(`form:has([name="${field}"]) [type="submit"]`).first();

/** Chooses a way to get a code. USWDS hides the radio button itself; its label is what people press. */
export async function choose(page, method) {
  const option = page.locator(`[name="method"][value="${method}"]`).first();
  if ((await option.getAttribute('type')) === 'radio') {
    const id = await option.getAttribute('id');
    await page.locator(`label[for="${id}"]`).click();
    await go(page, 'method').click();
  } else {
    await option.click();
  }
}

/** The steps of a sign-up, in order; each ends on the next page. `visit` is called on every page met. */
export async function signUp(page, who, visit = async () => {}) {
  await page.goto('/sign-up');
  await visit('sign-up');
  await page.locator('[name="email"]').fill(who.email);
  await go(page, 'email').click();
  await expect(page).toHaveURL('/sign-up/check-email');
  await expect(page.locator('main')).toContainText(who.email);
  await visit('check-email');

  await page.goto(link(await message(page.request, who.email), '/sign-up/confirm'));
  await visit('confirm');
  await page.locator('form[action^="/sign-up/confirm"] [type="submit"]').click();
  await expect(page).toHaveURL('/sign-up/password');
  await visit('password');
  await page.locator('[name="password"]').fill(who.password);
  await go(page, 'password').click();
  await expect(page).toHaveURL('/sign-up/phone');
  await visit('phone');
  await page.locator('[name="phone"]').fill(who.phone);
  await choose(page, 'sms');
  await expect(page).toHaveURL('/sign-up/code');
  await visit('code');
  await page.locator('[name="code"]').fill((await message(page.request, who.phone)).code);
  await go(page, 'code').click();
  await expect(page).toHaveURL('/sign-up/personal-key');
  await visit('personal-key');
  const key = (await page.locator('#personal-key').innerText()).trim();
  await page.locator('[name="personal_key"]').fill(key);
  await go(page, 'personal_key').click();
  await expect(page).toHaveURL('/account');
  await expect(page.locator('main')).toContainText(who.email);
  await visit('account');
  return { ...who, key };
}

/** Signs out from the account's page. */
export async function signOut(page, visit = async () => {}) {
  await page.locator('form[action="/sign-out"] [type="submit"]').first().click();
  await expect(page).toHaveURL('/signed-out');
  await visit('signed-out');
}

/** Enters email and password. */
export async function enterPassword(page, who) {
  await page.goto('/sign-in');
  await page.locator('[name="email"]').fill(who.email);
  await page.locator('[name="password"]').fill(who.password);
  await go(page, 'password').click();
}

/** Goes to the page that wants the code; gives the code. */
export async function comeToCode(page, who, count, visit = async () => {}) {
  await enterPassword(page, who);
  await expect(page).toHaveURL('/sign-in/method');
  await visit('sign-in-method');
  await choose(page, 'sms');
  await expect(page).toHaveURL('/sign-in/code');
  return (await message(page.request, who.phone, count)).code;
}

/** Signs in with a code; `count` messages have come to the number by then. */
export async function signIn(page, who, count, visit = async () => {}) {
  await page.goto('/sign-in');
  await visit('sign-in');
  const code = await comeToCode(page, who, count, visit);
  await visit('sign-in-code');
  await page.locator('[name="code"]').fill(code);
  await go(page, 'code').click();
  await expect(page).toHaveURL('/account');
}

/** What axe finds wrong on the page, one line each. */
export async function axe(page) {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.html}`));
}

/** Whether the page is wider than the screen. */
export const tooWide = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

/** Looks at a page: axe finds nothing, it fits the screen, it has one heading, and a picture is taken if asked for. */
export function looker(page, testInfo) {
  const folder = process.env.GATEHOUSE_SCREENSHOTS;
  const { colorScheme, javaScriptEnabled } = testInfo.project.use;
  const kind = `${page.viewportSize().width}-${colorScheme === 'dark' ? 'dark' : 'light'}`;
  return async (name) => {
    // Until its styles are there a page has another width.
    await page.waitForLoadState('load');
    await expect.soft(page.locator('h1'), name).toHaveCount(1);
    expect.soft(await tooWide(page), `${name} is wider than the screen`).toBe(false);
    // axe is itself a script.
    if (javaScriptEnabled !== false) expect.soft(await axe(page), `axe on ${name}`).toEqual([]);
    if (folder) {
      mkdirSync(folder, { recursive: true });
      await page.screenshot({ path: path.join(folder, `${name}-${kind}.png`), fullPage: true });
    }
  };
}

/** Whether a request goes to somebody else. */
export function strayed(address, own) {
  const url = new URL(address);
  return url.origin !== own && !['data:', 'blob:', 'about:'].includes(url.protocol);
}

export const test = base.extend({
  extraHTTPHeaders: async ({}, use) => {
    await use({ 'x-development-client-address': clientAddress() });
  },
  // Automatic: every test is watched whether it asks or not.
  watch: [
    async ({ page, baseURL }, use) => {
      const wrong = [];
      const own = new URL(baseURL).origin;
      page.on('request', (request) => {
        if (strayed(request.url(), own)) wrong.push(`a request to somebody else: ${request.url()}`);
      });
      page.on('pageerror', (error) => wrong.push(`a script failed: ${error}`));
      page.on('console', (entry) => {
        // The browser itself notes every page that is not a 200; those pages are what some tests ask for.
        const page = entry.text().startsWith('Failed to load resource') && !/\/assets\//.test(entry.location().url);
        if (['error', 'warning'].includes(entry.type()) && !page) {
          wrong.push(`on the console: ${entry.text()} (${entry.location().url})`);
        }
      });
      page.on('response', (response) => {
        if (response.status() >= 400 && /\/assets\//.test(response.url())) {
          wrong.push(`${response.status()} for ${response.url()}`);
        }
      });
      await use();
      expect(wrong).toEqual([]);
    },
    { auto: true },
  ],
});
