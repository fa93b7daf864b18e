"""Writes the page about a plan that people print and sign."""

from pathlib import Path
from typing import IO, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from psycopg import Connection
from psycopg.rows import dict_row

from lookalike.console import counted, format_bytes
from lookalike.database.query_files import QueryFiles, Row

_QUERIES = QueryFiles(Path(__file__).parent / "queries")
_TITLES = {
    "set aside": "Record of files set aside",
    "transfer": "Certificate of transfer",
    "record disposal": "Certificate of disposal",
}


def write_certificate(connection: Connection[Any], stream: IO[bytes], plan_id: int) -> None:
    """Write the page, in a transaction. Memory does not grow with the plan."""
    (plan,) = _QUERIES.rows(connection, "bag_plan", plan_id=plan_id)
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    page = environment.get_template("certificate.html.j2")
    with connection.cursor("certificate", row_factory=dict_row) as files:
        files.execute(_QUERIES.text("certificate_files"), {"plan_id": plan_id})
        page.stream(title=_TITLES[plan["kind"]], plan=plan, facts=_facts(plan), files=files).dump(
            stream, encoding="utf-8"
        )


def _facts(plan: Row) -> list[tuple[str, object]]:
    """Return what is known of a plan, by its name in words."""
    day = "{:%Y-%m-%d %H:%M} UTC".format
    size = f"{counted(plan['images'], 'image')}, {format_bytes(plan['bytes'])}"
    receipt = None
    if plan["receipt_no"] is not None:
        receipt = (
            f"{plan['receipt_no']} of {plan['received_on']}, recorded by"
            f" {plan['receipt_recorded_by']}; SHA-256 of the document {plan['receipt_sha256']}"
        )
    approved = plan["approved_by"]
    facts = [
        ("Reason", plan["reason"]),
        ("Authority", plan["authority"]),
        ("Policy in force for the files", plan["policies"]),
        ("Files", size),
        ("Withheld", f"{plan['withheld']:,}" if plan["withheld"] else None),
        ("Proposed", f"{plan['proposed_by']}, {day(plan['proposed_at'])}"),
        ("Approved", approved and f"{approved}, {day(plan['approved_at'])}"),
        ("Folder", plan["destination"]),
        ("Receiver", plan["receiver"]),
        ("Jurisdiction", plan["jurisdiction"]),
        ("Receipt", receipt),
        ("Disposed of on", plan["disposed_on"]),
        ("Method", plan["method"]),
        ("Certificate", plan["certificate"]),
        ("Witness", plan["witness"]),
        ("Archive", plan["archive_id"]),
    ]
    return [(name, value) for name, value in facts if value is not None]
