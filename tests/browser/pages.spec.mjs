// Every page that a person can meet, for axe, at two widths and in the dark; and its picture, if asked for.

import {
  choose,
  comeToCode,
  enterPassword,
  expect,
  go,
  link,
  looker,
  message,
  newcomer,
  otherCode,
  signIn,
  signOut,
  signUp,
  test,
} from './person.mjs';

const articles = [
  '/help/creating-an-account/create-an-account/',
  '/help/creating-an-account/two-factor-authentication/',
  '/help/creating-an-account/why-we-confirm-email-and-phone/',
  '/help/creating-an-account/no-confirmation-email/',
  '/help/creating-an-account/no-security-code-for-my-phone/',
  '/help/creating-an-account/do-i-need-a-mobile-phone/',
  '/help/creating-an-account/why-this-service/',
  '/help/creating-an-account/account-already-exists/',
  '/help/signing-in/what-you-need-to-sign-in/',
  '/help/signing-in/forgot-password/',
  '/help/signing-in/missed-security-code/',
  '/help/signing-in/without-your-phone/',
  '/help/signing-in/without-phone-or-personal-key/',
  '/help/signing-in/why-you-were-signed-out/',
  '/help/signing-in/forgot-email-address/',
  '/help/signing-in/authenticator-app/',
  '/help/changing-settings/change-password/',
  '/help/changing-settings/change-email-address/',
  '/help/changing-settings/change-phone-number/',
  '/help/privacy-and-security/how-we-protect-your-data/',
  '/help/privacy-and-security/sharing-your-information/',
  '/help/privacy-and-security/strong-passwords/',
  '/help/privacy-and-security/remove-saved-password/',
];

/** Sends a form without the browser's own checks, which would stop what the server is to answer. */
async function sendUnchecked(page, field) {
  await page.locator(`form:has([name="${field}"])`).first().evaluate((form) => (form.noValidate = true));
  await go(page, field).click();
}

for (const [language, prefix] of [['en', ''], ['es', '/es'], ['fr', '/fr']]) {
  test(`the help center in ${language}`, async ({ page }, testInfo) => {
    const look = looker(page, testInfo);
    test.slow();
    const others = ['/', '/contact/', '/help/creating-an-account/', '/help/signing-in/', '/help/changing-settings/'];
    for (const path of [...others, '/help/privacy-and-security/', ...articles]) {
      await page.goto(`${prefix}${path}`);
      await expect(page.locator('html')).toHaveAttribute('lang', language);
      await look(path === '/' ? `home-${language}` : `${path.slice(1, -1).replaceAll('/', '-')}-${language}`);
    }
  });
}

test('the pages of a sign-up and a sign-in', async ({ page }, testInfo) => {
  test.slow();
  const look = looker(page, testInfo);
  const person = await signUp(page, newcomer(), look);
  await page.goto('/account/time-out');
  await look('account-time-out');
  await page.goto('/account');
  await signOut(page, look);
  await signIn(page, person, 2, look);
  await page.goto('/account');
  await signOut(page);
  await enterPassword(page, person);
  await page.goto('/sign-in/no-phone');
  await look('sign-in-no-phone');
  await page.goto('/sign-in/method');
  await choose(page, 'personal_key');
  await expect(page).toHaveURL('/sign-in/personal-key');
  await look('sign-in-personal-key');
  await page.locator('[name="personal_key"]').fill('0000-0000-0000-0000');
  await sendUnchecked(page, 'personal_key');
  await look('sign-in-personal-key-wrong');
  await page.locator('[name="personal_key"]').fill(person.key);
  await go(page, 'personal_key').click();
  await expect(page).toHaveURL('/account/personal-key');
  await look('account-personal-key');
});

