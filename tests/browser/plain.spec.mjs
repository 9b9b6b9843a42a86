// What the service says without scripts is what it says with them.

import { expect, go, link, message, newcomer, signUp, test } from './person.mjs';

test('a weak password gets the same advice after it is sent', async ({ page }) => {
  const who = newcomer();
  await page.goto('/sign-up');
  await page.locator('[name="email"]').fill(who.email);
  await go(page, 'email').click();
  await page.goto(link(await message(page.request, who.email), '/sign-up/confirm'));
  await page.locator('form[action^="/sign-up/confirm"] [type="submit"]').click();
  await page.locator('[name="password"]').fill('password');
  await go(page, 'password').click();
  await expect(page.locator('.usa-error-message').first()).toBeVisible();
  await expect(page.locator('[name="password"]')).toHaveValue('');
});

test('nothing that needs a script is offered without one', async ({ page }) => {
  await signUp(page, newcomer(), async (name) => {
    // Every button that is seen sends a form.
    const idle = page.locator('main button:visible:not([type="submit"])');
    expect(await idle.count(), `${name} has a button that does nothing`).toBe(0);
  });
});
