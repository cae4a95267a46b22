// Keeps the page of door codes and what it is made of, so that it opens without a network. It knows no secret: those
// stay with the page.

const PAGE = "/door-code";
const KEPT = "menlu-door-code";

self.addEventListener("install", (event) => event.waitUntil(refresh(PAGE)));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (address.origin !== location.origin) return;
  if (address.pathname === PAGE) event.respondWith(page(event, address.search));
  else if (address.pathname.startsWith("/static/")) event.respondWith(part(event.request));
});

async function page(event, search) {
  const kept = await caches.match(PAGE, { ignoreVary: true });
  if (kept && !search) {
    // At a door with a weak signal nobody waits for it. Without one, what is kept stays as it is.
    event.waitUntil(refresh(kept.url).catch(() => {}));
    return kept;
  }
  // Another language was asked for: it is kept from now on.
  return refresh(PAGE + search).catch(() => kept ?? Response.error());
}

async function part(request) {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}

async function refresh(address) {
  const answer = await fetch(address);
  // Neither the sorry page of a proxy nor what it leads to takes the place of what is kept.
  if (!answer.ok || answer.redirected) throw new Error(`${address}: ${answer.status}`);
  await keep(answer.clone());
  return answer;
}

// The parts come first and the old ones go last: whenever it is cut short, the page that is kept has all of its own.
async function keep(answer) {
  const text = await answer.clone().text();
  const parts = new Set(Array.from(text.matchAll(/(?:href|src)="(\/static\/[^"#]+)/g), (found) => found[1]));
  const cache = await caches.open(KEPT);
  const there = (await cache.keys()).map((request) => request.url.slice(location.origin.length));
  await cache.addAll([...parts].filter((address) => !there.includes(address)));
  await cache.put(PAGE, answer);
  const old = there.filter((address) => address !== PAGE && !parts.has(address));
  await Promise.all(old.map((address) => cache.delete(address, { ignoreVary: true })));
}
