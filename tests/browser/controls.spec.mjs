// The checks themselves: what is planted is found.

import { axe, expect, strayed, test, tooWide } from './person.mjs';

test('axe finds what is planted', async ({ page }) => {
  await page.goto('/sign-in');
  expect(await axe(page)).toEqual([]);
  await page.evaluate(() => {
    const image = document.createElement('img');
    image.src = 'data:image/gif;base64,R0lGODlhAQABAAAAACw=';
    document.querySelector('main').append(image);
    document.querySelector('label').style.color = '#bbb';
  });
  const found = (await axe(page)).join('\n');
  expect(found).toContain('image-alt');
  expect(found).toContain('color-contrast');
});

test('a page that is too wide is found', async ({ page }) => {
  await page.goto('/sign-in');
  expect(await tooWide(page)).toBe(false);
  await page.evaluate(() => (document.querySelector('h1').style.width = '3000px'));
  expect(await tooWide(page)).toBe(true);
});

test('a request to somebody else is found', async () => {
  const own = 'http://localhost:8787';
  for (const [url, found] of [
    ['http://localhost:8787/assets/site.css', false],
    ['data:,', false],
    ['https://tracker.example/pixel.gif', true],
    ['http://localhost:8788/', true],
    ['https://localhost:8787/', true],
  ]) {
    expect(strayed(url, own), url).toBe(found);
  }
});
