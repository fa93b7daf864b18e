"""`site`: the places that keep collections, with their sectors, jurisdictions and prices."""

from decimal import Decimal, InvalidOperation
from typing import Annotated, Literal

import typer

from lookalike.cli.grouping import command_group
from lookalike.cli.mend import archive_to_change
from lookalike.cli.options import DatabaseOption, DataDirOption
from lookalike.cli.query import Row, rows
from lookalike.console import say, say_table
from lookalike.database import connect, one, open_target

app = command_group("Say which sites keep the collections, and at what price.")

_UNKNOWN = "unknown"
_BASES = {"TB-year": "TB and year", "rack-unit-month": "rack unit and month"}


def _number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise typer.BadParameter(f"{text!r} is not a number.") from None


@app.command("set")
def set_(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the site.")],
    sector: Annotated[
        str | None,
        typer.Option(
            "--sector", metavar="TEXT", help="Its sector, such as library or newsroom, or unknown."
        ),
    ] = None,
    jurisdiction: Annotated[
        str | None,
        typer.Option(
            "--jurisdiction",
            metavar="CODE",
            help="Where it is, such as HK or US-CA (ISO 3166), or unknown.",
        ),
    ] = None,
    rate: Annotated[
        Decimal | None,
        typer.Option("--rate", metavar="NUMBER", parser=_number, help="The price of storage."),
    ] = None,
    per: Annotated[
        Literal["TB-year", "rack-unit-month"] | None,
        typer.Option("--per", help="What the price is for. A TB is 10^12 bytes."),
    ] = None,
    currency: Annotated[
        str | None,
        typer.Option(
            "--currency",
            metavar="CODE",
            help="Currency of the price, such as HKD (ISO 4217); unknown takes the price away.",
        ),
    ] = None,
    tb: Annotated[
        Decimal | None,
        typer.Option(
            "--tb-per-rack-unit",
            metavar="NUMBER",
            parser=_number,
            help="How many TB a rack unit holds.",
        ),
    ] = None,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Add a site, or change what is given.

    Collections of the site are counted at its price: lookalike collection set NAME --site SITE.
    """
    with archive_to_change(database, data_dir, mends=False) as (connection, _):
        done = one(
            connection,
            "SELECT lookalike.set_site(%s, %s, %s, %s, %s, %s, %s)",
            name,
            _said(sector),
            _said(jurisdiction),
            rate,
            _BASES[per] if per else None,
            _said(currency),
            tb,
        )
        if done == "unchanged":
            say(f"Nothing to do: site {name} is as before.")
        else:
            say(f"Site {name} is {done}.")


def _said(value: str | None) -> str | None:
    """What the database calls unknown is an empty text; no option leaves a value as it is."""
    return "" if value == _UNKNOWN else value


@app.command("list")
def list_sites(database: DatabaseOption = None, data_dir: DataDirOption = None) -> None:
    """List the sites: sector, jurisdiction, price of storage, and collections."""
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        sites = rows(connection, "site_list")
    if not sites:
        say("There are no sites: lookalike site set NAME adds one.")
        return
    say_table(
        ("name", "sector", "jurisdiction", "price", "collections"),
        [
            (
                row["name"],
                row["sector"] or _UNKNOWN,
                row["jurisdiction"] or _UNKNOWN,
                _price(row),
                f"{row['collections']:,}",
            )
            for row in sites
        ],
    )


def _price(row: Row) -> str:
    if row["storage_rate"] is None:
        return "as in the settings"
    unit = row["rate_basis"]
    if row["tb_per_rack_unit"] is not None:
        unit += f", {row['tb_per_rack_unit']} TB each"
    return f"{row['storage_rate']} {row['currency']} for a {unit}"
