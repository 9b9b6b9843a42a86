// Writes the names of countries that pages show, one file for each language, in the order of that language:
//
//     node worker/core/countries/make.mjs
//
// Names and order are those of the Unicode consortium's CLDR, which Node.js ships. The codes are the first column of
// `en.tsv`: one for each region that libphonenumber knows, which a test holds. To add one, add a line with its code
// there and run this again. Run it, too, when a country has got another name and a newer Node.js knows it.

import { readFileSync, writeFileSync } from "node:fs";

const here = (name) => new URL(name, import.meta.url);
// Spanish as it is spoken in the Americas, as everything else here.
const languages = { en: "en-US", es: "es-US", fr: "fr" };

const lines = readFileSync(here("en.tsv"), "utf8").split("\n");
const codes = lines.filter((line) => line && !line.startsWith("#")).map((line) => line.split("\t")[0]);

for (const [language, locale] of Object.entries(languages)) {
  const names = new Intl.DisplayNames(locale, { type: "region", fallback: "none" });
  const { compare } = new Intl.Collator(locale);
  const rows = [...new Set(codes)].map((code) => {
    const name = names.of(code);
    if (!name) {
      throw new Error(`CLDR has no ${language} name for ${code}`);
    }
    return [code, name];
  });
  rows.sort(([, one], [, other]) => compare(one, other));
  const head = `# CLDR ${process.versions.cldr}, written by make.mjs\n`;
  writeFileSync(here(`${language}.tsv`), head + rows.map((row) => `${row.join("\t")}\n`).join(""));
}
