// The page at the door: it asks for what is to be shown now, in a request that is held until that changes, sends each
// touch without leaving the page, and speaks where the browser can.

const place = document.querySelector("[data-part-at]");
const offline = document.querySelector("[data-offline]");
const HEADERS = { "Menlu-Part": "1" };
const SOON = 2000;
const LOST_AFTER = 3;
const ANSWERED_WITHIN = 30000; // Central holds a question for 20 s.
let failures = 0;
let said = spoken();
let asking = null;

function spoken() {
  return [...place.querySelectorAll("[data-say]")].map((part) => part.textContent.trim()).join(" ");
}

function say() {
  const words = spoken();
  if (words === said) return;
  said = words;
  if (!("speechSynthesis" in window)) return;
  speechSynthesis.cancel();
  const speech = new SpeechSynthesisUtterance(words);
  speech.lang = document.documentElement.dataset.speech;
  speechSynthesis.speak(speech);
}

// What can be touched stays where it is while it is the same: a finger may be on it.
function show(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const fresh = template.content.querySelector(".scene");
  const old = place.querySelector(".scene");
  if (fresh.dataset.page === old.dataset.page) renew(old, fresh);
  else replace(old, fresh);
  say();
}

function renew(old, fresh) {
  for (const name of [".picture", ".words", ".busy"]) {
    const [before, now] = [old.querySelector(name), fresh.querySelector(name)];
    if (before.innerHTML !== now.innerHTML) before.innerHTML = now.innerHTML;
  }
  old.dataset.mark = fresh.dataset.mark;
  old.setAttribute("aria-busy", fresh.getAttribute("aria-busy"));
}

// Whoever is at a button by keyboard stays at it, or is led to the heading when it is gone.
function replace(old, fresh) {
  const within = old.contains(document.activeElement) ? document.activeElement : null;
  old.replaceWith(fresh);
  if (within) (fresh.querySelector(`button[value="${within.value}"]`) ?? fresh.querySelector("h1")).focus();
}

async function taken(answer) {
  failures = 0;
  offline.hidden = true;
  if (answer.status === 410) return location.reload();
  if (answer.status === 204) return;
  if (!answer.ok) throw new Error(answer.status);
  show(await answer.text());
}

function lost() {
  failures += 1;
  offline.hidden = navigator.onLine && failures < LOST_AFTER;
}

const rest = (time) => new Promise((done) => setTimeout(done, time));

async function follow() {
  for (;;) {
    const began = Date.now();
    asking = new AbortController();
    const limit = setTimeout(() => asking.abort(), ANSWERED_WITHIN);
    try {
      const address = new URL(place.dataset.partAt, location.href);
      // Whoever was lost wants an answer at once, not the next news.
      address.searchParams.set("mark", failures ? "" : place.querySelector("[data-mark]").dataset.mark);
      const answer = await fetch(address, { headers: HEADERS, redirect: "error", signal: asking.signal });
      await taken(answer);
      // Answered at once without news: there was no seat to wait on.
      if (answer.status === 204 && Date.now() - began < SOON) await rest(SOON);
    } catch (error) {
      if (error.name === "AbortError" && Date.now() - began < ANSWERED_WITHIN) continue;
      lost();
      await rest(SOON);
    } finally {
      clearTimeout(limit);
    }
  }
}

async function touch(event) {
  event.preventDefault();
  const form = event.target;
  const touched = new FormData(form, event.submitter);
  place.querySelector(".scene").setAttribute("aria-busy", "true");
  try {
    await taken(await fetch(form.action, { method: "POST", body: touched, headers: HEADERS, redirect: "error" }));
    // What is held asks about an older page.
    asking?.abort();
  } catch {
    lost();
  }
}

place.addEventListener("submit", touch);
addEventListener("offline", () => asking?.abort());
addEventListener("online", () => asking?.abort());
follow();
