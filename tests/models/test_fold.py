"""Folding, on small graphs quantised as the shipped ones are."""

import numpy as np
import onnxruntime as ort
import pytest
from numpy.typing import NDArray

onnx = pytest.importorskip("onnx", reason="the extra `models` is not installed")
from onnx import TensorProto, helper, numpy_helper  # noqa: E402

from models.fold import OPSET, dequantised, fold  # noqa: E402

WEIGHTS = np.arange(-12, 12, dtype=np.int8).reshape(4, 6)
SCALES = np.array([[0.5, 2.0], [1.0, 1.0], [0.25, 4.0], [3.0, 0.125]], np.float32)
ZEROS = np.array([[0, 1], [2, 0], [0, 0], [1, 1]], np.int8)


def quantised_graph() -> onnx.ModelProto:
    """y = x · reshape(dequantise(weights in blocks of three)), as an exporter writes it: weights are inputs too."""
    nodes = [
        helper.make_node("DequantizeLinear", ["w", "scale", "zero"], ["w_plain"], axis=1, block_size=3),
        helper.make_node("Reshape", ["w_plain", "shape"], ["w_shaped"]),
        helper.make_node("MatMul", ["x", "w_shaped"], ["y"]),
    ]
    constants = [
        numpy_helper.from_array(WEIGHTS, "w"),
        numpy_helper.from_array(SCALES, "scale"),
        numpy_helper.from_array(ZEROS, "zero"),
        numpy_helper.from_array(np.array([3, 8]), "shape"),
    ]
    fed = helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 3])
    stale = helper.make_tensor_value_info("w", TensorProto.INT8, [4, 6])
    y = helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 8])
    graph = helper.make_graph(nodes, "small", [fed, stale], [y], constants)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 21)], ir_version=6)


def expected_weights() -> NDArray[np.float32]:
    by_hand = (WEIGHTS.astype(np.float32) - np.repeat(ZEROS, 3, 1)) * np.repeat(SCALES, 3, 1)
    return np.asarray(by_hand.reshape(3, 8), np.float32)


def test_a_folded_graph_computes_what_the_quantised_one_means() -> None:
    session = ort.InferenceSession(fold(quantised_graph()).SerializeToString(), providers=["CPUExecutionProvider"])
    x = np.array([[1.0, -2.0, 0.5]], np.float32)

    (y,) = session.run(None, {"x": x})

    assert y == pytest.approx(x @ expected_weights())


def test_only_what_is_fed_stays_an_input() -> None:
    folded = fold(quantised_graph())

    assert [value.name for value in folded.graph.input] == ["x"]
    assert [node.op_type for node in folded.graph.node] == ["MatMul"]
    assert [constant.name for constant in folded.graph.initializer] == ["w_shaped"]
    assert folded.opset_import[0].version == OPSET


def test_folding_leaves_the_graph_it_was_given_as_it_was() -> None:
    graph = quantised_graph()

    fold(graph)

    assert graph == quantised_graph()


def test_the_last_block_may_be_cut_short() -> None:
    scales = np.array([[1.0, 10.0]], np.float32)
    weights = np.array([[1, 2, 3]], np.int8)

    assert dequantised(weights, scales, np.zeros((1, 2), np.int8), axis=1, block=2).tolist() == [[1, 2, 30]]


def test_without_blocks_each_channel_has_its_scale() -> None:
    weights = np.array([[1, 2], [3, 4]], np.int8)
    scales, zeros = np.array([1, 10], np.float32), np.array([0, 1], np.int8)

    assert dequantised(weights, scales, zeros, axis=0, block=0).tolist() == [[1, 2], [20, 30]]
    assert dequantised(weights, scales, zeros, axis=1, block=0).tolist() == [[1, 10], [3, 30]]
