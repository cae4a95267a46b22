// Says beside the field how many more may live in the room that is chosen. The server judges, also without this.

const form = document.querySelector("[data-crowding]");
const said = form?.querySelector("[data-crowding-said]");

function say() {
  const room = form.querySelector("input[name=room]:checked");
  const wanted = Number(form.elements.places.value);
  const { most, people } = room?.dataset ?? {};
  const left = Math.max(Number(most) - Number(people), 0);
  const is = most === undefined ? "" : form.dataset.wordMost;
  said.textContent = is.replace("{most}", most).replace("{people}", people).replace("{left}", left);
  said.classList.toggle("complaint", most !== undefined && wanted > left);
}

if (form) {
  form.addEventListener("input", say);
  say();
}
