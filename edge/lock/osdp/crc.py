"""The check at the end of every OSDP frame."""

from binascii import crc_hqx

CRC_START = 0x1D0F
"""Start value of OSDP's CRC-16 (polynomial 0x1021, most significant bit first; SIA OSDP 2.2, annex C)."""


def crc16(data: bytes) -> int:
    """The CRC-16 over `data`, sent low byte first."""
    return crc_hqx(data, CRC_START)
