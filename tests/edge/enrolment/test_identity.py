"""A document's words are sealed for central, whole, and the screen shows no more of them than it must."""

from dataclasses import replace

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from edge.document import Reading
from edge.enrolment.identity import masked_name, masked_number, pieces, sealed
from tests.edge.enrolment.walking import DOCUMENT, READING
from wire.sealed import LONGEST, unseal

KEY = X25519PrivateKey.generate()


def test_every_word_opens_at_central_in_its_own_place() -> None:
    identity = sealed("p1", READING, "13812345678", KEY.public_key())
    assert identity is not None
    opened = {
        name: unseal(getattr(identity, name), KEY, f"{name}:p1")
        for name in ("name", "number", "birth", "sex", "nationality", "phone")
    }
    assert opened == {
        "name": "陈晓",
        "number": "330106199104050020",
        "birth": "1991-04-05",
        "sex": "female",
        "nationality": "CHN",
        "phone": "13812345678",
    }
    assert "".join(unseal(piece, KEY, "address:p1") for piece in identity.address) == DOCUMENT.address


def test_the_newest_address_counts() -> None:
    identity = sealed("p1", Reading(DOCUMENT, newest_address="嘉兴市海盐县"), "", KEY.public_key())
    assert identity is not None
    assert [unseal(piece, KEY, "address:p1") for piece in identity.address] == ["嘉兴市海盐县"]
    assert identity.phone == ""


def test_without_a_document_only_the_phone_is_told() -> None:
    identity = sealed("p1", None, "138", KEY.public_key())
    assert identity is not None
    assert (identity.name, identity.number, unseal(identity.phone, KEY, "phone:p1")) == ("", "", "138")
    assert sealed("p1", None, "", KEY.public_key()) is None


@given(st.text())
def test_pieces_are_short_and_make_the_text_again(text: str) -> None:
    cut = pieces(text.encode(errors="ignore").decode())
    assert "".join(cut) == text.encode(errors="ignore").decode()
    assert all(0 < len(piece.encode()) <= LONGEST for piece in cut)


def test_the_screen_shows_one_character_and_four_digits() -> None:
    assert (masked_name(DOCUMENT), masked_number(DOCUMENT)) == ("陈*", "****0020")
    assert masked_name(replace(DOCUMENT, name="", latin_name="SMITH, JOHN")) == "S**"
