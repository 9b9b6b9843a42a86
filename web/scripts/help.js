// The whole article inside "Help with this page", fetched when that is opened for the first time:
// <details data-help="/help/signing-in/forgot-password/"><summary>…</summary> … <div data-help-article hidden></div> …</details>
// If it can't be had, the link beside it still leads there. Nothing is announced: who opened it reads on from where they are.

export function start(details) {
  details.addEventListener("toggle", () => details.open && show(details));
}

async function show(details) {
  const place = details.querySelector("[data-help-article]");
  if (details.dataset.asked) return;
  details.dataset.asked = "yes";
  try {
    const response = await fetch(details.dataset.help, { credentials: "omit" });
    if (!response.ok) throw new Error(`status ${response.status}`);
    const article = new DOMParser().parseFromString(await response.text(), "text/html").querySelector(".article__body");
    place.replaceChildren(...document.importNode(article, true).childNodes);
    for (const element of place.querySelectorAll("[id]")) element.id = `help-${element.id}`;
    for (const link of place.querySelectorAll("a[href]")) {
      const href = link.getAttribute("href");
      if (href.startsWith("#")) {
        link.setAttribute("href", `#help-${href.slice(1)}`);
      } else {
        // What is typed on this page stays.
        link.target = "_blank";
        link.rel = "noopener";
      }
    }
    place.hidden = false;
  } catch {
    // It may work the next time.
    delete details.dataset.asked;
  }
}
