"""Picture codes within a page."""

import segno
from markupsafe import Markup


def picture(content: str) -> Markup:
    """A QR code as inline SVG without styles of its own, dark on light whatever the page's colours."""
    made = segno.make(content, error="m", micro=False)
    return Markup(made.svg_inline(border=4, dark="#000", light="#fff", omitsize=True, svgclass="qr", lineclass=None))  # noqa: S704 - made of our own link
