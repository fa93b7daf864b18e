SELECT stage, state, command, makes FROM lookalike_detail.stage_state
