SELECT command, finished_at FROM lookalike.stage_state WHERE state = 'behind'
