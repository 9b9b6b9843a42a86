// Says when something was by the clock of the person, whose time zone no server knows:
// <time datetime="2026-11-24T14:05:00Z" data-own-clock="Sent at {time}.">Sent less than a minute ago.</time>

export function start(element) {
  const at = new Date(element.dateTime);
  const language = document.documentElement.lang;
  const time = new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit" }).format(at);
  element.textContent = element.dataset.ownClock.replace("{time}", () => time);
}
