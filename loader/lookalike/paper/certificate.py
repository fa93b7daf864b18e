"""Writes the page about a plan that people print and sign."""

from typing import IO, Any

from psycopg import Connection
from psycopg.rows import dict_row

from lookalike.console import counted, format_bytes
from lookalike.database.query_files import Row
from lookalike.paper.render import QUERIES, render

_TITLES = {
    "set aside": "Record of files set aside",
    "transfer": "Certificate of transfer",
    "record disposal": "Certificate of disposal",
}


def read_plan(connection: Connection[Any], plan_id: int) -> Row:
    """Read a plan, with its policies and the head of the log."""
    (plan,) = QUERIES.rows(connection, "plan", plan_id=plan_id)
    (archive,) = QUERIES.rows(connection, "archive")
    return plan | archive


def write_certificate(connection: Connection[Any], stream: IO[bytes], plan_id: int) -> None:
    """Write the page, in a transaction. Memory does not grow with the plan."""
    plan = read_plan(connection, plan_id)
    with connection.cursor("certificate", row_factory=dict_row) as files:
        files.execute(QUERIES.text("files"), {"plan_id": plan_id})
        render(
            stream,
            "certificate.html.j2",
            title=_TITLES[plan["kind"]],
            plan=plan,
            facts=_facts(plan),
            files=files,
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
        ("Policy", plan["policies"]),
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
