SELECT s.stage FROM lookalike.stage_state s WHERE s.state = 'behind';
