"""What an evaluation says on the terminal: tables, and sentences below them."""

from collections.abc import Iterator

from lookalike.console import counted
from lookalike.evaluate.lineage import LineageScore
from lookalike.evaluate.run import Evaluation
from lookalike.evaluate.score import Score
from lookalike.evaluate.wording import short

_EDIT_FIELDS = ("copies", "alone", "clustered", "paired", "related", "directed")

Table = tuple[str, tuple[str, ...], list[tuple[str, ...]]]  # title, headings, rows


def summary_tables(found: Evaluation) -> Iterator[Table]:
    """Give the tables; one of which nothing was made has no rows."""
    yield _edits(found.score)
    yield _lineage(found.lineage)
    yield (
        "Made-up documents of one form",
        ("kind", "documents", "rescans found", "false pairs", "of pairs"),
        [
            (
                row.kind,
                f"{row.documents:,}",
                _share(row.found, row.scans),
                f"{row.false_pairs:,}",
                f"{row.pairs:,}",
            )
            for row in found.forms
        ],
    )
    yield (
        "Composites of the photographs",
        ("kind", "composites", "parts", "linked", "wrong parts", "taken for copies"),
        [
            (
                row.kind,
                f"{row.composites:,}",
                f"{row.parts:,}",
                _share(row.linked, row.parts),
                f"{row.wrong:,}",
                f"{row.joined:,}",
            )
            for row in found.composites
        ],
    )


def conclusion(found: Evaluation) -> list[str]:
    """Give the sentences."""
    score, photographs = found.score, found.photographs
    lines = [
        f"{score.total('alone'):,} of {score.total('copies'):,} copies of"
        f" {counted(len(photographs.whole), 'photograph')} are found when each is the only copy"
        f" beside its original ({_share(score.total('alone'), score.total('copies'))}).",
        f"Beside the other copies that were made, {score.total('clustered'):,} are in one cluster"
        f" with their original ({_share(score.total('clustered'), score.total('copies'))}): some"
        f" of them only by way of other copies, up to {len(score.edits):,} of each photograph,"
        " which a real archive seldom has.",
        f"{counted(score.false_pairs, 'false pair')} among {score.foreign_pairs:,} pairs of"
        f" files of different photographs, {short(score.false_per_million)} in a million.",
    ]
    names = ("original", *(row.edit.name for row in score.edits))
    for pair in score.examples:
        one, other = (f"{photographs.labels[f.photograph]} ({names[f.edit]})" for f in pair[:2])
        lines.append(f"  {one} = {other}: {', '.join(sorted(pair.relations))}")
    if score.false_pairs:
        lines.append(
            "Look at these pairs. A pair is right if your photographs hold copies of one picture."
            f" The originals of {score.false_of_copies:,} pairs are in one cluster."
            f" The originals of {score.false_pairs - score.false_of_copies:,} are not."
        )
    lines.extend(_originals(found.lineage))
    if photographs.skipped:
        reasons = ", ".join(f"{n:,} {why}" for why, n in sorted(photographs.skipped.items()))
        lines.append(f"Files that could not be used: {reasons}.")
    if found.flat:
        lines.append(
            f"Blank or flat, so matched by identity only: {counted(found.flat, 'photograph')}."
        )
    times = "; ".join(f"{t.stage} {t.seconds:.1f} s ({short(t.rate)}/s)" for t in found.stages)
    lines.append(f"Time for {counted(found.files, 'image')}: {times}.")
    return lines


def _edits(score: Score) -> Table:
    rows = [
        _edit_row(row.edit.name, *(getattr(row, field) for field in _EDIT_FIELDS))
        for row in score.edits
    ]
    if any(row.edit.of for row in score.edits):
        for name, of_chains in (("all single edits", False), ("all copies of copies", True)):
            totals = (score.total(field, of_chains=of_chains) for field in _EDIT_FIELDS)
            rows.append(_edit_row(name, *totals))
    rows.append(_edit_row("all edits", *(score.total(field) for field in _EDIT_FIELDS)))
    headings = (
        "edit",
        "copies",
        "found alone",
        "beside others",
        "paired",
        "relation right",
        "direction right",
    )
    return "Edited copies", headings, rows


def _edit_row(
    name: str, copies: int, alone: int, clustered: int, paired: int, related: int, directed: int
) -> tuple[str, ...]:
    of_copies = ((found, copies) for found in (alone, clustered, paired))
    of_pairs = ((right, paired) for right in (related, directed))
    shares = (*of_copies, *of_pairs)
    return name, f"{copies:,}", *(_share(n, of) for n, of in shares)


def _lineage(score: LineageScore) -> Table:
    fields = ("copies", "parents", "directions", "directed")
    rows = [
        (row.edit.name, tuple(getattr(row, field) for field in fields)) for row in score.parents
    ]
    rows.append(("all edits", tuple(score.total(field) for field in fields)))
    return (
        "What copies were made of",
        ("edit", "copies", "parent right", "direction right"),
        [
            (name, f"{copies:,}", _share(parents, copies), _share(directed, directions))
            for name, (copies, parents, directions, directed) in rows
        ],
    )


def _originals(score: LineageScore) -> list[str]:
    of = score.clusters
    lines = [
        f"The original is named as such, or an image with its pixels, in {score.roots:,} of"
        f" {counted(of, 'cluster')} that have one, and its file itself in {score.root_files:,}."
        f" In {score.undetermined:,} the original is undetermined."
        f" In {score.wrong:,} another image is named with certainty.",
    ]
    if score.without:
        lines.append(
            f"Where the original is missing, a copy is named as original with certainty in"
            f" {score.claimed:,} of {counted(score.without, 'cluster')}."
        )
    if score.set_aside:
        lines.append(
            f"{counted(score.set_aside, 'original')} would go to quarantine while no image with"
            " the same pixels stays."
        )
    return lines


def _share(count: int, of: int) -> str:
    return f"{count / of:.1%}" if of else "-"
