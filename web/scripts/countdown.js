// Counts down to the time at which something is possible again:
// <span data-countdown-until="1700000300" data-server-now="1700000000">5:00</span>, or 1:05:00 from an hour on.
// At the end, whatever has `data-countdown-done` is shown and whatever has `data-countdown-wait` is hidden.

export function start(element) {
  // The server's clock counts, not the device's: only the time that has passed is measured here.
  const { countdownUntil, serverNow } = element.dataset;
  const end = performance.now() + (countdownUntil - serverNow) * 1000;
  const show = () => {
    const seconds = Math.max(0, Math.ceil((end - performance.now()) / 1000));
    const parts = [Math.floor(seconds / 60) % 60, seconds % 60];
    const hours = Math.floor(seconds / 3600);
    const [first, ...rest] = hours > 0 ? [hours, ...parts] : parts;
    element.textContent = [first, ...rest.map((part) => String(part).padStart(2, "0"))].join(":");
    if (seconds > 0) {
      setTimeout(show, 250);
      return;
    }
    document.querySelectorAll("[data-countdown-done]").forEach((done) => (done.hidden = false));
    document.querySelectorAll("[data-countdown-wait]").forEach((wait) => (wait.hidden = true));
  };
  show();
}
