-- One page of the members: the proposed master, then what waits for a decision, then by path.
SELECT f.image_id, f.path, f.collection, f.format, f.width, f.height, f.byte_size, f.class, f.is_master,
       CASE WHEN d.decision_id IS NULL THEN f.disposition END AS disposition, f.reason, f.is_held, f.is_published, f.is_guarded,
       f.has_rights_conflict, f.has_metadata_conflict, d.decision, d.decided_by, d.reason AS decision_reason, r.role
FROM (SELECT m.image_id, m.path, m.collection, m.format, m.width, m.height, m.byte_size, m.class, m.is_master, m.disposition,
             m.reason, m.is_held, m.is_published, m.is_guarded, m.has_rights_conflict, m.has_metadata_conflict
      FROM lookalike.image_fact m
      WHERE m.cluster_id = %(cluster)s AND NOT m.is_missing
      ORDER BY m.is_master DESC, m.disposition = 'review' DESC, m.path, m.image_id
      LIMIT %(limit)s OFFSET %(offset)s) f
LEFT JOIN lookalike.image_decision d ON d.image_id = f.image_id
LEFT JOIN lookalike_detail.image_role r ON r.image_id = f.image_id
ORDER BY f.is_master DESC, f.disposition = 'review' DESC, f.path, f.image_id
