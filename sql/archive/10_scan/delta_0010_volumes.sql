-- A scan that misses images at once looks at the volumes on which they lay.
CREATE TABLE lookalike_internal.collection_volume (
    collection_id integer NOT NULL,
    path text COLLATE "C" NOT NULL,
    device numeric NOT NULL,
    inode numeric NOT NULL,
    mount_point text NOT NULL,
    file_system text NOT NULL,
    source text NOT NULL,
    CONSTRAINT collection_volume_pkey PRIMARY KEY (collection_id, path),
    CONSTRAINT collection_volume_path_check CHECK (path = '.' OR path !~ '(^|/)[.]{0,2}(/|$)'),
    CONSTRAINT collection_volume_collection_id_fkey FOREIGN KEY (collection_id)
        REFERENCES lookalike_internal.collection ON DELETE CASCADE
);
COMMENT ON TABLE lookalike_internal.collection_volume IS
    'The volumes (mounted file systems) on which a collection lay at its last finished scan: that of its folder, and each one that is mounted below it.';
COMMENT ON COLUMN lookalike_internal.collection_volume.collection_id IS 'The collection.';
COMMENT ON COLUMN lookalike_internal.collection_volume.path IS 'A dot for the folder of the collection; else the path below it where the volume is mounted.';
COMMENT ON COLUMN lookalike_internal.collection_volume.device IS 'Device number of that folder.';
COMMENT ON COLUMN lookalike_internal.collection_volume.inode IS 'Inode of that folder.';
COMMENT ON COLUMN lookalike_internal.collection_volume.mount_point IS 'Absolute path where the volume is mounted.';
COMMENT ON COLUMN lookalike_internal.collection_volume.file_system IS 'Kind of file system, such as ext4, nfs4 or cifs.';
COMMENT ON COLUMN lookalike_internal.collection_volume.source IS 'What is mounted there, such as /dev/sdb1 or server:/share.';
-- It takes the number of a batch, too.
DROP FUNCTION IF EXISTS lookalike_internal.store_scanned(bigint, integer, integer);
