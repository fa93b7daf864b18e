"""Small archives: a test says each image, class, cluster, entry and hold in a line."""

from itertools import count
from typing import Any

from psycopg import Connection

import builder
from builder import FakeImage


class Holdings:
    """An archive by the paths of its images; classes and clusters are written as stages would."""

    def __init__(self, connection: Connection[Any]) -> None:
        self.connection = connection
        self._numbers = count(1)
        self._run = self.one(
            "INSERT INTO lookalike_internal.run (stage, state, finished_at)"
            " VALUES ('classify', 'finished', now()) RETURNING run_id"
        )
        self._policy = self.one("SELECT min(policy_id) FROM lookalike_internal.retention_policy")

    def one(self, query: str, *parameters: object) -> Any:
        row = self.connection.execute(query.encode(), parameters).fetchone()
        assert row is not None
        return row[0]

    def put(
        self,
        path: str,
        pixels: str | None = None,
        class_: str | None = "unique",
        of: int | None = None,
        disposition: str = "retain",
        collection: str = "test",
        is_proven: bool = True,
        **more: Any,
    ) -> int:
        """Put in an image with a class, derived from image `of`; return its number.

        `more` is what else is said of it, as in FakeImage.
        """
        builder.put(self.connection, [FakeImage(path, pixels=pixels or path, **more)], collection)
        image = int(
            self.one(
                "SELECT image_id FROM lookalike_internal.image JOIN"
                " lookalike_internal.collection USING"
                " (collection_id) WHERE path = %s AND name = %s",
                path,
                collection,
            )
        )
        if class_ is not None:
            self.classify(image, class_, of, disposition, is_proven)
        return image

    def classify(
        self,
        image: int,
        class_: str,
        of: int | None = None,
        disposition: str = "retain",
        is_proven: bool = True,
    ) -> None:
        """Give an image a class; that it derives from image `of` is proven, or resemblance only."""
        derivation = "isFormatOf" if of is not None and is_proven else None
        self.connection.execute(
            "INSERT INTO lookalike_internal.retention_class (image_id, class, rule, reason,"
            " derived_from_image_id, derivation, policy_id, run_id, disposition)"
            " VALUES (%s, %s, 'made up', 'made up', %s, %s, %s, %s, %s)"
            " ON CONFLICT (image_id) DO UPDATE SET class = excluded.class,"
            " derived_from_image_id = excluded.derived_from_image_id,"
            " derivation = excluded.derivation, disposition = excluded.disposition",
            (image, class_, of, derivation, self._policy, self._run, disposition),
        )

    def prove(self, image: int, of: int) -> None:
        """Have it proven that one image was made of another, if they are two pictures."""
        self.connection.execute(
            "INSERT INTO lookalike_internal.match (image_id_a, image_id_b, has_same_bytes,"
            " has_same_pixels,"
            " phash_distance, phash_256_distance, relation, is_accepted, run_id, proof,"
            " derived_image_id)"
            " SELECT least(a.image_id, b.image_id), greatest(a.image_id, b.image_id), false, false,"
            " 0, 0, 'resized', true, %s, 'proven', a.image_id"
            " FROM lookalike_internal.image a JOIN lookalike_internal.image b ON b.pixel_digest"
            " <> a.pixel_digest"
            " WHERE a.image_id = %s AND b.image_id = %s"
            " ON CONFLICT (image_id_a, image_id_b) DO UPDATE"
            " SET derived_image_id = excluded.derived_image_id",
            (self._run, image, of),
        )

    def crop(self, image: int, of: int, box: tuple[int, int, int, int] = (0, 0, 50, 50)) -> None:
        """Have it proven that one image is this part of another, if they are two pictures."""
        self.prove(image, of)
        self.connection.execute(
            "UPDATE lookalike_internal.match SET relation = 'cropped', inner_image_id = %s,"
            " x = %s, y = %s, width = %s, height = %s"
            " WHERE image_id_a = least(%s, %s::bigint) AND image_id_b = greatest(%s, %s::bigint)",
            (image, *box, image, of, image, of),
        )

    def contain(self, part: int, whole: int) -> None:
        """Write down the proof that one image is part of another, as stage prove does."""
        self.connection.execute(
            "INSERT INTO lookalike_internal.match (image_id_a, image_id_b, has_same_bytes,"
            " has_same_pixels, phash_distance, phash_256_distance, relation, is_accepted, run_id,"
            " proof, inner_image_id)"
            " SELECT least(p.image_id, w.image_id), greatest(p.image_id, w.image_id), false, false,"
            " 9, 90, 'part of', false, %s, 'part of', p.image_id"
            " FROM lookalike_internal.image p JOIN lookalike_internal.image w"
            " ON w.pixel_digest <> p.pixel_digest WHERE p.image_id = %s AND w.image_id = %s"
            " ON CONFLICT (image_id_a, image_id_b) DO UPDATE SET is_accepted = false,"
            " relation = excluded.relation, proof = excluded.proof,"
            " inner_image_id = excluded.inner_image_id, derived_image_id = NULL",
            (self._run, part, whole),
        )

    def cluster(self, *images: int) -> int:
        """Put images into a new cluster, out of any they were in."""
        number = self.one("SELECT coalesce(max(cluster_id), 0) + 1 FROM lookalike_internal.cluster")
        self.connection.execute(
            "INSERT INTO lookalike_internal.cluster (cluster_id, images, created_run_id)"
            " VALUES (%s, %s, %s)",
            (number, len(images), self._run),
        )
        self.connection.execute(
            "INSERT INTO lookalike_internal.cluster_member (image_id, cluster_id)"
            " SELECT unnest(%s::bigint[]), %s ON CONFLICT (image_id) DO UPDATE"
            " SET cluster_id = excluded.cluster_id",
            (list(images), number),
        )
        return int(number)

    def master_and_derivative(self, name: str = "") -> tuple[int, int]:
        """A master, and a smaller picture made of it."""
        master = self.put(f"{name}master.tif", class_="archival master")
        derivative = self.put(f"{name}small.jpg", class_="derivative", of=master)
        self.cluster(master, derivative)
        return master, derivative

    def entry(self, *images: int, **columns: object) -> int:
        """Make a catalogue entry about these images."""
        catalogue = self.one(
            "INSERT INTO lookalike_internal.catalogue (name, mapping) VALUES ('catalogue', '{}')"
            " ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING catalogue_id"
        )
        imported = self.one(
            "INSERT INTO lookalike_internal.catalogue_import (catalogue_id, source, mapping)"
            " VALUES (%s, 'made up', '{}') RETURNING import_id",
            catalogue,
        )
        names = "".join(f", {name}" for name in columns)
        entry = self.one(
            "INSERT INTO lookalike_internal.catalogue_entry (catalogue_id, external_id,"
            " first_import_id,"
            f" import_id{names}) VALUES (%s, %s, %s, %s{', %s' * len(columns)}) RETURNING entry_id",
            catalogue,
            f"E-{next(self._numbers)}",
            imported,
            imported,
            *columns.values(),
        )
        for image in images:
            self.link(entry, image)
        return int(entry)

    def link(self, entry: int, image: int) -> None:
        self.connection.execute(
            "INSERT INTO lookalike_internal.entry_image (entry_id, image_id, link_evidence)"
            " VALUES (%s, %s, 'person')",
            (entry, image),
        )

    def publish(self, image: int, **columns: object) -> int:
        """Record that the pixels of an image were published."""
        entry = self.entry(image, is_published=True, **columns)
        self.connection.execute(
            "INSERT INTO lookalike_internal.publication (pixel_digest, entry_id)"
            " SELECT pixel_digest, %s FROM lookalike_internal.image WHERE image_id = %s"
            " ON CONFLICT DO NOTHING",
            (entry, image),
        )
        return entry

    def publish_as(self, *images: int, **columns: object) -> int:
        """Make an entry about these images that says how they were published; return it."""
        entry = self.entry(*images, is_published=True, **columns)
        self.one("SELECT lookalike.link_entries()")
        return entry

    def decide(
        self, decision: str, image: int, other: int | None = None, reviewer: str = "Dora"
    ) -> None:
        """Write a decision down, as record_decision does."""
        self.connection.execute(
            "INSERT INTO lookalike_internal.decision (decision, pixel_digest_a, pixel_digest_b,"
            " image_id_a,"
            " image_id_b, path_a, path_b, decided_by, reason)"
            " SELECT %s, a.pixel_digest, b.pixel_digest, a.image_id, b.image_id, a.path, b.path,"
            " %s, 'because' FROM lookalike_internal.image a LEFT JOIN lookalike_internal.image b"
            " ON b.image_id IN (%s, %s) AND b.image_id <> a.image_id"
            " WHERE a.image_id IN (%s, %s)"
            " AND (b.image_id IS NULL OR a.pixel_digest < b.pixel_digest)",
            (decision, reviewer, image, other, image, other),
        )

    def hold(self, matter: str = "Case 1", **what: object) -> int:
        """Place a hold on image_id, entry_id or collection."""
        names = "".join(f", {name} => %s" for name in what)
        return int(
            self.one(
                f"SELECT lookalike.place_hold(%s, 'evidence', 'Stella'{names})",
                matter,
                *what.values(),
            )
        )

    def release(self, hold: int) -> None:
        """Release a hold: one person asks, and another confirms."""
        self.one("SELECT lookalike.release_hold(%s, 'Stella', 'over')", hold)
        self.one("SELECT lookalike.confirm_release(%s, 'Sam')", hold)

    def close(self, matter: str) -> int:
        """Close a matter, as two people; return how many holds ended."""
        self.one("SELECT lookalike.close_matter(%s, 'Stella', 'settled')", matter)
        return int(self.one("SELECT lookalike.confirm_close(%s, 'Sam')", matter))

    def lose(self, *images: int) -> None:
        """Have a scan miss images."""
        self.connection.execute(
            "UPDATE lookalike_internal.image SET missing_since = now() WHERE image_id = ANY (%s)",
            (list(images),),
        )

    def propose(self, *images: int, destination: str = "/made-up-quarantine") -> int:
        return int(
            self.one(
                "SELECT lookalike.propose_quarantine(%s, %s, 'Paul', 'no use', %s)",
                f"plan {next(self._numbers)}",
                destination,
                list(images) or None,
            )
        )

    def approve(self, plan: int, reviewer: str = "Rita", skip_guarded: bool = False) -> int:
        return int(
            self.one(
                "SELECT lookalike.approve_quarantine(%s, %s, %s)", plan, reviewer, skip_guarded
            )
        )

    def approved(self, *images: int) -> int:
        """Propose and approve a plan."""
        plan = self.propose(*images)
        assert self.approve(plan) == len(images)
        return plan

    def move(self, plan: int, *images: int) -> None:
        """Have files moved, as far as the database is told."""
        self.open(plan)
        for image in images:
            assert self.one("SELECT lookalike_internal.begin_move(%s, %s)", plan, image) is None
            assert self.one("SELECT lookalike_internal.finish_move(%s, %s)", plan, image) == "moved"

    def open(self, plan: int) -> None:
        """Take the lock of a plan, so that this session may take steps in its journal."""
        assert self.one("SELECT lookalike_internal.take_stage_lock('quarantine', %s)", plan)

    def restore(self, plan: int, *images: int) -> None:
        self.open(plan)
        for image in images:
            self.connection.execute(
                "SELECT lookalike_internal.begin_restore(%s, %s)", (plan, image)
            )
            self.connection.execute(
                "SELECT lookalike_internal.finish_restore(%s, %s)", (plan, image)
            )

    def states(self, plan: int) -> dict[int, str]:
        return dict(
            self.connection.execute(
                "SELECT image_id, state FROM lookalike_internal.quarantine_item WHERE plan_id = %s",
                (plan,),
            ).fetchall()
        )

    def problem(self, plan: int, image: int) -> str:
        return str(
            self.one(
                "SELECT obstacle FROM lookalike_internal.quarantine_item"
                " WHERE plan_id = %s AND image_id = %s",
                plan,
                image,
            )
        )

    def guards(self, image: int) -> set[str]:
        """What keeps an image, by the view and, which has to agree, by the function."""
        seen = self.connection.execute(
            "SELECT guard, reason FROM lookalike_detail.guarded_image WHERE image_id = %s", (image,)
        ).fetchall()
        found = self.connection.execute(
            "SELECT guard, reason FROM lookalike.find_guards(ARRAY[%s::bigint])", (image,)
        ).fetchall()
        assert sorted(seen) == sorted(found)
        return {guard for guard, _ in seen}

    def events(self, action: str) -> list[dict[str, Any]]:
        return [
            detail
            for (detail,) in self.connection.execute(
                "SELECT detail FROM lookalike_internal.event WHERE action = %s ORDER BY event_id",
                (action,),
            )
        ]