test('the pages that say what is wrong in a sign-up', async ({ page }, testInfo) => {
  test.slow();
  const look = looker(page, testInfo);
  const who = newcomer();
  await page.goto('/sign-up');
  await page.locator('[name="email"]').fill('nobody');
  await sendUnchecked(page, 'email');
  await look('sign-up-wrong');
  await page.goto('/sign-up/confirm?token=unknown');
  await look('confirm-unknown');
  await page.locator('[name="email"]').fill(who.email);
  await go(page, 'email').click();
  await expect(page).toHaveURL('/sign-up/check-email');
  await page.goto(link(await message(page.request, who.email), '/sign-up/confirm'));
  await page.locator('form[action^="/sign-up/confirm"] [type="submit"]').click();
  await page.locator('[name="password"]').fill('password');
  await sendUnchecked(page, 'password');
  await look('password-refused');
  await page.locator('[name="password"]').pressSequentially('another harbor');
  await page.waitForTimeout(500);
  await look('password-judged');
  await page.locator('[name="password"]').fill(who.password);
  await go(page, 'password').click();
  await page.locator('[name="phone"]').fill('nonsense');
  await page.locator('form:has([name="phone"])').evaluate((form) => (form.noValidate = true));
  await choose(page, 'sms');
  await expect(page.locator('.usa-error-message').first()).toBeVisible();
  await look('phone-wrong');
  await page.locator('[name="phone"]').fill(who.phone);
  await choose(page, 'sms');
  await expect(page).toHaveURL('/sign-up/code');
  const { code } = await message(page.request, who.phone);
  await page.locator('[name="code"]').fill(otherCode(code, 1));
  await sendUnchecked(page, 'code');
  await look('code-wrong');
  await page.locator('[name="code"]').fill(code);
  await go(page, 'code').click();
  await page.locator('[name="personal_key"]').fill('0000');
  await sendUnchecked(page, 'personal_key');
  await look('personal-key-wrong');
  for (let n = 0; n < 3; n += 1) {
    await page.goto('/sign-up');
    await page.locator('[name="email"]').fill(who.email);
    await go(page, 'email').click();
  }
  await expect(page.locator('h1')).toHaveText('Please wait before you ask again');
  await look('sign-up-limit');
  await page.goto('/nothing');
  await look('not-found');
});

test('the pages that say what is wrong in a sign-in', async ({ page }, testInfo) => {
  test.slow();
  const look = looker(page, testInfo);
  const person = await signUp(page, newcomer());
  await signOut(page);
  await enterPassword(page, { ...person, password: 'not the password' });
  await look('sign-in-wrong');
  const code = await comeToCode(page, person, 2);
  for (const n of [1, 2]) {
    await page.locator('[name="code"]').fill(otherCode(code, n));
    await sendUnchecked(page, 'code');
  }
  await look('sign-in-code-wrong');
  await page.locator('[name="code"]').fill(otherCode(code, 3));
  await sendUnchecked(page, 'code');
  await look('sign-in-locked');
  await enterPassword(page, person);
  await look('sign-in-locked-at-the-door');
});

test('the pages behind the links of other messages', async ({ page }, testInfo) => {
  const look = looker(page, testInfo);
  const person = await signUp(page, newcomer());
  await signOut(page);
  const used = link((await message(page.request, person.email)), '/sign-up/confirm');
  await page.goto(used);
  await look('confirm-used');
  await page.goto('/sign-up');
  await page.locator('[name="email"]').fill(person.email);
  await go(page, 'email').click();
  const report = link(await message(page.request, person.email, 2), '/sign-up/report');
  await page.goto(report);
  await look('report');
  await page.locator('form[action^="/sign-up/report"] [type="submit"]').click();
  await look('reported');
});

test('the development outbox', async ({ page }, testInfo) => {
  const who = newcomer();
  await page.goto('/sign-up');
  await page.locator('[name="email"]').fill(who.email);
  await go(page, 'email').click();
  await message(page.request, who.email);
  await page.goto('/dev/outbox');
  await looker(page, testInfo)('outbox');
});
