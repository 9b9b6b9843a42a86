// What scripts add: the strength meter, the countdown, the person's own clock, the copied key.

import { comeToCode, expect, go, link, message, newcomer, otherCode, signOut, signUp, test } from './person.mjs';

async function comeToPassword(page) {
  const who = newcomer();
  await page.goto('/sign-up');
  await page.locator('[name="email"]').fill(who.email);
  await go(page, 'email').click();
  await page.goto(link(await message(page.request, who.email), '/sign-up/confirm'));
  await page.locator('form[action^="/sign-up/confirm"] [type="submit"]').click();
  await expect(page).toHaveURL('/sign-up/password');
  return who;
}

test('the strength meter gives advice as the person types', async ({ page }) => {
  const who = await comeToPassword(page);
  const field = page.locator('[name="password"]');
  const main = page.locator('main');
  const before = await main.innerText();
  await field.pressSequentially('password');
  await expect.poll(async () => (await main.innerText()) !== before, { message: 'advice on "password"' }).toBe(true);
  const weak = await main.innerText();
  await field.fill('');
  await field.pressSequentially(who.password);
  await expect.poll(async () => (await main.innerText()) !== weak, { message: 'a better word on a better one' }).toBe(true);
  await go(page, 'password').click();
  await expect(page).toHaveURL('/sign-up/phone');
});

test("a word of the person's own address is named as weak", async ({ page }) => {
  const who = await comeToPassword(page);
  const main = page.locator('main');
  const before = await main.innerText();
  await page.locator('[name="password"]').pressSequentially(who.email.split('@')[0]);
  await expect.poll(async () => (await main.innerText()) !== before).toBe(true);
});

test('the password can be shown and hidden', async ({ page }) => {
  await comeToPassword(page);
  const field = page.locator('[name="password"]');
  await field.fill('visible harbor');
  const toggle = page.getByRole('button', { name: /show/i }).first();
  await toggle.click();
  await expect(field).toHaveAttribute('type', 'text');
  await page.getByRole('button', { name: /hide/i }).first().click();
  await expect(field).toHaveAttribute('type', 'password');
});

test('the lock page counts down', async ({ page }) => {
  const who = await signUp(page, newcomer());
  await signOut(page);
  const code = await comeToCode(page, who, 2);
  for (let n = 1; n <= 3; n += 1) {
    await page.locator('[name="code"]').fill(otherCode(code, n));
    await go(page, 'code').click();
  }
  const main = page.locator('main');
  await expect(main).toContainText(/minute/);
  const before = await main.innerText();
  await expect.poll(async () => (await main.innerText()) !== before, { message: 'a countdown' }).toBe(true);
});

test.describe('far from the server', () => {
  const timeZone = 'Asia/Kolkata';
  test.use({ timezoneId: timeZone });

  test("the page of a code says by the person's own clock when it was sent", async ({ page }) => {
    const who = await signUp(page, newcomer());
    await signOut(page);
    await comeToCode(page, who, 2);
    const time = page.locator('main time');
    const clock = new Intl.DateTimeFormat('en', { hour: 'numeric', minute: '2-digit', timeZone });
    const at = clock.format(new Date(await time.getAttribute('datetime')));
    await expect(time).toHaveText(`Sent at ${at}.`);
  });
});

test('the personal key can be copied', async ({ page, context, baseURL }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(baseURL).origin });
  const found = {};
  await signUp(page, newcomer(), async (name) => {
    if (name !== 'personal-key') return;
    found.key = (await page.locator('#personal-key').innerText()).trim();
    await page.getByRole('button', { name: /copy/i }).first().click();
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(found.key);
  });
  expect(found.key).toMatch(/^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/);
});

test('the meter is fetched only where it is needed', async ({ page }) => {
  const fetched = [];
  page.on('request', (request) => {
    if (request.url().includes('/assets/meter/')) fetched.push(request.url());
  });
  for (const path of ['/', '/sign-in', '/sign-up']) {
    await page.goto(path);
    await page.waitForLoadState('networkidle');
  }
  expect(fetched).toEqual([]);
});
