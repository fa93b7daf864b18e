SELECT value FROM lookalike.setting WHERE name = 'storage_cost_per_tb_year'
