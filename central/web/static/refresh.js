// Fetches the page again every data-refresh seconds and puts its part in the place of the old one, unless somebody is
// busy in it with the keyboard or nobody looks. What is for one person's eyes (data-gone-after, seconds) goes by itself.

const part = () => document.querySelector("[data-refresh]");

async function refresh() {
  if (document.hidden || part().contains(document.activeElement)) return;
  try {
    const answer = await fetch(location.href, { redirect: "error", headers: { "Menlu-Refresh": "1" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    part().replaceWith(page.querySelector("[data-refresh]"));
  } catch {
    // Central is away: what is shown stays, with its times.
  }
}

setInterval(refresh, Number(part().dataset.refresh) * 1000);
for (const passing of document.querySelectorAll("[data-gone-after]"))
  setTimeout(() => passing.remove(), Number(passing.dataset.goneAfter) * 1000);
