// What the door's page does beyond plain forms: it follows what happens beside it (a card that is read, the camera),
// speaks, draws keys, and goes back to the first page when nobody is there. Without it everything but the live picture
// works, by forms and a page that loads itself again.

const root = document.documentElement;
const body = document.body;
const once = (selector) => document.querySelector(selector);

// Speech: silent where the browser has none.

function say(words) {
  if (!("speechSynthesis" in window) || !words) return;
  speechSynthesis.cancel();
  const spoken = new SpeechSynthesisUtterance(words);
  spoken.lang = root.dataset.speech;
  speechSynthesis.speak(spoken);
}

// What happens beside the page; nothing of it may cut off an answer that is on its way.

let sent = false;

async function ask(address) {
  const answer = await fetch(address, { redirect: "error" });
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
}

class Following {
  constructor() {
    this.every = Number(body.dataset.every);
    this.failures = 0;
    this.step();
  }

  async step() {
    try {
      const news = await ask(body.dataset.progress);
      this.failures = 0;
      if (sent) return;
      if (news.page !== body.dataset.page) return location.replace(location.pathname);
      this.show(news);
    } catch {
      // The box begins anew: the first page comes back with it.
      this.failures += 1;
    }
    setTimeout(() => this.step(), this.failures ? 1000 : this.every);
  }

  show(news) {
    const title = once("[data-words]");
    if (title && news.words && title.textContent !== news.words) {
      title.textContent = news.words;
      say(news.words);
    }
    const blind = once("[data-blind]");
    if (blind) blind.hidden = !news.blind;
    if (news.oval) this.draw("[data-wanted]", news.oval);
    if (news.oval) this.draw("[data-found]", news.face ?? [0, 0, 0, 0]);
    const done = once("[data-done]");
    if (done && news.done !== undefined) done.value = news.done;
  }

  draw(which, oval) {
    ["cx", "cy", "rx", "ry"].forEach((name, place) => once(which).setAttribute(name, oval[place]));
  }
}

// The live picture: the next is asked for when the last is there.

function followPicture(image) {
  let number = 0;
  const next = (pause) => setTimeout(() => (image.src = `/picture?n=${(number += 1)}`), pause);
  image.addEventListener("load", () => next(60));
  image.addEventListener("error", () => next(400));
  next(0);
}

async function followSeen(line) {
  try {
    const news = await ask(body.dataset.seen);
    if (sent) return;
    if (news.busy) return location.replace("/");
    if (news.asks) return location.assign("/mine/met");
    if (line.textContent !== news.words) line.textContent = news.words;
  } catch {
    line.textContent = "";
  }
  setTimeout(() => followSeen(line), 500);
}

// Keys on the screen

const KEYS = {
  digits: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "⌫", "0"],
  code: [..."ABCDEFGHJKLMNPQRSTUVWXYZ23456789", "⌫"],
  room: [..."1234567890ABCDEF-GHJKLMNPRSTWX", "⌫"],
};
once("h1")?.setAttribute("tabindex", "-1");
const fields = [...document.querySelectorAll("[data-keys]")];
let typing = fields[0];

function press(key) {
  const value = typing.value;
  if (key === "⌫") typing.value = value.slice(0, -1);
  else if (value.length < typing.maxLength) typing.value = value + key;
  typing.dispatchEvent(new Event("input"));
}

function drawKeys() {
  const place = once(".buttons");
  const shown = document.createElement("div");
  const draw = () => {
    shown.className = `keys ${typing.dataset.keys}`;
    shown.replaceChildren(
      ...KEYS[typing.dataset.keys].map((key) => {
        const button = Object.assign(document.createElement("button"), { type: "button", textContent: key, tabIndex: -1 });
        button.addEventListener("click", () => press(key));
        return button;
      }),
    );
  };
  for (const field of fields) {
    field.addEventListener("focus", () => {
      typing = field;
      draw();
    });
  }
  draw();
  place.prepend(shown);
  // The screen's keys are there: a keyboard of the system need not come up.
  for (const field of fields) field.inputMode = "none";
}

// Keyboard and switch: arrows lead from one thing to the next, Enter does it.

const STEPS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

function walk(event) {
  const step = STEPS[event.key];
  if (!step || (event.target.value && ["ArrowLeft", "ArrowRight"].includes(event.key))) return;
  const stops = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), summary, [tabindex='0']")];
  const at = document.activeElement;
  const follows = (stop) => at.compareDocumentPosition(stop) & Node.DOCUMENT_POSITION_FOLLOWING;
  const here = stops.includes(at) ? stops.indexOf(at) : stops.findIndex(follows) - (step > 0 ? 1 : 0);
  stops.at((here + step + stops.length) % stops.length).focus();
  event.preventDefault();
}

// Whoever touches the screen is there.

let told = 0;
let touched = Date.now();

function touch() {
  touched = Date.now();
  if (!body.dataset.page || touched - told < 10000) return;
  told = touched;
  fetch("/here", { method: "POST" }).catch(() => {});
}

function leave() {
  if (Date.now() - touched > Number(body.dataset.leave) * 1000) location.assign("/");
}

function chime() {
  const sound = new AudioContext();
  for (const [pitch, at] of [[660, 0], [520, 0.5]]) {
    const tone = new OscillatorNode(sound, { frequency: pitch });
    const loud = new GainNode(sound, { gain: 0.2 });
    loud.gain.exponentialRampToValueAtTime(0.001, sound.currentTime + at + 1);
    tone.connect(loud).connect(sound.destination);
    tone.start(sound.currentTime + at);
    tone.stop(sound.currentTime + at + 1);
  }
}

document.addEventListener("pointerdown", touch);
document.addEventListener("keydown", touch);
document.addEventListener("keydown", walk);
document.addEventListener("submit", (event) => {
  // A second touch of a button that was touched already does nothing.
  if (sent) event.preventDefault();
  sent = true;
});
if (fields.length) drawKeys();
// Where no answer is the usual one, none is at hand for an Enter too many.
(once("[data-first]") ?? fields[0] ?? once("h1"))?.focus();
if (body.dataset.progress) new Following();
if (body.dataset.leave) setInterval(leave, 1000);
if (body.dataset.chime !== undefined) chime();
const picture = once("[data-picture]");
if (picture) followPicture(picture);
const seen = once("[data-seen-words]");
if (seen) followSeen(seen);
say([...document.querySelectorAll("[data-say]")].map((part) => part.textContent).join("。"));
