// Offers names while somebody types one. Without this the server finds what is meant when the form is sent.

const REST = 150;

async function offer(field, list) {
  const typed = field.value;
  const answer = await fetch(`${field.dataset.names}?q=${encodeURIComponent(typed)}`).catch(() => null);
  // A slow answer must not take the place of what was asked after it; one that leads to signing in holds no names.
  if (!answer?.ok || answer.redirected) return;
  const { names } = await answer.json();
  if (field.value !== typed) return;
  list.replaceChildren(...names.map((name) => Object.assign(document.createElement("option"), { value: name })));
}

for (const field of document.querySelectorAll("[data-names]")) {
  let waiting;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(offer, REST, field, document.getElementById(field.getAttribute("list")));
  });
}
