// The one script of a page. It looks for data attributes and loads only what the page needs.
// Every page works without it: what needs a script is rendered `hidden` and shown from here.
// Texts come from the page, never from a script.

const features = {
  "[data-countdown-until]": "countdown",
  "time[data-own-clock]": "own-clock",
  "[data-copy], [data-print]": "keep",
  "[data-show-password]": "show-password",
  "input[data-meter]": "meter",
  "details[data-help]": "help",
  "input[data-instant]": "search",
};

for (const [selector, name] of Object.entries(features)) {
  const found = document.querySelectorAll(selector);
  if (found.length > 0) {
    import(`./${name}.js`).then((feature) => found.forEach(feature.start));
  }
}

// An error summary is what the person must read next.
document.querySelector("[data-error-summary]")?.focus();

// A second press while the first is on its way would send twice. The button is disabled only after the form was
// read, because the button's own name and value are sent too. If no answer comes, it can be pressed again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => enable(form, false));
  setTimeout(() => enable(form, true), 10_000);
});

// The back button may bring the page back as it was left.
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => enable(form, true)));

function enable(form, enabled) {
  if (enabled) delete form.dataset.sent;
  for (const element of form.elements) {
    if (element.type === "submit") element.disabled = !enabled;
  }
}
