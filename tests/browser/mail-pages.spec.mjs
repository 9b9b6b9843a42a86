// Emails as a mail program shows them: valid, readable on a small screen and in the dark, and loading nothing.

import { HtmlValidate } from 'html-validate';

import { axe, expect, go, message, newcomer, test, tooWide } from './person.mjs';

const validator = new HtmlValidate({
  root: true,
  extends: ['html-validate:recommended'],
  rules: {
    'doctype-style': ['error', { style: 'lowercase' }],
    // Mail programs drop style sheets.
    'no-inline-style': 'off',
  },
});

// A letter is a part of the page that a mail program shows it in, which has landmarks of its own.
const ofPages = /^(landmark-one-main|region):/;

async function faults(html) {
  const { results } = await validator.validateString(html);
  return results.flatMap(({ messages }) => messages.map(({ ruleId, line, message }) => `${line} ${ruleId}: ${message}`));
}

async function unreadable(letter) {
  const found = (await axe(letter)).filter((rule) => !ofPages.test(rule));
  return (await tooWide(letter)) ? [...found, 'it is too wide'] : found;
}

for (const language of ['en', 'es', 'fr']) {
  test(`the letter that confirms an address is readable in ${language}`, async ({ page, context }) => {
    const who = newcomer();
    await page.goto(`/sign-up?lang=${language}`);
    await page.locator('[name="email"]').fill(who.email);
    await go(page, 'email').click();
    const { html, links } = await message(page.request, who.email);

    expect(await faults(html)).toEqual([]);
    const letter = await context.newPage();
    const requests = [];
    letter.on('request', (request) => requests.push(request.url()));
    await letter.setContent(html, { waitUntil: 'networkidle' });
    expect(requests).toEqual([]);
    await expect(letter.locator('html')).toHaveAttribute('lang', language);
    await expect(letter.locator('h1')).toHaveText(await letter.title());
    await expect(letter.locator('a.button')).toHaveAttribute('href', links[0]);
    expect(await unreadable(letter)).toEqual([]);
  });

  test(`every letter is valid and readable in ${language}`, async ({ page }) => {
    await page.goto('/dev/letters');
    const addresses = await page
      .locator(`a[href^="/dev/letters/${language}/"]`)
      .evaluateAll((links) => links.map(({ pathname }) => pathname));
    expect(addresses.length).toBeGreaterThan(15);
    const found = {};
    for (const address of addresses) {
      const response = await page.goto(address);
      const all = [...(await faults(await response.text())), ...(await unreadable(page))];
      if (all.length > 0) found[address] = all;
    }
    expect(found).toEqual({});
  });
}
