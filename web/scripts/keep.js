// Buttons that help to keep what the page shows:
// <button type="button" hidden data-copy="#personal-key" data-copied="Copied">Copy</button>
// <button type="button" hidden data-print>Print</button>

export function start(button) {
  if (button.matches("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  } else if (navigator.clipboard) {
    // Browsers offer the clipboard over https and on localhost only.
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
}

async function copy(button) {
  const text = document.querySelector(button.dataset.copy).textContent.trim();
  await navigator.clipboard.writeText(text);
  const { copied } = button.dataset;
  if (!copied) return;
  button.dataset.label ??= button.textContent;
  button.textContent = copied;
  // The words are heard as well as seen, since the button has the focus.
  button.setAttribute("aria-live", "polite");
  setTimeout(() => (button.textContent = button.dataset.label), 3000);
}
