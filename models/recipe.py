"""Which steps turn a shipped file into the model the edge runs."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import onnx

from models.fold import fold
from models.rewrite import with_free_size, with_plain_prelu

Recipe = Callable[[onnx.ModelProto], onnx.ModelProto]

RECIPES: Mapping[str, Recipe] = MappingProxyType(
    {
        "yunet": lambda model: with_free_size(fold(model)),
        "sface": lambda model: with_plain_prelu(fold(model)),
        "liveness": with_plain_prelu,
    }
)
"""By the name of the model's folder."""


def cook(name: str, shipped: bytes) -> bytes:
    """The ONNX file made from the shipped one; the same bytes on every machine."""
    model = RECIPES[name](onnx.load_from_string(shipped))
    onnx.checker.check_model(model)
    made: bytes = model.SerializeToString(deterministic=True)
    return made
