// What people do after the first sign-in: a forgotten password, another phone, an authenticator app, another password,
// personal information, sessions and the end of the account; at phone width and at a desk, with and without JavaScript.

import {
  appCode,
  choose,
  comeToCode,
  confirmPassword,
  enterPassword,
  expect,
  go,
  link,
  looker,
  message,
  messages,
  newcomer,
  press,
  saveKey,
  signIn,
  signOut,
  signUp,
  test,
} from './person.mjs';

test('PR-1 PR-2 PR-3: a person who forgot the password chooses another one with the phone', async ({ page }, testInfo) => {
  test.slow();
  const visit = looker(page, testInfo);
  const person = await signUp(page, newcomer());
  await signOut(page);
  await page.goto('/sign-in');
  await page.locator('main a[href="/reset"]').first().click();
  await visit('reset');
  await page.locator('[name="email"]').fill(person.email.toUpperCase());
  await go(page, 'email').click();
  await expect(page).toHaveURL('/reset/check-email');
  await visit('reset-check-email');
  await page.goto(link(await message(page.request, person.email, 2), '/reset/password'));
  await visit('reset-password');
  const changed = { ...person, password: `another ${person.password}` };
  await page.locator('[name="new_password"]').fill(changed.password);
  await go(page, 'new_password').click();
  await expect(page).toHaveURL('/reset/method');
  await visit('reset-method');
  await choose(page, 'sms');
  await expect(page).toHaveURL('/reset/code');
  await visit('reset-code');
  await page.locator('[name="code"]').fill((await message(page.request, person.phone, 2)).code);
  await go(page, 'code').click();
  await expect(page).toHaveURL('/sign-in?why=reset');
  await visit('sign-in-after-a-reset');
  await enterPassword(page, person);
  await expect(page).toHaveURL('/sign-in');
  const code = await comeToCode(page, changed, 3);
  await page.locator('[name="code"]').fill(code);
  await go(page, 'code').click();
  await expect(page).toHaveURL('/account/personal-key');
  expect(await saveKey(page)).not.toBe(person.key);
  await expect(page).toHaveURL('/account');
});

test('PR-3 PR-4: a reset with the personal key keeps what was saved', async ({ page }, testInfo) => {
  test.slow();
  const visit = looker(page, testInfo);
  const person = await signUp(page, newcomer());
  await page.goto('/account/information');
  await page.locator('[name="full_name"]').fill('Ana María Ruiz');
  await go(page, 'full_name').click();
  await page.goto('/account');
  await signOut(page);
  await page.goto('/reset');
  await page.locator('[name="email"]').fill(person.email);
  await go(page, 'email').click();
  await page.goto(link(await message(page.request, person.email, 2), '/reset/password'));
  const changed = { ...person, password: `another ${person.password}` };
  await page.locator('[name="new_password"]').fill(changed.password);
  await go(page, 'new_password').click();
  await choose(page, 'personal_key');
  await expect(page).toHaveURL('/reset/personal-key');
  await page.locator('[name="personal_key"]').fill(person.key);
  await go(page, 'personal_key').click();
  await expect(page).toHaveURL('/reset/personal-key/save');
  await visit('reset-new-key');
  await saveKey(page);
  await expect(page).toHaveURL('/sign-in?why=reset');
  await signIn(page, changed, 2);
  await page.goto('/account/information');
  await expect(page.locator('[name="full_name"]')).toHaveValue('Ana María Ruiz');
});

test('ST-2 ST-5: a person changes the password and gets a new personal key', async ({ page }, testInfo) => {
  test.slow();
  const visit = looker(page, testInfo);
  const person = await signUp(page, newcomer());
  await page.goto('/account');
  await page.locator('main a[href="/account/password"]').click();
  await expect(page).toHaveURL(/\/account\/confirm/);
  await visit('confirm-password');
  await page.locator('[name="current_password"]').fill('not the password');
  await go(page, 'current_password').click();
  await expect(page.locator('.usa-error-message').first()).toContainText('2 tries');
  await confirmPassword(page, person);
  await expect(page).toHaveURL('/account/password');
  await visit('change-password');
  const changed = { ...person, password: `another ${person.password}` };
  await page.locator('[name="new_password"]').fill(changed.password);
  await go(page, 'new_password').click();
  await expect(page).toHaveURL('/account/personal-key');
  expect(await saveKey(page)).not.toBe(person.key);
  await signOut(page);
  await signIn(page, changed, 2);
});

