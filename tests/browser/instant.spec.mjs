// Results while somebody types.

import { axe, expect, test } from './person.mjs';

const box = (page) => page.locator('main input[type="search"]').first();
const results = (page) => page.locator('.search-results h2 a');

test('results come while somebody types, and lead to the article', async ({ page }) => {
  for (const start of ['/?lang=en', '/search?lang=en', '/help/signing-in/forgot-password/']) {
    await page.goto(start);
    await box(page).pressSequentially('2fa', { delay: 30 });
    await expect(results(page).first()).toHaveText('What does two-factor authentication mean?');
    await expect(page.locator('[role="status"]')).toContainText('2fa');
    expect(await axe(page)).toEqual([]);
    // From the box the keyboard comes to the button, then to the first result.
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await expect(results(page).first()).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL('/help/creating-an-account/two-factor-authentication/');
  }
});

test('what is emptied shows nothing', async ({ page }) => {
  await page.goto('/?lang=en');
  await box(page).pressSequentially('phone');
  await expect(results(page).first()).toBeVisible();
  await box(page).fill('');
  await expect(results(page)).toHaveCount(0);
});

test('results come from the browser where the worker cannot be asked', async ({ page }) => {
  await page.route('**/search?*', (route) => route.fulfill({ status: 503, body: '' }));
  await page.goto('/?lang=en');
  await box(page).pressSequentially('landline');
  await expect(results(page).first()).toBeVisible();
});
