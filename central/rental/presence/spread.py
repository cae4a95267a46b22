"""Below which value a share of sorted values lies. Pure."""

from collections.abc import Sequence


def at(values: Sequence[int], share: float) -> int:
    """The least of these sorted values that so large a share does not exceed (nearest rank); 0 where there is none."""
    rank = -int(-share * len(values) // 1)
    return values[max(rank, 1) - 1] if values else 0
