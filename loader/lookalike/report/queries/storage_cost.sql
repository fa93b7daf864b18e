SELECT lookalike.get_setting('storage_cost_per_tb_year') AS value, lookalike.get_setting('currency') AS currency,
       EXISTS (SELECT FROM lookalike.site s WHERE s.storage_rate IS NOT NULL AND s.collections > 0) AS has_site_rates
