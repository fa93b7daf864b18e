SELECT stage, state, command, makes FROM lookalike.stage_state
