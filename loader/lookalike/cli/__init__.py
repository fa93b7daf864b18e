"""The command line: one command a stage, and `audit` for all of them."""
