SELECT step, items, command FROM lookalike_detail.next_step LIMIT %(steps)s
