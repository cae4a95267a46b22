"""What a reader's status byte (SW3) means, and what the person at the door does about it.

The codes are those of the module makers' public sheets and of the drivers that read them.
"""

from collections.abc import Mapping
from types import MappingProxyType

from edge.document import Mishap, Remedy
from edge.words import Words

DONE = 0x90
FOUND = 0x9F
ABSENT = 0x91
NO_CARD = 0x80
REQUEST_DAMAGED = frozenset({0x10, 0x11})
"""The reader did not understand what we sent: the same request again is in order."""

_AGAIN, _OTHER, _STAFF = Remedy.LAY_AGAIN, Remedy.OTHER_DOCUMENT, Remedy.ASK_STAFF

_SAID: tuple[tuple[int, str, Remedy, str, str], ...] = (
    (
        ABSENT,
        "item-absent",
        _OTHER,
        "卡内没有这项内容，请换用其他证件。",
        "The card does not hold this item: use another document.",
    ),
    (
        0x10,
        "request-checksum",
        _AGAIN,
        "与读卡器通信受到干扰，请重新放卡；多次出现请检查连线。",
        "The line to the reader is disturbed: lay the card again; if it stays so, check the cable.",
    ),
    (
        0x11,
        "request-length",
        _AGAIN,
        "与读卡器通信受到干扰，请重新放卡；多次出现请检查连线。",
        "The line to the reader is disturbed: lay the card again; if it stays so, check the cable.",
    ),
    (
        0x21,
        "command",
        _STAFF,
        "读卡器不支持此命令，请联系工作人员更换读卡器。",
        "The reader does not know this command: ask staff for another reader.",
    ),
    (
        0x23,
        "not-permitted",
        _STAFF,
        "读卡器没有执行此操作的权限，请联系工作人员。",
        "The reader is not permitted to do this: ask staff.",
    ),
    (
        0x24,
        "unknown",
        _AGAIN,
        "读卡器报告未知错误，请重新放卡。",
        "The reader reports an error it does not know: lay the card again.",
    ),
    (
        0x31,
        "card-refused-reader",
        _OTHER,
        "证件未通过对读卡器的认证，请重新放卡或换用其他证件。",
        "The card does not accept this reader: lay it again, or use another document.",
    ),
    (
        0x32,
        "reader-refused-card",
        _OTHER,
        "读卡器未能认证此证件，请换用其他证件或联系工作人员。",
        "The reader does not accept this card as genuine: use another document or ask staff.",
    ),
    (
        0x33,
        "information-check",
        _OTHER,
        "卡内信息校验失败，请重新放卡；仍失败请换用其他证件。",
        "The card's information fails its check: lay it again, or use another document.",
    ),
    (
        0x37,
        "fingerprint-check",
        _AGAIN,
        "卡内指纹信息校验失败，请重新放卡。",
        "The card's fingerprint data fail their check: lay the card again.",
    ),
    (
        0x3F,
        "information-length",
        _AGAIN,
        "卡内信息长度错误，请重新放卡。",
        "The card's information has a wrong length: lay the card again.",
    ),
    (
        0x40,
        "unknown-card",
        _OTHER,
        "无法识别此卡，请放身份证、居住证或永久居留证。",
        "This card is no identity card: lay an identity card or residence permit.",
    ),
    (
        0x41,
        "read-failed",
        _AGAIN,
        "读卡失败，请重新放卡并保持不动，直到提示完成。",
        "The card was not read: lay it again and leave it until it is done.",
    ),
    (
        0x47,
        "random-number",
        _AGAIN,
        "读卡器取随机数失败，请重新放卡。",
        "The reader got no random number from the card: lay the card again.",
    ),
    (
        0x60,
        "self-test",
        _STAFF,
        "读卡器自检失败，请断电重启读卡器；仍失败请联系工作人员。",
        "The reader fails its self-test: cut its power and give it back; if it stays so, have it replaced.",
    ),
    (
        0x66,
        "not-authorised",
        _STAFF,
        "读卡器的安全模块未经授权，请联系工作人员更换。",
        "The reader's security module is not authorised: ask staff to have it replaced.",
    ),
    (
        NO_CARD,
        "no-card",
        _AGAIN,
        "没有找到证件，请把证件放在读卡区；若已放好，请拿起后重新放。",
        "No card is found: lay it on the reader; if it lies there, lift it and lay it again.",
    ),
    (
        0x81,
        "select-failed",
        _AGAIN,
        "选卡失败，请拿起证件后重新放，一次只放一张。",
        "The card could not be selected: lift it and lay it again, one card only.",
    ),
)

STATUSES: Mapping[int, Mishap] = MappingProxyType(
    {status: Mishap(code, remedy, Words(zh, en)) for status, code, remedy, zh, en in _SAID}
)
"""By SW3; DONE and FOUND are no mishaps."""

PULLED = Mishap(
    "pulled",
    _AGAIN,
    Words(
        "证件拿开得太早，请重新放卡并保持不动，直到提示完成。",
        "The card was taken away too early: lay it again and leave it until it is done.",
    ),
)
GARBLED = Mishap(
    "garbled",
    _AGAIN,
    Words(
        "读卡器的应答不完整，请重新放卡；多次出现请检查连线。",
        "The reader's answers arrive damaged: lay the card again; if it stays so, check the cable.",
    ),
)
NO_DOCUMENT = Mishap(
    "no-document",
    _OTHER,
    Words(
        "卡内信息无法识别，请重新放卡；仍失败请换用其他证件或联系工作人员。",
        "What the card holds can't be understood: lay it again, use another document, or ask staff.",
    ),
)
LOST = Mishap(
    "reader-lost",
    _STAFF,
    Words(
        "读卡器已断开，请联系工作人员，或使用其他方式登记。",
        "The reader is gone: ask staff, or register in another way.",
    ),
)


def mishap(status: int) -> Mishap:
    """What `status` means; one that nobody defined is an unknown error."""
    return STATUSES.get(status, STATUSES[0x24])
