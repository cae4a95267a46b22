"""What goes wrong on an OSDP line. None of these leaves the driver."""


class ProtocolError(Exception):
    """Bytes that are no OSDP message, or a message that is not what it must be."""


class KeyNotShared(ProtocolError):
    """The peripheral proved a different base key than ours."""


class PortLost(Exception):
    """The serial port went away; the message is the system's."""


class JoinFailed(Exception):
    """The peripheral can't be brought into a session; the message goes on "the lock …"."""