test('SU-9 SI-2: a person sets up an authenticator app and signs in with it', async ({ page }, testInfo) => {
  test.slow();
  const visit = looker(page, testInfo);
  const person = await signUp(page, newcomer());
  await page.goto('/account/app');
  await confirmPassword(page, person);
  await visit('app');
  await press(page, '/account/app/start');
  await visit('app-code');
  await expect(page.locator('svg.qr-code')).toBeVisible();
  const secret = (await page.locator('#app-secret').innerText()).replaceAll(/\s/g, '');
  await page.locator('[name="code"]').fill(await appCode(page.request, secret));
  await go(page, 'code').click();
  await expect(page).toHaveURL(/\/account\/app(\?|$)/);
  await visit('app-set-up');
  await page.goto('/account');
  await signOut(page);
  await enterPassword(page, person);
  await choose(page, 'totp');
  await expect(page).toHaveURL('/sign-in/app');
  await visit('sign-in-app');
  // The step that proved the app is used up: the next one is a step ahead, which is accepted.
  await page.locator('[name="code"]').fill(await appCode(page.request, secret, 1));
  await go(page, 'code').click();
  await expect(page).toHaveURL('/account');
});

test('ST-4: a person adds a second phone, which takes over only with its code', async ({ page }, testInfo) => {
  test.slow();
  const visit = looker(page, testInfo);
  const person = await signUp(page, newcomer());
  const other = newcomer().phone;
  await page.goto('/account/phone');
  await confirmPassword(page, person);
  await visit('phones');
  await page.locator('[name="phone"]').first().fill(other);
  await choose(page, 'sms');
  await expect(page).toHaveURL('/account/phone/code');
  await visit('phone-code');
  await page.locator('[name="code"]').fill((await message(page.request, other)).code);
  await go(page, 'code').click();
  await expect(page).toHaveURL(/\/account\/phone(\?|$)/);
  await visit('two-phones');
  expect((await messages(page.request, person.email)).length).toBeGreaterThanOrEqual(2);
});

test('ST-3 SI-9: the old address undoes a new one', async ({ page }, testInfo) => {
  test.slow();
  const visit = looker(page, testInfo);
  const person = await signUp(page, newcomer());
  const other = newcomer().email;
  await page.goto('/account/email');
  await confirmPassword(page, person);
  await visit('change-email');
  await page.locator('[name="email"]').fill(other);
  await go(page, 'email').click();
  await visit('email-check');
  await page.goto(link(await message(page.request, other), '/account/email/confirm'));
  await visit('email-confirm');
  await press(page, '/account/email/confirm');
  await visit('email-confirmed');
  await page.goto('/account');
  await expect(page.locator('main')).toContainText(other);
  await page.goto(link(await message(page.request, person.email, 2), '/not-me'));
  await visit('not-me');
  await press(page, '/not-me');
  await visit('locked');
  await page.goto('/account');
  await expect(page).toHaveURL(/\/sign-in/);
});

test('ST-7: a person ends another session', async ({ page, browser, extraHTTPHeaders }, testInfo) => {
  test.slow();
  const visit = looker(page, testInfo);
  const person = await signUp(page, newcomer());
  const elsewhere = await browser.newContext({ extraHTTPHeaders });
  const other = await elsewhere.newPage();
  await signIn(other, person, 2);
  await page.goto('/account/sessions');
  await visit('sessions');
  // The first one is this browser's own.
  await page.locator('form[action="/account/sessions/end"] [type="submit"]').nth(1).click();
  await visit('sessions-after-one-ended');
  await other.goto('/account');
  await expect(other).toHaveURL(/\/sign-in/);
  await elsewhere.close();
});

test('ST-8: a person deletes the account, and the address is free again', async ({ page }, testInfo) => {
  test.slow();
  const visit = looker(page, testInfo);
  const person = await signUp(page, newcomer());
  await page.goto('/account/delete');
  await confirmPassword(page, person);
  await visit('delete');
  await page.goto('/account/delete/method');
  await visit('delete-method');
  await choose(page, 'sms');
  await expect(page).toHaveURL('/account/delete/code');
  await page.locator('[name="code"]').fill((await message(page.request, person.phone, 2)).code);
  await go(page, 'code').click();
  await expect(page).toHaveURL('/account-deleted');
  await visit('deleted');
  await enterPassword(page, person);
  await expect(page.locator('.usa-error-message').first()).toBeVisible();
});
