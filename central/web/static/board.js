// The board of the front desk: fetched again when its mark is another, with the focus where it was; N goes to the next
// arrival.

const board = () => document.querySelector("[data-board]");
let fetching = false;

async function renew(mark) {
  if (fetching || mark === board().dataset.mark) return;
  fetching = true;
  try {
    const answer = await fetch(location.href, { redirect: "error", headers: { "Menlu-Refresh": "1" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const held = board().contains(document.activeElement) ? document.activeElement.id : "";
    board().replaceWith(page.querySelector("[data-board]"));
    if (held) document.getElementById(held)?.focus();
  } catch {
    // Central is away: what is shown stays, and live.js says so.
  } finally {
    fetching = false;
  }
}

function next(event) {
  const writes = event.target.matches("input, select, textarea");
  if (event.key !== "n" || writes || event.ctrlKey || event.metaKey || event.altKey) return;
  const ways = [...document.querySelectorAll("[data-next]")];
  const now = ways.indexOf(document.activeElement);
  (ways[now + 1] ?? ways[0])?.focus();
}

addEventListener("menlu-news", (event) => event.detail.mark && renew(event.detail.mark));
addEventListener("keydown", next);
