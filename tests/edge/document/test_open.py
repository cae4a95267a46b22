from pathlib import Path

import pytest

from edge.document.absent import NONE_HERE
from edge.document.open import open_reader
from edge.errors import ConfigError


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("", "no driver for ''; accepted are sdt:///dev"),
        ("usb:///dev/x", "no driver for 'usb'"),
        ("sdt:", "give an absolute path, as in sdt:///path"),
        ("sdt://dev/ttyUSB0", "give an absolute path"),
        ("sdt://[/dev/ttyUSB0", "is not an address"),
        ("sdt:///dev/x?baud=230400", "baud is '230400'; accepted is 115200 or 57600"),
        ("sdt:///dev/x?speed=9600", "no option 'speed'; accepted are baud"),
        ("sdt:///dev/x?baud=9600&baud=9600", "baud is given twice"),
        ("simulated:?x=1", "no option 'x'; accepted are none"),
        ("none:?x=1", "no option 'x'"),
    ],
)
def test_a_wrong_address_is_one_sentence(url: str, sentence: str) -> None:
    with pytest.raises(ConfigError, match=sentence):
        open_reader(url)


def test_a_door_without_a_reader_is_offline_and_never_reads() -> None:
    reader = open_reader("none:")
    reader.begin()

    assert reader.poll() is None
    assert (reader.online, reader.fault, reader.sam_number) == (False, NONE_HERE, None)
    reader.end()
    reader.close()


def test_a_file_is_no_reader(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    reader = open_reader(f"sdt://{tmp_path}/file")

    assert not reader.online
    reader.close()
