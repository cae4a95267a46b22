"""The pages for requests that are refused or fail: what happened, and what to do now. Never what went wrong inside."""

from flask import Flask, Response, current_app, make_response, render_template, request
from flask_babel import lazy_gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug import Response as BaseResponse
from werkzeug.exceptions import HTTPException, ServiceUnavailable

WORDS = {
    400: (_("This request can't be read"), _("Go back, load the page again and repeat what you did.")),
    401: (_("You are not signed in"), _("Sign in, then try again.")),
    403: (_("This is not open to you"), _("If you need it for your work, ask an administrator.")),
    404: (
        _("There is no such page"),
        _("The address is wrong, or what stood here is gone. Begin with the first page."),
    ),
    405: (_("This page can't be used that way"), _("Go back and use the buttons of the page.")),
    413: (_("That was too much at once"), _("Send less at a time.")),
    422: (
        _("This looks like a picture, a file or a row of numbers"),
        _("Central keeps no faces, so it takes nothing that could be one. Take it out and send the rest."),
    ),
    429: (_("Too many attempts"), _("Wait a little, then try again.")),
    500: (
        _("Something went wrong here"),
        _("It has been noted. Try again; if it stays, tell an administrator the time."),
    ),
    503: (_("Central can't answer right now"), _("The doors go on working. Load the page again in a minute.")),
}
"""Status → what happened, what to do."""
FORM_TOO_OLD = (_("This form has become too old"), _("Go back, load the page again and send it once more."))


def init_app(app: Flask) -> None:
    """Answer every refusal and failure with a page (the API words its own)."""
    app.register_error_handler(HTTPException, refuse)
    app.register_error_handler(OperationalError, database_is_away)


def refuse(error: HTTPException) -> BaseResponse:
    """The page for an error, in the reader's language."""
    if error.code is None or error.code < 400:
        return error.get_response()
    status = error.code if error.code in WORDS else 400 if error.code < 500 else 500
    title, advice = FORM_TOO_OLD if isinstance(error, CSRFError) else WORDS[status]
    answer = make_response(render_template("refusal.html", title=title, advice=advice, status=error.code), error.code)
    _keep_headers(error, answer)
    return answer


def database_is_away(error: OperationalError) -> BaseResponse:
    """The database does not answer: nothing is wrong with the request."""
    current_app.logger.error("the database does not answer: %s", error.orig)
    return refuse(ServiceUnavailable(retry_after=30))


def _keep_headers(error: HTTPException, answer: Response) -> None:
    for name in ("Allow", "Retry-After"):
        value = error.get_response(request.environ).headers.get(name)
        if value:
            answer.headers[name] = value
