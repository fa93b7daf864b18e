CREATE OR REPLACE VIEW lookalike.active_hold AS
SELECT h.hold_id, m.name AS matter, h.reason, h.image_id, h.entry_id, h.collection_id
FROM lookalike.legal_hold h
JOIN lookalike.legal_matter m ON m.matter_id = h.matter_id AND m.closed_at IS NULL
WHERE h.released_at IS NULL;
COMMENT ON VIEW lookalike.active_hold IS 'Internal: legal holds that have not been released, and whose matter is open.';
COMMENT ON COLUMN lookalike.active_hold.hold_id IS 'Number of the hold.';
COMMENT ON COLUMN lookalike.active_hold.matter IS 'The matter it is for.';
COMMENT ON COLUMN lookalike.active_hold.reason IS 'Why something is held.';
COMMENT ON COLUMN lookalike.active_hold.image_id IS 'The image that was named, if one was.';
COMMENT ON COLUMN lookalike.active_hold.entry_id IS 'The catalogue entry that was named, if one was.';
COMMENT ON COLUMN lookalike.active_hold.collection_id IS 'The collection that was named, if one was.';

-- A copy of evidence is evidence: what was ever held is held by its pixels, wherever they lie. And so is
-- what the hold names at this moment, though a scan may have put it in while the hold was being placed.
CREATE OR REPLACE VIEW lookalike.held_image AS
SELECT i.image_id, h.hold_id, h.matter, h.reason
FROM lookalike.active_hold h
JOIN lookalike.legal_hold_picture p ON p.hold_id = h.hold_id
JOIN lookalike.image i ON i.pixel_digest = p.pixel_digest
UNION
SELECT i.image_id, h.hold_id, h.matter, h.reason
FROM lookalike.active_hold h
JOIN lookalike.image i ON i.image_id = h.image_id
UNION
SELECT e.image_id, h.hold_id, h.matter, h.reason
FROM lookalike.active_hold h
JOIN lookalike.entry_image e ON e.entry_id = h.entry_id
UNION
SELECT i.image_id, h.hold_id, h.matter, h.reason
FROM lookalike.active_hold h
JOIN lookalike.image i ON i.collection_id = h.collection_id;
COMMENT ON VIEW lookalike.held_image IS 'Images under a legal hold that is active, present or not: one row an image and hold.';
COMMENT ON COLUMN lookalike.held_image.image_id IS 'Number of the image.';
COMMENT ON COLUMN lookalike.held_image.hold_id IS 'Number of the hold.';
COMMENT ON COLUMN lookalike.held_image.matter IS 'The matter it is held for.';
COMMENT ON COLUMN lookalike.held_image.reason IS 'Why it is held.';

-- A decision is about these pixels in this place. The file that was moved or scanned anew keeps it; an
-- identical copy elsewhere does not get it, unless the one decided about is gone (in quarantine it is not).
CREATE OR REPLACE VIEW lookalike.image_decision AS
SELECT DISTINCT ON (i.image_id)
       i.image_id, d.decision_id, d.decision, d.reviewer, d.reason, d.decided_at
FROM lookalike.image i
JOIN lookalike.decision d ON d.pixel_digest_a = i.pixel_digest AND d.decision IN ('keep', 'quarantine')
WHERE i.missing_since IS NULL
  AND (d.image_id_a = i.image_id
       OR NOT EXISTS (
           SELECT FROM lookalike.image o
           WHERE o.image_id = d.image_id_a AND o.pixel_digest = d.pixel_digest_a
             AND (o.missing_since IS NULL
                  OR EXISTS (SELECT FROM lookalike.leaving_image q
                             WHERE q.image_id = o.image_id AND q.pixel_digest = o.pixel_digest))))
ORDER BY i.image_id, d.decision_id DESC;
COMMENT ON VIEW lookalike.image_decision IS 'The latest decision to keep or to quarantine that applies to each present image.';
COMMENT ON COLUMN lookalike.image_decision.image_id IS 'Number of the image.';
COMMENT ON COLUMN lookalike.image_decision.decision_id IS 'Number of the decision.';
COMMENT ON COLUMN lookalike.image_decision.decision IS 'keep or quarantine.';
COMMENT ON COLUMN lookalike.image_decision.reviewer IS 'Who decided.';
COMMENT ON COLUMN lookalike.image_decision.reason IS 'Why.';
COMMENT ON COLUMN lookalike.image_decision.decided_at IS 'When.';

