"""What goes wrong between box and reader; none of it leaves the driver."""


class ProtocolError(Exception):
    """Bytes that the protocol does not allow."""


class PortLost(Exception):
    """The serial port does not open, or is gone."""
