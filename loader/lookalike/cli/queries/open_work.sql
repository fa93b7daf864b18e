SELECT work, items, since, command FROM lookalike_detail.open_work
