"""What hypothesis makes of OSDP: any frame there can be, and lines with noise."""

from hypothesis import strategies as st

from edge.lock.osdp.frame import MAC_LENGTH, Frame, Scs, SecurityBlock


@st.composite
def frames(draw: st.DrawFn) -> Frame:
    block = draw(st.none() | st.builds(SecurityBlock, st.sampled_from(Scs), st.binary(max_size=3)))
    has_mac = block is not None and block.kind.has_mac
    return Frame(
        address=draw(st.integers(0, 0x7F)),
        sequence=draw(st.integers(0, 3)),
        code=draw(st.integers(0, 0xFF)),
        data=draw(st.binary(max_size=80)),
        is_reply=draw(st.booleans()),
        block=block,
        mac=draw(st.binary(min_size=MAC_LENGTH, max_size=MAC_LENGTH)) if has_mac else b"",
    )
