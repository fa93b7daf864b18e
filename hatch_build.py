"""Builds the default network when the package is built, so that an install needs no weights.

The two files are written into the source tree, where an editable install looks for them, too.
"""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class NetworkHook(BuildHookInterface):
    """Writes the ONNX file, and the .json with its digest and provenance."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Run before the files of the package are collected."""
        loader = Path(self.root) / "loader"
        sys.path.insert(0, str(loader))
        try:
            from lookalike.network import build
        finally:
            sys.path.remove(str(loader))
        content, provenance = build.build_network()
        stem = loader / "lookalike" / "network" / build.STEM
        stem.with_name(f"{build.STEM}.onnx").write_bytes(content)
        stem.with_name(f"{build.STEM}.json").write_bytes(build.describe(content, provenance))
