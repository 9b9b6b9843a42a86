// The password meter. It loads the judge (the server's own, compiled for the browser) on the first focus:
// <input type="password" data-meter data-email="person@example.com" data-min="8">
// <div class="meter" hidden><div class="meter__bar"></div></div>
// <p class="meter__words" aria-live="polite"></p>
// <script type="application/json" id="meter-words">{"meter-0":"…", …, "meter-4":"…", "meter-too-short":"…", "meter-refused":"…", "advice-…":"…", …}</script>

const JUDGE = "/assets/meter/gatehouse_meter.js";

// More than this at once is not read while typing.
const MOST_ADVICE = 2;

export function start(input) {
  const meter = document.querySelector(".meter");
  const output = document.querySelector(".meter__words");
  const words = JSON.parse(document.getElementById("meter-words").textContent);

  const load = async () => {
    const module = await import(JUDGE);
    await module.default();
    let timer;
    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(show, 150, module.judge);
    });
    meter.hidden = false;
    show(module.judge);
  };

  const show = (judge) => {
    const [score, said] = verdict(input.value, judge);
    meter.dataset.score = score;
    // Only a change is written, so that a screen reader says it once.
    if (output.textContent !== said) output.textContent = said;
  };

  const verdict = (password, judge) => {
    if (password === "") return ["", ""];
    // Characters are counted as the server counts them: code points of the composed form.
    if ([...password.normalize("NFC")].length < input.dataset.min) return [0, words["meter-too-short"]];
    const { score, refused, advice } = JSON.parse(judge(password, input.dataset.email ?? ""));
    const name = words[refused ? "meter-refused" : `meter-${score}`];
    // A good password needs no advice.
    const more = score < 3 ? advice.slice(0, MOST_ADVICE).map((key) => words[key]) : [];
    return [refused ? 0 : score, more.length > 0 ? `${name}. ${more.join(" ")}` : name];
  };

  // Without the judge there is no meter, and the server still says what it thinks.
  const once = () => load().catch(() => {});
  if (document.activeElement === input) once();
  else input.addEventListener("focus", once, { once: true });
}
