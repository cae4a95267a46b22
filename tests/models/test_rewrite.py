"""Rewriting, on small graphs: what is computed stays the same."""

import numpy as np
import onnxruntime as ort
import pytest
from numpy.typing import NDArray

onnx = pytest.importorskip("onnx", reason="the extra `models` is not installed")
from onnx import TensorProto, helper, numpy_helper  # noqa: E402

from models.rewrite import with_free_size, with_plain_prelu  # noqa: E402


def prelu_graph(slope: NDArray[np.float32]) -> onnx.ModelProto:
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 3, 4, 4])
    y = helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 3, 4, 4])
    node = helper.make_node("PRelu", ["x", "slope"], ["y"])
    graph = helper.make_graph([node], "prelu", [x], [y], [numpy_helper.from_array(slope, "slope")])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=7)


def run(model: onnx.ModelProto, x: NDArray[np.float32]) -> NDArray[np.float32]:
    session = ort.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return np.asarray(session.run(None, {model.graph.input[0].name: x})[0])


@pytest.mark.parametrize("slope", [[0.25, 0.0, 1.0], [-0.5, 2.0, 0.1]])
@pytest.mark.parametrize("shape", [(3, 1, 1), (3,)])
def test_a_plain_prelu_computes_exactly_the_same(slope: list[float], shape: tuple[int, ...]) -> None:
    x = np.random.default_rng(4).standard_normal((1, 3, 4, 4)).astype(np.float32)
    slopes = np.array(slope, np.float32)

    plain = with_plain_prelu(prelu_graph(slopes.reshape(shape)))

    assert "PRelu" not in {node.op_type for node in plain.graph.node}
    assert np.array_equal(run(plain, x), np.where(x > 0, x, slopes[:, None, None] * x))


def test_a_graph_of_free_size_takes_any_height_and_width() -> None:
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 3, 8, 8])
    y = helper.make_tensor_value_info("rows_8", TensorProto.FLOAT, [1, 64, 3])
    nodes = [
        helper.make_node("Transpose", ["x"], ["t"], perm=[0, 2, 3, 1]),
        helper.make_node("Reshape", ["t", "shape"], ["rows_8"]),
    ]
    shape = numpy_helper.from_array(np.array([1, -1, 3]), "shape")
    graph = helper.make_graph(nodes, "rows", [x], [y], [shape])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=7)

    free = with_free_size(model)

    assert run(free, np.zeros((1, 3, 4, 5), np.float32)).shape == (1, 20, 3)
    assert free.graph.output[0].type.tensor_type.shape.dim[1].dim_param == "cells_8"
