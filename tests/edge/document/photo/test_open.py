import pytest

from edge.document.photo.open import open_decoder
from edge.document.photo.picture import PictureDecoder
from edge.errors import ConfigError, DocumentError
from tests.fakes.card_reader_cards import PHOTO


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("dll:///x", "no driver for 'dll'; accepted are library"),
        ("library:", "give an absolute path"),
        ("library:///no/such.so", "there is no such file"),
        ("library:///dev/null", "there is no such file"),
        (f"library://{__file__}?call=system", "call is 'system'; accepted is unpack or _Unpack"),
        ("http://example.com/decode", "may not leave the premises"),
        ("http://8.8.8.8/decode", "may not leave the premises"),
        ("http://0.0.0.0/decode", "may not leave the premises"),
        ("http:///decode", "may not leave the premises"),
        ("none:?x=1", "no option 'x'"),
    ],
)
def test_a_wrong_address_is_one_sentence(url: str, sentence: str) -> None:
    with pytest.raises(ConfigError, match=sentence):
        open_decoder(url)


@pytest.mark.parametrize(
    "url", ["http://192.168.1.5:8080/decode", "https://10.0.0.2/", "http://[::1]/", "http://localhost/"]
)
def test_a_service_on_the_premises_is_accepted(url: str) -> None:
    open_decoder(url)


def test_a_box_without_a_decoder_says_what_to_do() -> None:
    with pytest.raises(DocumentError, match="photograph the printed card"):
        open_decoder("none:").decode(PHOTO)


def test_chips_of_the_simulated_reader_hold_pictures() -> None:
    assert isinstance(open_decoder("picture:"), PictureDecoder)
