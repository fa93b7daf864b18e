-- Stages that are behind first, then what the command is about.
SELECT n.area, n.step, n.command
FROM (SELECT s.*, row_number() OVER () AS place FROM lookalike_detail.next_step s) n
ORDER BY n.area <> 'stage', n.area <> %(area)s, n.place
LIMIT 1
