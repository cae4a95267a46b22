// Offers names while somebody types one. Without this the server finds what is meant when the form is sent.

const REST = 150;

async function offer(field, list) {
  const answer = await fetch(`${field.dataset.names}?q=${encodeURIComponent(field.value)}`).catch(() => null);
  if (!answer?.ok) return;
  const { names } = await answer.json();
  list.replaceChildren(...names.map((name) => Object.assign(document.createElement("option"), { value: name })));
}

for (const field of document.querySelectorAll("[data-names]")) {
  let waiting;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(offer, REST, field, document.getElementById(field.getAttribute("list")));
  });
}