-- Why an image may not leave although nobody holds it.
CREATE OR REPLACE FUNCTION lookalike.describe_last_copy(
    is_classified boolean, is_published boolean, source_path text
) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN NOT is_classified THEN 'It has no class, or has changed since it was classified, so nobody can say what would be lost.'
    WHEN is_published THEN 'It has been published, and no other file that stays has the same pixels.'
    WHEN source_path IS NULL THEN 'No other file that stays has the same pixels, and it is no derivative of one that is known.'
    ELSE format('No other file that stays has the same pixels; it derives from "%s", but that does not stay either, or other images that are published or set aside were made of this one.', source_path)
END;
COMMENT ON FUNCTION lookalike.describe_last_copy(boolean, boolean, text) IS
    'Says in words why an image is the last copy: whether it has a class, whether it was published, and what it derives from.';

CREATE OR REPLACE FUNCTION lookalike.describe_conflict(fields text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN format('What is said about it and its copies contradicts itself (%s), and nobody has settled that.', fields);
COMMENT ON FUNCTION lookalike.describe_conflict(text) IS
    'Says in words that the rights of an image are in conflict, in these fields.';

CREATE OR REPLACE VIEW lookalike.guarded_image AS
SELECT g.image_id, c.name AS collection, i.path, g.guard, g.reason
FROM (
    SELECT h.image_id, 'legal hold' AS guard,
           string_agg(format('Held for "%s": %s', h.matter, h.reason), '; ' ORDER BY h.hold_id) AS reason
    FROM lookalike.held_image h
    GROUP BY h.image_id
    UNION ALL
    SELECT d.image_id, 'human decision', format('%s decided to keep it: %s', d.reviewer, d.reason)
    FROM lookalike.image_decision d
    WHERE d.decision = 'keep'
    UNION ALL
    SELECT k.image_id, 'conflicting rights', lookalike.describe_conflict(k.fields)
    FROM lookalike.conflicted_image k
    UNION ALL
    SELECT i.image_id, 'last copy', lookalike.describe_last_copy(false, false, NULL)
    FROM lookalike.image i
    WHERE NOT EXISTS (SELECT FROM lookalike.retention_class k
                      WHERE k.image_id = i.image_id AND k.class <> 'unclassified')
    UNION ALL
    SELECT i.image_id, 'last copy',
           lookalike.describe_last_copy(
               true,
               EXISTS (SELECT FROM lookalike.publication p WHERE p.pixel_digest = i.pixel_digest),
               o.path)
    FROM lookalike.image i
    JOIN lookalike.retention_class k ON k.image_id = i.image_id AND k.class <> 'unclassified'
    LEFT JOIN lookalike.derivation_source s ON s.image_id = i.image_id
    LEFT JOIN lookalike.image o ON o.image_id = s.source_image_id
    WHERE NOT EXISTS (SELECT FROM lookalike.staying_image t
                      WHERE t.pixel_digest = i.pixel_digest AND t.image_id <> i.image_id)
      AND NOT EXISTS (SELECT FROM lookalike.backed_image b WHERE b.image_id = i.image_id)
) g
JOIN lookalike.image i ON i.image_id = g.image_id AND i.missing_since IS NULL
JOIN lookalike.collection c ON c.collection_id = i.collection_id;
COMMENT ON VIEW lookalike.guarded_image IS 'Present images that may not leave the archive, whatever a rule says: one row an image and guard.';
COMMENT ON COLUMN lookalike.guarded_image.image_id IS 'Number of the image.';
COMMENT ON COLUMN lookalike.guarded_image.collection IS 'Collection it lies in.';
COMMENT ON COLUMN lookalike.guarded_image.path IS 'Path relative to the folder of the collection.';
COMMENT ON COLUMN lookalike.guarded_image.guard IS 'legal hold, human decision, conflicting rights or last copy.';
COMMENT ON COLUMN lookalike.guarded_image.reason IS 'Why, in words.';
