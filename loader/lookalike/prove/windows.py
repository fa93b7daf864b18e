"""Correlates two drawings of one size window by window."""

import cv2
import numpy as np

from lookalike.prove.ink import Grey


def correlate_windows(x: Grey, y: Grey, window: int, play: int = 1) -> tuple[Grey, Grey]:
    """Return the correlation of the windows around each pixel, and how much they vary, (h, w) each.

    Windows of y may lie off by so many pixels of play.
    """
    size = (window, window)
    x, y = (np.asarray(cv2.GaussianBlur(dark, (0, 0), 0.7), np.float32) for dark in (x, y))
    (mean_x, vary_x), (mean_y, vary_y) = _moments(x, size), _moments(y, size)
    best = np.full(x.shape, -1, np.float32)
    for down in range(-play, play + 1):
        for across in range(-play, play + 1):
            here, there = _moved(x, -across, -down), _moved(y, across, down)
            both = np.asarray(cv2.blur(here * there, size), np.float32)
            both -= _moved(mean_x, -across, -down) * _moved(mean_y, across, down)
            both /= np.sqrt(_moved(vary_x, -across, -down) * _moved(vary_y, across, down))
            rows, columns = _range(down, x.shape[0]), _range(across, x.shape[1])
            target = best[rows, columns]
            np.maximum(target, both, out=target)
    return best, np.asarray(np.sqrt(np.maximum(vary_x, vary_y)), np.float32)


def _moments(values: Grey, size: tuple[int, int]) -> tuple[Grey, Grey]:
    """The mean and the variance of the window around each pixel."""
    mean = np.asarray(cv2.blur(values, size), np.float32)
    square_ = np.asarray(cv2.blur(values * values, size), np.float32)
    return mean, np.asarray(np.maximum(square_ - mean * mean, 1e-6), np.float32)


def _range(by: int, length: int) -> slice:
    """Where x is, if y is moved by so much."""
    return slice(max(-by, 0), length + min(-by, 0))


def _moved(values: Grey, across: int, down: int) -> Grey:
    """The part of the values that has a partner, if others are moved against them."""
    rows, columns = _range(-down, values.shape[0]), _range(-across, values.shape[1])
    return values[rows, columns]
