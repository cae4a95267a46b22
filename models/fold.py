"""Fold quantised weights into plain fp32.

The shipped files keep each weight as int8 blocks that a DequantizeLinear (and often a Reshape) unfolds when the model
runs. onnxruntime refuses the first kind and keeps the second; both are constants, so they are computed here, once.
"""

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

Array = NDArray[np.float32]

OPSET = 13
"""The newest operator set that needs nothing the folded graph lacks; OpenCV and old runtimes read it too."""


def fold(model: onnx.ModelProto) -> onnx.ModelProto:
    """A copy of `model` in which every weight is a float32 constant, and an input is only what is fed."""
    folded = onnx.ModelProto()
    folded.CopyFrom(model)
    weights = _unfolded(folded.graph)
    kept = [node for node in folded.graph.node if node.output[0] not in weights]
    _replace(folded.graph.node, kept)
    used = {name for node in kept for name in node.input}
    constants = [constant for constant in folded.graph.initializer if constant.name in used]
    constants += [numpy_helper.from_array(array, name) for name, array in weights.items() if name in used]
    _replace(folded.graph.initializer, constants)
    fed = used - {constant.name for constant in constants}
    _replace(folded.graph.input, [value for value in folded.graph.input if value.name in fed])
    _replace(folded.graph.value_info, [])
    folded.opset_import[0].version = OPSET
    folded.ir_version = max(folded.ir_version, 7)
    return folded


def dequantised(quantised: NDArray[np.int8], scale: Array, zero: NDArray[np.int8], axis: int, block: int) -> Array:
    """(quantised - zero) × scale, as ONNX defines DequantizeLinear: blocked where `block` > 0, else per `axis`."""
    if block:
        size = quantised.shape[axis]
        scale = np.repeat(scale, block, axis).take(np.arange(size), axis)
        zero = np.repeat(zero, block, axis).take(np.arange(size), axis)
    elif scale.ndim == 1 and quantised.ndim > 1:
        shape = [-1 if dimension == axis else 1 for dimension in range(quantised.ndim)]
        scale, zero = scale.reshape(shape), zero.reshape(shape)
    return (quantised.astype(np.float32) - zero.astype(np.float32)) * scale


def _unfolded(graph: onnx.GraphProto) -> dict[str, Array]:
    """The fp32 value of every DequantizeLinear of constants, and of every Reshape of one of those."""
    constants = {constant.name: constant for constant in graph.initializer}
    weights: dict[str, Array] = {}
    for node in graph.node:
        if node.op_type == "DequantizeLinear" and node.input[0] in constants:
            quantised, scale, zero = (numpy_helper.to_array(constants[name]) for name in node.input)
            attributes = {each.name: helper.get_attribute_value(each) for each in node.attribute}
            weights[node.output[0]] = dequantised(
                quantised, scale, zero, attributes.get("axis", 1), attributes.get("block_size", 0)
            )
    for node in graph.node:
        if node.op_type == "Reshape" and node.input[0] in weights:
            shape = numpy_helper.to_array(constants[node.input[1]])
            weights[node.output[0]] = weights[node.input[0]].reshape(shape)
    return weights


def _replace(field, values) -> None:  # type: ignore[no-untyped-def]  # a protobuf repeated field, of any message
    del field[:]
    field.extend(values)
