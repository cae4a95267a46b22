"""The serial protocol of resident-card readers with a security module (身份证阅读器, SAM_V).

frame, frame_reader, commands, status, text and conversation know bytes; port and driver know a wire. The facts are
those of the module makers' public sheets; what those leave open is said where it matters.
"""
