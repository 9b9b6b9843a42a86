// Shows results below the search box while somebody types. Without this script the form asks the worker for a page.
//
// Two answers: Pagefind's, from an index that the browser has loaded when the box was entered, which comes at once and also
// with no connection; and the worker's, which knows synonyms and forgives typing errors, and takes the first one's place.

const WAIT = 180;
const LONGEST = 10;

/** Pagefind, loaded when it is first asked for. Nothing if it can't be. */
let pagefind;
function load() {
  pagefind ??= import("/assets/search/pagefind.js")
    .then(async (loaded) => {
      // A worker of its own would be one more file for an index that is searched in a millisecond.
      await loaded.options({ basePath: "/assets/search/data/", baseUrl: "/", noWorker: true });
      await loaded.init();
      return loaded;
    })
    .catch(() => {
      // The line may be back at the next letter.
      pagefind = undefined;
      return null;
    });
  return pagefind;
}

export function start(input) {
  const form = input.form;
  const place = places(form);
  let asked = input.value.trim();
  let timer;
  let request;

  input.addEventListener("focus", load, { once: true });
  input.addEventListener("input", () => {
    const question = input.value.trim();
    if (question === asked) return;
    asked = question;
    clearTimeout(timer);
    request?.abort();
    if (question === "") {
      show(place, [], "");
      return;
    }
    let answered = false;
    const isCurrent = () => question === asked;
    offline(question).then((results) => {
      if (isCurrent() && !answered && results.length > 0) show(place, [list(results)]);
    });
    timer = setTimeout(async () => {
      request = new AbortController();
      const fragment = await online(form, question, request.signal);
      if (!fragment || !isCurrent()) return;
      answered = true;
      const count = fragment.querySelector("#search-count");
      show(place, [...fragment.querySelector("#search-results").childNodes], count.textContent);
    }, WAIT);
  });
}

/** Where results go: what the page of results has already, or the same below the box of another page. */
function places(form) {
  const known = document.querySelector("#search-results");
  if (known) return { count: document.querySelector("#search-count"), results: known };
  const count = element("p", "search-count");
  count.role = "status";
  const results = element("div", "search-instant__results");
  const around = element("div", "search-instant");
  around.append(count, results);
  form.after(around);
  return { count, results };
}

/** How many there are is said only with the worker's words, so that nobody hears two numbers. */
function show({ count, results }, nodes, words) {
  results.replaceChildren(...nodes);
  if (words !== undefined) count.textContent = words;
}

async function offline(question) {
  const loaded = await load();
  const found = await loaded?.search(question);
  return Promise.all((found?.results ?? []).slice(0, LONGEST).map((result) => result.data()));
}

/** The worker's results; nothing if there is no answer, such as with no connection. */
async function online(form, question, signal) {
  const address = new URL(form.action);
  address.search = new URLSearchParams({ lang: form.elements.lang.value, q: question, part: "results" });
  try {
    // Without cookies: what is typed here must not change what the browser has chosen elsewhere.
    const response = await fetch(address, { signal, credentials: "omit" });
    return response.ok ? new DOMParser().parseFromString(await response.text(), "text/html") : null;
  } catch {
    return null;
  }
}

/** Pagefind's results in the shape that the worker's have. */
function list(results) {
  const all = element("ol", "search-results");
  for (const result of results) {
    const link = element("a");
    link.href = result.url;
    link.textContent = result.meta.title;
    const title = element("h2", "search-results__title");
    title.append(link);
    const text = element("p");
    const excerpt = new DOMParser().parseFromString(result.excerpt, "text/html").body;
    text.append(...[...excerpt.childNodes].map(copied));
    const item = element("li");
    item.append(title, text);
    all.append(item);
  }
  return all;
}

/** Words, and words that are marked; nothing else of what the index says. */
function copied(node) {
  if (node.nodeName !== "MARK") return document.createTextNode(node.textContent);
  const mark = element("mark");
  mark.textContent = node.textContent;
  return mark;
}

function element(name, className) {
  const made = document.createElement(name);
  if (className) made.className = className;
  return made;
}
