"""Embeddings: what a neural network sees in a picture, as a unit vector.

    embedder = Embedder(default_model(), threads=1)
    vectors = embedder.embed(pictures)  # (n, 256) float32, rows of length 1

The cosine of two rows says how alike the pictures are, from -1 to 1. A model of the user's comes
from load_model() and then fit_model(), which fits the projection to 256 dimensions.
"""

from lookalike.embed.model import Model, default_model, load_model
from lookalike.embed.projection import Projection, fit_projection
from lookalike.embed.session import Embedder, fit_model

__all__ = [
    "Embedder",
    "Model",
    "Projection",
    "default_model",
    "fit_model",
    "fit_projection",
    "load_model",
]
