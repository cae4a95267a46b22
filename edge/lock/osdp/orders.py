"""The orders that wait for one peripheral's turn, urgent ones first."""

from collections.abc import Iterator

from edge.lock.osdp.order import Order


class Orders:
    """In the order in which they will be sent; one that is over is forgotten at the next look."""

    def __init__(self) -> None:
        self._waiting: list[Order] = []

    def __iter__(self) -> Iterator[Order]:
        self._waiting = [order for order in self._waiting if not order.is_over]
        return iter(self._waiting)

    def add(self, order: Order) -> None:
        self._waiting.append(order)
        self._waiting.sort(key=lambda waiting: not waiting.urgent)

    def next(self) -> Order | None:
        """The first that has something to send."""
        return next((order for order in self if order.command is not None), None)

    def deadline(self) -> float | None:
        """When the first of them has to be given up."""
        return min((order.deadline for order in self), default=None)

    def expire(self, now: float) -> None:
        """Give up those whose time is over."""
        for order in self:
            if order.deadline <= now:
                order.expire()
