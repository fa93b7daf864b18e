SELECT work, items, since, command FROM lookalike.open_work
