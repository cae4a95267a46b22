"""Rewrite a graph without changing what it computes."""

import onnx
from onnx import helper, numpy_helper


def with_free_size(model: onnx.ModelProto) -> onnx.ModelProto:
    """A copy whose input may have any height and width, and whose outputs have as many rows as follow from them.

    For a graph that is convolutional throughout and reshapes with -1.
    """
    free = onnx.ModelProto()
    free.CopyFrom(model)
    dimensions = free.graph.input[0].type.tensor_type.shape.dim
    dimensions[2].dim_param, dimensions[3].dim_param = "height", "width"
    for output in free.graph.output:
        output.type.tensor_type.shape.dim[1].dim_param = "cells_" + output.name.rsplit("_", 1)[1]
    return free


def with_plain_prelu(model: onnx.ModelProto) -> onnx.ModelProto:
    """A copy in which each PRelu of constant slope is Relu(x) + slope × (x - Relu(x)).

    Exact (one of the two terms is always zero), and faster: onnxruntime has vector code for these operators, while its
    PRelu branches for every value.
    """
    plain = onnx.ModelProto()
    plain.CopyFrom(model)
    slopes = {constant.name: constant for constant in plain.graph.initializer}
    nodes = []
    for node in model.graph.node:
        if node.op_type == "PRelu" and node.input[1] in slopes:
            _stand_over_rows(slopes[node.input[1]])
            nodes += _plain(node)
        else:
            nodes.append(node)
    del plain.graph.node[:]
    plain.graph.node.extend(nodes)
    return plain


def _plain(node: onnx.NodeProto) -> list[onnx.NodeProto]:
    (x, slope), y = node.input, node.output[0]
    return [
        helper.make_node("Relu", [x], [f"{y}_positive"]),
        helper.make_node("Sub", [x, f"{y}_positive"], [f"{y}_negative"]),
        helper.make_node("Mul", [f"{y}_negative", slope], [f"{y}_sloped"]),
        helper.make_node("Add", [f"{y}_positive", f"{y}_sloped"], [y]),
    ]


def _stand_over_rows(slope: onnx.TensorProto) -> None:
    """Give a slope of shape (channels,) the shape (channels, 1, 1), which Mul needs to meet N × C × H × W."""
    array = numpy_helper.to_array(slope)
    if array.ndim == 1:
        slope.CopyFrom(numpy_helper.from_array(array.reshape(-1, 1, 1), slope.name))
