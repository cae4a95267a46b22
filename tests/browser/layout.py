"""What a screen of the door must keep to, in every language and in both windows."""

from playwright.sync_api import Page

HIDDEN = """() => {
  const words = (part) => part.textContent.trim().replace(/\\s+/g, " ").slice(0, 40);
  const rolls = (part) => part.closest(".points, details[open]");
  const found = [];
  const parts = "h1, p, button, a, dt, dd, summary, .phone, .live, progress, input:not([type=hidden])";
  for (const part of document.querySelectorAll(parts)) {
    const at = part.getBoundingClientRect();
    if (!at.width || rolls(part)) continue;
    const outside = at.left < -1 || at.top < -1 || at.right > innerWidth + 1 || at.bottom > innerHeight + 1;
    const wide = part.scrollWidth > part.clientWidth + 1;
    const high = part.matches("h1, p") && part.scrollHeight > part.clientHeight + 4;
    const over = (wide || high) && getComputedStyle(part).display !== "inline";
    if (outside || over) found.push(`${part.tagName} ${words(part)}`);
  }
  for (const part of document.querySelectorAll(".content, main")) {
    if (part.scrollHeight > part.clientHeight + 2) found.push(`more than fits in ${part.className || part.tagName}`);
  }
  return found;
}"""
SMALL = """() => [...document.querySelectorAll("body *")]
  .filter((part) => [...part.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim()))
  .filter((part) => part.getClientRects().length && parseFloat(getComputedStyle(part).fontSize) < 20)
  .map((part) => part.textContent.trim().slice(0, 40))"""
"""What is smaller than is read from 60 cm (edge/kiosk/static/kiosk.css says why)."""
TOUCHED = """() => [...document.querySelectorAll("button, a.button, summary")]
  .filter((part) => part.getClientRects().length && part.getBoundingClientRect().height < 44)
  .map((part) => part.textContent.trim().slice(0, 40))"""
"""What is lower than a finger, 44 pixels (WCAG 2.2, 2.5.5)."""


def complaints(page: Page) -> list[str]:
    """What is cut off, too small to be read or too small to be touched. A list that is scrolled may be longer."""
    hidden, small, touched = (page.evaluate(look) for look in (HIDDEN, SMALL, TOUCHED))
    return [
        *(f"cut off: {each}" for each in hidden),
        *(f"too small to read: {each}" for each in small),
        *(f"too small to touch: {each}" for each in touched),
    ]
