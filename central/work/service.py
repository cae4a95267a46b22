"""What pages and other subjects may ask of work items: to declare a kind of work, and to count what is open."""

from central.work.forgetting import count_old, forget
from central.work.items import ItemClosed, NoItem
from central.work.keeping import Keeper, add, add_address, keeper_of, kinds_of
from central.work.rules import Fact, Find, Kind
from central.work.settings import choose, chosen, number
from central.work.views import ItemRow, counts, item_of

__all__ = [
    "Fact",
    "Find",
    "ItemClosed",
    "ItemRow",
    "Keeper",
    "Kind",
    "NoItem",
    "add",
    "add_address",
    "choose",
    "chosen",
    "count_old",
    "counts",
    "forget",
    "item_of",
    "keeper_of",
    "kinds_of",
    "number",
]
