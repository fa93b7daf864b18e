SELECT command, finished_at FROM lookalike_detail.stage_state WHERE state = 'behind'
