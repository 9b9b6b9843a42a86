// Nobody needs a mouse.

import { expect, go, link, message, newcomer, test } from './person.mjs';

/** Moves with Tab until the element has the focus, and sees that the focus is visible on the way. */
async function tabTo(page, element, name) {
  for (let presses = 0; presses < 60; presses += 1) {
    if (await element.evaluate((node) => node === document.activeElement)) {
      const shown = await element.evaluate((node) => {
        const look = (at) => [getComputedStyle(at).outlineStyle, getComputedStyle(at, '::before').outlineStyle];
        const label = node.labels?.[0];
        return [...look(node), ...(label ? look(label) : []), getComputedStyle(node).boxShadow].some((s) => s !== 'none');
      });
      expect(shown, `the focus on ${name} is visible`).toBe(true);
      return;
    }
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${name}`);
}

async function fill(page, field, value) {
  await tabTo(page, page.locator(`[name="${field}"]`).first(), field);
  await page.keyboard.type(value);
}

async function send(page, field) {
  await tabTo(page, go(page, field), `the button of ${field}`);
  await page.keyboard.press('Enter');
}

async function chooseSms(page) {
  const option = page.locator('[name="method"][value="sms"]').first();
  if ((await option.getAttribute('type')) !== 'radio') {
    await tabTo(page, option, 'the choice of a text message');
    await page.keyboard.press('Enter');
    return;
  }
  // The group of radio buttons is one stop; Space chooses.
  const checked = page.locator('[name="method"]:checked');
  await tabTo(page, (await checked.count()) ? checked.first() : option, 'the ways to get a code');
  await page.keyboard.press('Space');
  while (!(await option.isChecked())) {
    await page.keyboard.press('ArrowUp');
  }
  await send(page, 'method');
}

test('an account is made, left and entered again by keyboard alone', async ({ page }) => {
  const who = newcomer();
  await page.goto('/');
  await tabTo(page, page.locator('header a[href^="/sign-up"]').first(), 'Create an account');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/sign-up(\?|$)/);
  await fill(page, 'email', who.email);
  await send(page, 'email');
  await expect(page).toHaveURL('/sign-up/check-email');
  await page.goto(link(await message(page.request, who.email), '/sign-up/confirm'));
  await tabTo(page, page.locator('form[action^="/sign-up/confirm"] [type="submit"]'), 'the button that confirms');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/sign-up/password');
  await fill(page, 'password', who.password);
  await send(page, 'password');
  await expect(page).toHaveURL('/sign-up/phone');
  await fill(page, 'phone', who.phone);
  await chooseSms(page);
  await expect(page).toHaveURL('/sign-up/code');
  await fill(page, 'code', (await message(page.request, who.phone)).code);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/sign-up/personal-key');
  const key = (await page.locator('#personal-key').innerText()).trim();
  await fill(page, 'personal_key', key);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/account');
  await tabTo(page, page.locator('form[action="/sign-out"] [type="submit"]').first(), 'Sign out');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/signed-out');
  await page.goto('/sign-in');
  await fill(page, 'email', who.email);
  await fill(page, 'password', who.password);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/sign-in/method');
  await chooseSms(page);
  await expect(page).toHaveURL('/sign-in/code');
  await fill(page, 'code', (await message(page.request, who.phone, 2)).code);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/account');
});

test('the first Tab leads past the navigation', async ({ page }) => {
  for (const path of ['/', '/sign-in', '/help/signing-in/forgot-password/']) {
    await page.goto(path);
    await page.keyboard.press('Tab');
    const skip = page.locator(':focus');
    await expect(skip, path).toHaveClass(/usa-skipnav/);
    await page.keyboard.press('Enter');
    await expect(page, path).toHaveURL(/#main-content$/);
  }
});

test('a form sent back puts the focus on what is wrong', async ({ page }) => {
  await page.goto('/sign-up');
  await page.locator('[name="email"]').fill('nobody');
  await page.locator('form:has([name="email"])').evaluate((form) => (form.noValidate = true));
  await go(page, 'email').click();
  await expect(page.locator('.usa-error-message').first()).toBeVisible();
  await expect(page.locator('[name="email"]')).toHaveValue('nobody');
  const summary = page.locator('.usa-alert--error').first();
  await expect(summary).toBeVisible();
  const focused = await summary.evaluate((node) => node.contains(document.activeElement) || node === document.activeElement);
  expect(focused, 'the summary has the focus').toBe(true);
  const field = page.locator('[name="email"]');
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  const described = await field.getAttribute('aria-describedby');
  const ids = (described ?? '').split(' ').filter(Boolean);
  const texts = await Promise.all(ids.map((id) => page.locator(`[id="${id}"]`).innerText()));
  expect(texts.join(' ').trim(), 'the field is described by its message').not.toBe('');
});

