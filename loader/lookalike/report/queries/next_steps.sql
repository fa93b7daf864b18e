SELECT step, items, command FROM lookalike.next_step LIMIT %(steps)s
