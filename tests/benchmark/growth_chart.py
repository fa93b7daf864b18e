"""Draws how each figure grows with the number of hashes."""

from collections import defaultdict
from pathlib import Path

import matplotlib as mpl
from figures import Figure
from matplotlib import pyplot


def draw(figures: list[Figure], path: Path) -> None:
    """Draw every measure in seconds that was taken at more than one size, on logarithmic axes."""
    series: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for figure in figures:
        if figure.unit == "s":
            series[figure.measure].append((figure.size, figure.value))
    mpl.rcParams["svg.hashsalt"] = "lookalike"  # the same figures, the same file
    shape, axes = pyplot.subplots(figsize=(8, 6), layout="constrained")
    for name, points in series.items():
        if len(points) > 1:
            axes.plot(*zip(*sorted(points), strict=True), marker="o", label=name)
    axes.set(xscale="log", yscale="log", xlabel="hashes", ylabel="seconds")
    axes.grid(True, which="major", alpha=0.3)
    shape.legend(loc="outside lower center", ncols=2, fontsize="small")
    shape.savefig(path, metadata={"Date": None})
