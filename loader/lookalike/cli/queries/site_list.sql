SELECT s.name, s.sector, s.jurisdiction, s.storage_rate::text AS storage_rate, s.rate_basis,
       s.tb_per_rack_unit::text AS tb_per_rack_unit, s.currency, s.collections
FROM lookalike.site s ORDER BY s.name
