SELECT stage, state FROM lookalike.stage_state
