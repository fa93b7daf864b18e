SELECT s.stage FROM lookalike_detail.stage_state s WHERE s.state = 'behind';
