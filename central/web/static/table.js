// A list by keyboard, and choosing all rows of a page. Arrow keys move from row to row once a row has the focus; j and k
// go to the first. Without this everything is still reached by Tab.

const table = document.querySelector("[data-rows]");
const rows = () => [...table.tBodies[0].rows];
const way = (row) => row.querySelector("th a, td a, th input, td input") ?? row;

function step(by) {
  const now = rows().indexOf(document.activeElement.closest("tr"));
  const next = rows()[now < 0 ? 0 : now + by];
  if (!next) return;
  const target = way(next);
  // A row without a link can be read out all the same.
  if (target === next) target.tabIndex = -1;
  target.focus();
}

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const inside = table.contains(document.activeElement);
  const writes = document.activeElement.matches("input:not([type=checkbox]), select, textarea");
  const by = { j: 1, k: -1, ...(inside ? { ArrowDown: 1, ArrowUp: -1 } : {}) }[event.key];
  if (!by || writes) return;
  event.preventDefault();
  step(by);
}

function chooseAll(all) {
  const boxes = [...table.querySelectorAll("tbody input[name=row]")];
  all.hidden = false;
  all.addEventListener("change", () => boxes.forEach((box) => (box.checked = all.checked)));
  table.addEventListener("change", () => {
    const chosen = boxes.filter((box) => box.checked).length;
    all.checked = chosen === boxes.length;
    all.indeterminate = chosen > 0 && !all.checked;
  });
}

if (table) {
  addEventListener("keydown", pressed);
  const all = table.querySelector("[data-pick-all]");
  if (all) chooseAll(all);
}
