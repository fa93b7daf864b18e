"""The default network: its weights, its graph, and how the one is built from the other."""
