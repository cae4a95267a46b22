"""Hypothesis strategies for what is on the wire."""

from hypothesis import strategies as st

from edge.document.sdt.frame import Reply


def replies(most: int = 80) -> st.SearchStrategy[Reply]:
    return st.builds(Reply, st.integers(0, 0xFFFF), st.integers(0, 0xFF), st.binary(max_size=most))
