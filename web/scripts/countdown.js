// Counts down to the time at which something is possible again:
// <span data-countdown-until="1700000300" data-server-now="1700000000">5:00</span>
// At the end, whatever has `data-countdown-done` is shown and whatever has `data-countdown-wait` is hidden.

export function start(element) {
  // The server's clock counts, not the device's: only the time that has passed is measured here.
  const { countdownUntil, serverNow } = element.dataset;
  const end = performance.now() + (countdownUntil - serverNow) * 1000;
  const show = () => {
    const seconds = Math.max(0, Math.ceil((end - performance.now()) / 1000));
    element.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    if (seconds > 0) {
      setTimeout(show, 250);
      return;
    }
    document.querySelectorAll("[data-countdown-done]").forEach((done) => (done.hidden = false));
    document.querySelectorAll("[data-countdown-wait]").forEach((wait) => (wait.hidden = true));
  };
  show();
}
