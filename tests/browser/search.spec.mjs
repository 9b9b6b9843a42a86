// Search by a form, with scripts and without.

import { axe, expect, test } from './person.mjs';

const box = (page) => page.locator('main input[type="search"]').first();
const results = (page) => page.locator('.search-results h2 a');
const scripts = (testInfo) => testInfo.project.use.javaScriptEnabled !== false;

test('the box on the home page answers, with its button or by Enter', async ({ page }) => {
  for (const send of [() => box(page).press('Enter'), () => page.locator('main form[role="search"] button').first().click()]) {
    await page.goto('/?lang=en');
    await box(page).fill('verfication code');
    await send();
    await expect(page).toHaveURL(/\/search\?lang=en&q=verfication\+code$/);
    await expect(results(page).first()).toBeVisible();
    await expect(box(page)).toHaveValue('verfication code');
    await expect(page.locator('#search-count')).toContainText('verfication code');
    await expect(page.locator('.search-results mark').first()).toBeVisible();
  }
});

test('who finds nothing is told what to try', async ({ page }, testInfo) => {
  await page.goto('/search?lang=en&q=xyzzy');
  await expect(page.locator('#search-count')).toContainText('xyzzy');
  await expect(page.locator('main').getByRole('link', { name: 'Signing in' })).toBeVisible();
  if (scripts(testInfo)) expect(await axe(page)).toEqual([]);
});
