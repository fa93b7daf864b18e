SELECT value FROM lookalike_internal.setting WHERE name = 'storage_cost_per_tb_year'
