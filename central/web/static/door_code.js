// Shows the codes by which this phone opens doors: TOTP (RFC 6238), HMAC-SHA-256, 8 digits, 30 s. A secret comes behind
// the # of the address, is kept in this browser and goes nowhere else.

const STEP = 30_000;
const PREFIX = "menlu-door/";
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const SECRET = /^[A-Z2-7]{26,128}$/;

const list = document.querySelector("[data-doors]");
const pattern = document.querySelector("template[data-door]");
const question = document.querySelector("dialog");
const storage = openStorage();
// Id → { secret, door, room, since }: what is kept, and what a browser that keeps nothing knows while the page is open.
const doors = new Map();
// The doors on the page: { part, key, step }, the step being that of the code it shows.
let shown = [];
let asked = null;

function openStorage() {
  try {
    localStorage.setItem(PREFIX, " ".repeat(1000)); // More than a door takes.
    localStorage.removeItem(PREFIX);
    return localStorage;
  } catch {
    return null; // Switched off, or full.
  }
}

function reveal(name, isThere) {
  within(document, name).hidden = !isThere;
}

function bytesOf(base32) {
  const bits = Array.from(base32, (sign) => ALPHABET.indexOf(sign).toString(2).padStart(5, "0")).join("");
  return Uint8Array.from(bits.match(/.{8}/g), (byte) => parseInt(byte, 2));
}

async function keyOf(secret) {
  return crypto.subtle.importKey("raw", bytesOf(secret), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
}

async function codeAt(key, step) {
  const counter = new DataView(new ArrayBuffer(8));
  counter.setBigUint64(0, BigInt(step));
  const digest = new DataView(await crypto.subtle.sign("HMAC", key, counter));
  const number = digest.getUint32(digest.getUint8(digest.byteLength - 1) & 15) & 0x7fffffff; // RFC 4226, 5.3.
  return String(number % 1e8).padStart(8, "0");
}

// What the door's picture says, as edge writes it; null when it is cut or not of a door.
function read(fragment) {
  const said = new URLSearchParams(fragment);
  const secret = (said.get("secret") ?? "").toUpperCase();
  const isOurs = said.get("algorithm") === "SHA256" && said.get("digits") === "8" && said.get("period") === "30";
  if (!isOurs || !SECRET.test(secret)) return null;
  const [door, room] = ["door", "room"].map((name) => (said.get(name) ?? "").slice(0, 100));
  return { secret, door, room, since: Date.now() };
}

// A new secret for a room at a door takes the place of the one before; without names each secret is a door of its own.
async function idOf({ door, room, secret }) {
  if (door || room) return `${PREFIX}${encodeURIComponent(door)}/${encodeURIComponent(room)}`;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytesOf(secret)));
  return `${PREFIX}/${Array.from(digest.slice(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

async function takeIn() {
  if (location.hash.length < 2) return;
  const found = read(location.hash.slice(1));
  reveal("cut", !found);
  if (!found) return;
  const id = await idOf(found);
  if (storage) {
    // Only what is kept leaves the address: else it could be opened nowhere again.
    storage.setItem(id, JSON.stringify(found));
    history.replaceState(null, "", location.pathname + location.search);
    navigator.storage?.persist?.();
  } else {
    doors.set(id, found);
  }
}

// A door as it was kept; null for what this page has not written.
function kept(text) {
  try {
    const door = JSON.parse(text);
    return SECRET.test(door.secret) && Number.isFinite(door.since) ? door : null;
  } catch {
    return null;
  }
}

function recall() {
  if (!storage) return;
  doors.clear();
  for (const id of Object.keys(storage).filter((key) => key.startsWith(PREFIX))) {
    const door = kept(storage.getItem(id));
    if (door) doors.set(id, door);
  }
}

async function show() {
  recall();
  reveal("none", doors.size === 0);
  reveal("kept", doors.size > 0);
  reveal("unkept", !storage);
  const ordered = [...doors].sort(([, one], [, other]) => other.since - one.since);
  const made = await Promise.all(ordered.map(([id, door]) => placeOf(id, door)));
  shown = made;
  list.replaceChildren(...made.map(({ part }) => part));
  tick();
}

async function placeOf(id, door) {
  const part = pattern.content.firstElementChild.cloneNode(true);
  const names = [door.door, door.room].filter(Boolean).join(" · ");
  if (names) within(part, "name").textContent = names;
  const since = new Date(door.since);
  const form = { dateStyle: "medium", timeStyle: "short" };
  within(part, "since").dateTime = since.toISOString();
  within(part, "since").textContent = since.toLocaleString(document.documentElement.lang, form);
  within(part, "forget").addEventListener("click", () => ask(id, within(part, "name").textContent));
  return { part, key: await keyOf(door.secret), step: null };
}

function within(part, name) {
  return part.querySelector(`[data-${name}]`);
}

function tick() {
  const now = Date.now();
  const left = Math.ceil((STEP - (now % STEP)) / 1000);
  for (const place of shown) {
    within(place.part, "seconds").textContent = left;
    within(place.part, "left").value = left;
    write(place, Math.floor(now / STEP));
  }
}

async function write(place, step) {
  if (place.step === step) return;
  place.step = step;
  const code = await codeAt(place.key, step);
  if (place.step !== step) return;
  within(place.part, "first").textContent = code.slice(0, 4);
  within(place.part, "last").textContent = code.slice(4);
  within(place.part, "spoken").textContent = [...code].join(" ");
}

function ask(id, name) {
  asked = id;
  within(question, "which").textContent = name;
  question.showModal();
}

async function forget() {
  storage?.removeItem(asked);
  doors.delete(asked);
  await show();
  document.querySelector("#main").focus();
}

async function begin() {
  if (!globalThis.crypto?.subtle) {
    reveal("unable", true);
    return;
  }
  await takeIn();
  await show();
  setInterval(tick, 500);
  document.addEventListener("visibilitychange", tick);
  addEventListener("hashchange", () => takeIn().then(show));
  addEventListener("storage", show);
  question.addEventListener("close", () => question.returnValue === "forget" && forget());
  if (!storage || !navigator.serviceWorker) return;
  navigator.serviceWorker.ready.then(() => reveal("offline", true));
  // A phone that keeps no copy of the page shows codes all the same, with a network.
  navigator.serviceWorker.register("/door-code-worker.js", { scope: "/door-code" }).catch(() => {});
}

begin();
