"""What is in the chips of made-up cards, built byte by byte without the code under test. All persons are invented."""

from dataclasses import dataclass, replace

ETHNIC_CODE = "77"
"""No group has this code: whoever finds it in a Document has read what nobody may read."""
PHOTO = b"WLf\0~\x002\0" + bytes(index * 7 % 251 for index in range(1016))
"""1,024 bytes that begin as the chip's photographs do."""

Fields = list[tuple[str, int]]
RESIDENT: Fields = [
    ("name", 30), ("sex", 2), ("group", 4), ("birth", 16), ("address", 70), ("number", 36), ("authority", 30),
    ("from", 16), ("until", 16), ("pass", 18), ("issues", 4), ("", 6), ("type", 2), ("", 6),
]  # fmt: skip
FOREIGNER_2017: Fields = [
    ("latin", 120), ("sex", 2), ("number", 30), ("nationality", 6), ("name", 30), ("from", 16), ("until", 16),
    ("birth", 16), ("version", 4), ("authority", 8), ("type", 2), ("", 6),
]  # fmt: skip
FOREIGNER_2023: Fields = [
    ("name", 30), ("sex", 2), ("issues", 4), ("birth", 16), ("latin", 70), ("number", 36), ("", 30), ("from", 16),
    ("until", 16), ("latin2", 22), ("nationality", 6), ("type", 2), ("former", 6),
]  # fmt: skip
LAYOUTS = {"": RESIDENT, "J": RESIDENT, "I": FOREIGNER_2017, "Y": FOREIGNER_2023}


@dataclass(frozen=True)
class Card:
    """A chip's content."""

    text: bytes
    photo: bytes = PHOTO
    newest_address: str = ""

    def moved_to(self, address: str) -> "Card":
        return replace(self, newest_address=address)


def text(letter: str, **fields: str) -> bytes:
    """256 bytes of the layout that `letter` stands for, padded as chips are."""
    said = {**fields, "type": letter}
    return b"".join(said.get(name, "").ljust(length // 2).encode("utf-16-le") for name, length in LAYOUTS[letter])


CARDS = {
    "resident": Card(
        text(
            "",
            name="陈晓",
            sex="2",
            group=ETHNIC_CODE,
            birth="19910405",
            address="浙江省杭州市西湖区文三路1号",
            number="330106199104050020",
            authority="杭州市公安局西湖分局",
            **{"from": "20200101", "until": "20400101"},
        )
    ),
    "child": Card(
        text(
            "",
            name="陈小",
            sex="2",
            group=ETHNIC_CODE,
            birth="20160510",
            address="浙江省杭州市西湖区文三路1号",
            number="330106201605100049",
            authority="杭州市公安局西湖分局",
            **{"from": "20240101", "until": "20290101"},
        )
    ),
    "elder": Card(
        text(
            "",
            name="张三",
            sex="2",
            group=ETHNIC_CODE,
            birth="19491231",
            address="北京市朝阳区幸福路1号",
            number="11010519491231002X",
            authority="北京市公安局朝阳分局",
            **{"from": "20100101", "until": "长期"},
        )
    ),
    "permit": Card(
        text(
            "J",
            name="陈大文",
            sex="1",
            birth="19900101",
            address="深圳市南山区海德三道2号",
            number="810000199001011230",
            authority="深圳市公安局",
            issues="01",
            **{"from": "20230101", "until": "20280101", "pass": "H12345678"},
        )
    ),
    "foreigner-2017": Card(
        text(
            "I",
            name="史密斯",
            latin="SMITH, JOHN",
            sex="1",
            birth="19810803",
            number="CAN110081080310",
            nationality="CAN",
            authority="1100",
            version="01",
            **{"from": "20190101", "until": "20290101"},
        )
    ),
    "foreigner-2023": Card(
        text(
            "Y",
            name="史密斯",
            latin="SMITH, JANE",
            sex="2",
            birth="19810803",
            number="911124198108030024",
            nationality="CAN",
            issues="01",
            **{"from": "20231201", "until": "20331201"},
        )
    ),
}
"""By the name one lays them with."""
