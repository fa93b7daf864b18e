"""Proves on the pixels that one image is a copy of another, and finds how they relate."""
