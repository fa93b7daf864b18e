"""Measuring detection on the user's own pictures: edited copies of them, and how many are found."""
