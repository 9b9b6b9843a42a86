// Asks for the page again as soon as it has changed, and stays where the reader was.
"use strict";
const key = "gatehouse-serve-place";
const { generation } = document.currentScript.dataset;

const kept = JSON.parse(sessionStorage.getItem(key) ?? "null");
sessionStorage.removeItem(key);
if (kept?.path === location.pathname) {
  history.scrollRestoration = "manual";
  scrollTo({ left: kept.left, top: kept.top, behavior: "instant" });
  for (const [id, open] of Object.entries(kept.panels)) {
    const panel = document.getElementById(id)?.closest("details");
    if (panel) panel.open = open;
  }
}

const events = new EventSource(`/-/events?generation=${generation}`);
events.addEventListener("reload", () => {
  events.close();
  const panels = {};
  for (const summary of document.querySelectorAll("#serve-warnings")) {
    panels[summary.id] = summary.closest("details").open;
  }
  const place = { path: location.pathname, left: scrollX, top: scrollY, panels };
  sessionStorage.setItem(key, JSON.stringify(place));
  location.reload();
});
