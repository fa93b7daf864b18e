SELECT stage, state, command FROM lookalike.stage_state
