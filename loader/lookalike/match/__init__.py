"""Finds images that are alike: the fast way, through the whole archive at once."""
