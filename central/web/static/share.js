// Hands a sheet's words on: by the phone's own sharing where there is one, else to the clipboard; or prints the page.

const share = document.querySelector("[data-share-button]");
const print = document.querySelector("[data-print-button]");
const text = [...document.querySelectorAll("[data-share]")].map((part) => part.innerText).join("\n\n");

async function handOn() {
  if (navigator.share) {
    // Whoever closes the phone's list of ways has changed their mind: that is no fault.
    await navigator.share({ text }).catch(() => {});
    return;
  }
  await navigator.clipboard.writeText(text);
  share.textContent = share.dataset.wordShared;
}

print.hidden = false;
print.addEventListener("click", () => window.print());
if (navigator.share || navigator.clipboard) {
  share.hidden = false;
  share.addEventListener("click", handOn);
}
