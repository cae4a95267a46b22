from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.web.destination import local

HERE = "http://central.example/sign-in"


@pytest.mark.parametrize("path", ["/", "/entries", "/entries?door=1&outcome=denied", "/doors#main", "/门"])
def test_paths_of_this_server_are_kept(path: str) -> None:
    assert local(path, "/") == path


@pytest.mark.parametrize(
    "target",
    [
        "",
        None,
        "entries",
        "http://evil",
        "//evil",
        "///evil",
        "/\\evil",
        "\\\\evil",
        "/\t/evil",
        "/\n/evil",
        "javascript:x",
    ],
)
def test_whatever_leads_elsewhere_is_replaced(target: str | None) -> None:
    assert local(target, "/safe") == "/safe"


@given(st.text(st.sampled_from("/\\:@?#.a \t\n\r\x00\u2028"), max_size=12))
def test_nothing_that_is_kept_leads_a_browser_to_another_host(target: str) -> None:
    kept = local(target, "/")
    # What the URL standard makes of a link: backslashes are slashes, tabs and line ends are not there.
    as_browser = "".join(character for character in kept if character not in "\t\r\n").replace("\\", "/")
    assert urlsplit(urljoin(HERE, as_browser)).netloc == "central.example"
