"""All pages of the REST API."""

from flask import Flask

from central.rest import docs_pages, hook_pages, token_pages


def init_app(app: Flask) -> None:
    """Put them into `app`."""
    for pages in (token_pages, hook_pages, docs_pages):
        pages.init_app(app)
