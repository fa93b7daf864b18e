-- The volume on which each folder of a collection, or of a plan, lay at the last scan or move.
SELECT c.root AS folder, v.mount_point, v.file_system
FROM lookalike_internal.collection_volume v
JOIN lookalike_internal.collection c ON c.collection_id = v.collection_id
WHERE v.path = '.'
UNION
SELECT p.destination, v.mount_point, v.file_system
FROM lookalike_internal.destination_volume v
JOIN lookalike_internal.quarantine_plan p ON p.plan_id = v.plan_id
