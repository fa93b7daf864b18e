CREATE OR REPLACE VIEW lookalike_detail.quarantine_manifest AS
SELECT p.plan_id,
       p.name AS plan,
       p.state AS plan_state,
       q.image_id,
       c.name AS collection,
       q.path,
       rtrim(c.root, '/') || '/' || q.path AS source,
       q.destination,
       q.byte_size,
       encode(q.sha256, 'hex') AS sha256,
       encode(q.pixel_digest, 'hex') AS pixel_digest,
       q.state,
       q.obstacle,
       CASE WHEN q.state IN ('proposed', 'approved', 'moving', 'handing over') AND p.kind <> 'record disposal' THEN (
                SELECT string_agg(format('%s: %s', g.guard, g.reason), ' ' ORDER BY g.guard)
                FROM lookalike.find_guards(ARRAY[q.image_id]) g
                WHERE p.kind = 'set aside' OR lookalike_internal.keeps_from_transfer(g.guard))
            WHEN q.state IN ('moved', 'restoring') THEN nullif(concat_ws(' ',
                (SELECT string_agg(format('legal hold: Held for "%s": %s', h.matter, h.reason), ' ' ORDER BY h.hold_id)
                 FROM lookalike.held_image h WHERE h.image_id = q.image_id),
                CASE WHEN NOT EXISTS (SELECT FROM lookalike_internal.staying_image t WHERE t.pixel_digest = q.pixel_digest)
                      AND (NOT EXISTS (SELECT FROM lookalike_internal.staying_image t WHERE t.pixel_digest = q.archival_pixel_digest)
                           OR EXISTS (SELECT FROM lookalike_internal.publication b WHERE b.pixel_digest = q.pixel_digest)
                           OR EXISTS (SELECT FROM lookalike_internal.possible_rendition r WHERE r.pixel_digest = q.pixel_digest))
                     THEN 'last copy: The image that stayed in its place is gone; restore this file.' END), '')
       END AS guard,
       (SELECT format('%s: %s', o.name, i.path)
        FROM lookalike_internal.staying_image t
        JOIN lookalike_internal.image i ON i.image_id = t.image_id
        JOIN lookalike_internal.collection o ON o.collection_id = i.collection_id
        WHERE t.pixel_digest IN (q.pixel_digest, q.archival_pixel_digest) AND t.image_id <> q.image_id
        ORDER BY t.pixel_digest = q.pixel_digest DESC, i.collection_id, i.path LIMIT 1) AS stays,
       p.proposed_by,
       p.approved_by,
       q.changed_at,
       (SELECT string_agg(o.path, E'\n' ORDER BY o.path)
        FROM lookalike_internal.companion o
        WHERE o.plan_id = q.plan_id AND o.image_id = q.image_id AND o.obstacle IS NULL) AS companions,
       p.kind,
       k.outcome AS found,
       k.checked_at AS looked_at
FROM lookalike_internal.quarantine_item q
JOIN lookalike_internal.quarantine_plan p ON p.plan_id = q.plan_id
LEFT JOIN lookalike_internal.collection c ON c.collection_id = q.collection_id
LEFT JOIN lookalike_internal.fixity_check k
  ON k.image_id = q.image_id AND k.place = 'quarantine' AND k.sha256 = q.sha256 AND q.state = 'moved'
 AND k.checked_at > q.changed_at;
COMMENT ON VIEW lookalike_detail.quarantine_manifest IS 'The files of every plan, each with its source, destination, digests and state.';
COMMENT ON COLUMN lookalike_detail.quarantine_manifest.plan_id IS 'Number of the plan.';
COMMENT ON COLUMN lookalike_detail.quarantine_manifest.plan IS 'Name of the plan.';
COMMENT ON COLUMN lookalike_detail.quarantine_manifest.plan_state IS 'proposed, approved, applied, restored or withdrawn.';
COMMENT ON COLUMN lookalike_detail.quarantine_manifest.image_id IS 'Number of the image.';
COMMENT ON COLUMN lookalike_detail.quarantine_manifest.collection IS 'Collection of the file; null if the collection was forgotten.';
COMMENT ON COLUMN lookalike_detail.quarantine_manifest.path IS 'Path relative to the folder of the collection.';
COMMENT ON COLUMN lookalike_detail.quarantine_manifest.source IS 'Absolute path that the file leaves, and returns to; bytes that are not UTF-8 are written \xHH.';
COMMENT ON COLUMN lookalike_detail.quarantine_manifest.destination IS 'Absolute path that the file goes to; null if the plan moves no files.';
COMMENT ON COLUMN lookalike_detail.quarantine_manifest.byte_size IS 'Size of the file in bytes.';
COMMENT ON COLUMN lookalike_detail.quarantine_manifest.sha256 IS 'SHA-256 of the file, in hexadecimal.';
COMMENT ON COLUMN lookalike_detail.quarantine_manifest.pixel_digest IS 'Digest of its pixels, in hexadecimal.';
COMMENT ON COLUMN lookalike_detail.quarantine_manifest.state IS 'proposed, approved, withheld, moving, moved, restoring or restored; of a transfer, handing over or transferred; and disposed.';
COMMENT ON COLUMN lookalike_detail.quarantine_manifest.obstacle IS 'Why the file was withheld, or could not be moved or restored; of a disposed file, the hold that it was under.';
COMMENT ON COLUMN lookalike_detail.quarantine_manifest.guard IS 'The guards that keep the file from leaving now. For a file that has left, why people should restore it.';
COMMENT ON COLUMN lookalike_detail.quarantine_manifest.stays IS 'A file that stays in its place, with its collection.';
COMMENT ON COLUMN lookalike_detail.quarantine_manifest.proposed_by IS 'Name of the person who proposed the plan.';
COMMENT ON COLUMN lookalike_detail.quarantine_manifest.approved_by IS 'Name of the person who approved the plan.';
COMMENT ON COLUMN lookalike_detail.quarantine_manifest.changed_at IS 'When the state of the file last changed.';
COMMENT ON COLUMN lookalike_detail.quarantine_manifest.companions IS 'Paths of the files that move with it, one a line; view quarantine_companion has the rest.';
COMMENT ON COLUMN lookalike_detail.quarantine_manifest.kind IS 'Kind of the plan: set aside, transfer or record disposal.';
COMMENT ON COLUMN lookalike_detail.quarantine_manifest.found IS
    'Of a file that was set aside, how it was found at its destination when it was last looked for: intact, changed, missing or unreadable; null if nobody looked since it was moved.';
COMMENT ON COLUMN lookalike_detail.quarantine_manifest.looked_at IS 'When it was last looked for at its destination.';
