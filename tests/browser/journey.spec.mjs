// Create an account, sign out, sign in: at phone width and at a desk, with and without JavaScript.

import { choose, enterPassword, expect, go, newcomer, signIn, signOut, signUp, test, tooWide } from './person.mjs';

test('a person creates an account, signs out and signs in again', async ({ page }) => {
  const visit = async (name) => {
    expect(await tooWide(page), `${name} is wider than the screen`).toBe(false);
    await expect(page.locator('h1'), name).toHaveCount(1);
  };
  const person = await signUp(page, newcomer(), visit);
  await signOut(page, visit);
  await page.goto('/account');
  await expect(page).toHaveURL(/\/sign-in/);
  await signIn(page, person, 2, visit);
  await signOut(page, visit);
});

test('a person signs in with the personal key and gets a new one', async ({ page }) => {
  const person = await signUp(page, newcomer());
  await signOut(page);
  await enterPassword(page, person);
  await expect(page).toHaveURL('/sign-in/method');
  await choose(page, 'personal_key');
  await expect(page).toHaveURL('/sign-in/personal-key');
  await page.locator('[name="personal_key"]').fill(person.key.toLowerCase());
  await go(page, 'personal_key').click();
  await expect(page).toHaveURL('/account/personal-key');
  const key = (await page.locator('#personal-key').innerText()).trim();
  expect(key).not.toBe(person.key);
  await page.locator('[name="personal_key"]').fill(key);
  await go(page, 'personal_key').click();
  await expect(page).toHaveURL('/account');
});

test('a person finds the way from the home page to an article and to the sign-up', async ({ page }) => {
  await page.goto('/');
  await page.locator('main a[href="/help/creating-an-account/"]').first().click();
  await page.locator('main a[href="/help/creating-an-account/create-an-account/"]').first().click();
  await expect(page.locator('h1')).toHaveCount(1);
  expect(await tooWide(page)).toBe(false);
  await page.locator('main a[href^="/sign-up"]').first().click();
  await expect(page).toHaveURL('/sign-up?lang=en');

  // The help opens in place: what is typed stays, with and without scripts.
  await page.locator('[name="email"]').fill('name@example');
  await page.locator('details.page-help summary').click();
  const whole = page.locator('.page-help__body > p > a');
  await expect(whole).toBeVisible();
  const [article] = await Promise.all([page.waitForEvent('popup'), whole.click()]);
  await expect(article).toHaveURL(/\/help\//);
  await article.close();
  await expect(page.locator('[name="email"]')).toHaveValue('name@example');
});
