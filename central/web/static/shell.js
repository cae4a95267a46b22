// Keys that work on every page: / goes to the search, ? shows which keys there are. Not while somebody writes.

const search = document.querySelector("[data-search]");
const sheet = document.querySelector("[data-keys]");
const opener = document.querySelector("[data-keys-open]");

const writes = (part) => part.matches("input:not([type=checkbox], [type=radio]), select, textarea");

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || writes(event.target)) return;
  if (event.key === "/" && search) {
    event.preventDefault();
    if (search.offsetParent) search.focus();
    else location.assign(search.dataset.search);
  }
  if (event.key === "?" && sheet && !sheet.open) {
    event.preventDefault();
    sheet.showModal();
  }
});

if (opener) {
  opener.hidden = false;
  opener.addEventListener("click", () => sheet.showModal());
}
