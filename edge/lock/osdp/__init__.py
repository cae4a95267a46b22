"""Our own OSDP control panel (SIA OSDP 2.2, IEC 60839-11-5).

From the wire up: `crc`, `frame` and `frame_reader` know bytes; `commands` and `replies` know what they mean;
`secure_channel` knows AES; `conversation` knows sequence numbers and repeats; `session` is the state table of one
peripheral and `release` one opening of the strike, both without input or output; `port` moves bytes, `line` is the
thread that owns a serial line, `driver` is the Lock.
"""
