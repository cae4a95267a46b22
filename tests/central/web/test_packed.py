"""Long files that hold nothing secret are sent packed, pages never."""

import gzip
import mimetypes

import pytest

from tests.fakes.staff import Staff

FILE = "/static/menlu.css"


def test_a_static_file_is_packed_for_whoever_takes_it_so(staff: Staff) -> None:
    with staff.client.get(FILE) as plain, staff.get(FILE, **{"Accept-Encoding": "br, gzip"}) as packed:
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.data) == plain.data
        assert int(packed.headers["Content-Length"]) < len(plain.data) / 2
        for answer in (plain, packed):
            assert "Accept-Encoding" in answer.headers["Vary"]


def test_what_was_packed_is_not_sent_again_to_whoever_has_it(staff: Staff) -> None:
    with staff.get(FILE, **{"Accept-Encoding": "gzip"}) as packed:
        tag = packed.headers["ETag"]
    with staff.get(FILE, **{"Accept-Encoding": "gzip", "If-None-Match": tag}) as again:
        assert (again.status_code, again.data) == (304, b"")


def test_who_asks_for_no_packing_gets_none(staff: Staff) -> None:
    for wish in ("identity", "gzip;q=0", "br"):
        with staff.get(FILE, **{"Accept-Encoding": wish}) as answer:
            assert "Content-Encoding" not in answer.headers, wish


def test_a_page_with_its_forms_keys_is_never_packed(staff: Staff) -> None:
    with staff.get("/boxes", **{"Accept-Encoding": "gzip"}) as answer:
        assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize("kind", ["application/javascript", "text/javascript"])
def test_a_script_is_packed_whatever_the_system_calls_scripts(
    staff: Staff, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(mimetypes, "guess_type", lambda *_args, **_kind: (kind, None))
    with staff.get("/static/table.js", **{"Accept-Encoding": "gzip"}) as packed:
        assert packed.mimetype == kind
        assert packed.headers["Content-Encoding"] == "gzip"
