// What stands behind the # of the address never reaches a server. It is put where the page wants it, and taken out of
// the address, so that it does not stay in the browser's history.

const code = decodeURIComponent(location.hash.slice(1));
if (/^[A-Za-z0-9-]{1,32}$/.test(code)) {
  for (const place of document.querySelectorAll("[data-from-fragment]")) {
    if (place.matches("input")) place.value ||= code;
    else place.textContent = code;
    place.closest("[hidden]")?.removeAttribute("hidden");
  }
  if (document.querySelector("input[data-from-fragment]")) history.replaceState(null, "", location.pathname);
}
