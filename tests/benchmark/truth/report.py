"""Prints one line a measure: the figure, on how much it was taken, and what is wanted."""

from typing import Literal

HEADER = "| measure | figure | share | wanted | met |\n|---|---|---|---|---|"


class Report:
    """Prints each measure as soon as it is known."""

    def __init__(self) -> None:
        print(HEADER, flush=True)

    def share(
        self,
        measure: str,
        count: int,
        of: int,
        wanted: float | None = None,
        than: Literal["least", "most"] = "least",
    ) -> None:
        """A count of so many, of which a share is wanted at the least, or at the most."""
        share = count / of if of else 0.0
        target, met = "", ""
        if wanted is not None:
            is_met = share >= wanted if than == "least" else share <= wanted
            target = f"{'≥' if than == 'least' else '≤'} {wanted:g}"
            met = "yes" if is_met and of else "NO"
        self._row(measure, f"{count:,} of {of:,}", f"{share:.3f}", target, met)

    def value(self, measure: str, value: float, unit: str, most: float | None = None) -> None:
        """A figure that is wanted to be small."""
        met = "" if most is None else "yes" if value <= most else "NO"
        self._row(measure, f"{value:.2f} {unit}", "", "" if most is None else f"≤ {most:g}", met)

    @staticmethod
    def _row(*cells: str) -> None:
        print(f"| {' | '.join(cells)} |", flush=True)
