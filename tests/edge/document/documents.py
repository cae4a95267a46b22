"""Made-up documents for tests; `a_document(number=…)` says only what a test is about."""

from dataclasses import replace
from datetime import date
from typing import Any

from edge.document import Document, DocumentType, Sex, Way

TODAY = date(2026, 11, 23)
CHEN = Document(
    type=DocumentType.RESIDENT,
    way=Way.CHIP,
    name="陈晓",
    sex=Sex.FEMALE,
    birth=date(1991, 4, 5),
    number="330106199104050020",
    nationality="CHN",
    address="浙江省杭州市西湖区文三路1号",
    authority="杭州市公安局西湖分局",
    valid_from=date(2020, 1, 1),
    valid_until=date(2040, 1, 1),
)


def a_document(**changes: Any) -> Document:
    return replace(CHEN, **changes)
