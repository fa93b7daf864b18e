"""A process that runs every command of lookalike, one after the other, on a small archive.

python every_command.py URL FOLDER: URL is of a role that may create databases; FOLDER is empty.
Says which commands it ran, a line each, and which lines they print that are too wide for a
terminal of 80 columns.
"""

import functools
import os
import re
import signal
import socket
import sys
import threading
import time
from pathlib import Path

POLICY = """name = "mine"
description = "A policy."
[[rule]]
name = "all"
priority = 1
predicate = "true"
class = "unique"
disposition = "retain"
authority = "me"
reason = "All images stay."
"""


WIDTH = 80
TOO_WIDE = "too wide: "
# A path may be longer: alone, or after the heading of a record or of a list.
PATH_ALONE = re.compile(r" *(?:\S+ {2,})?\S+(?: \\)?")


def main(url: str, folder: Path) -> None:
    # Here, because worker processes load this file as well, and need none of it.
    from typer.testing import CliRunner

    from lookalike import console
    from lookalike.cli import app
    from lookalike.evaluate import run
    from lookalike.evaluate.forms import make as forms
    from lookalike.picture.edits import EDITS
    from pictures import textured

    def lookalike(*arguments: object, at: tuple[object, ...] = ("--database", url)) -> None:
        done = CliRunner().invoke(app, [*map(str, arguments), *map(str, at)])
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code == 0, f"{arguments}: {done.output}"
        print(" ".join(map(str, arguments[:2])))
        for line in done.output.splitlines():
            if len(line) > WIDTH and not PATH_ALONE.fullmatch(line):
                print(f"{TOO_WIDE}{arguments[:2]}: {line}")

    archive, data = folder / "archive", ("--data-dir", folder / "data")
    archive.mkdir()
    for seed in range(3):
        picture = textured((320, 240), seed)
        picture.save(archive / f"{seed}.png")
        picture.resize((240, 180)).save(archive / f"{seed} small.jpg", quality=90)
    (archive / "0 copy.png").write_bytes((archive / "0.png").read_bytes())
    (folder / "mine.toml").write_text(POLICY)
    (folder / "entries.csv").write_text("id,file,title\n1,0.png,Flood\n")
    # An evaluation does the same, however many edits it makes.
    run.evaluate = functools.partial(run.evaluate, edits=EDITS[:2])  # type: ignore[assignment]
    forms.KINDS = {}
    console._width = lambda stream: WIDTH  # as on a terminal

    lookalike("install")
    lookalike("audit", archive, "--report", folder / "report", "--quick", "--workers", 1)
    lookalike("status")
    lookalike("scan", archive, "--workers", 1)
    lookalike("encode", "--workers", 1)
    lookalike("match")
    lookalike("prove", "--workers", 1)
    lookalike("embed", "--workers", 1)
    lookalike("cluster")
    lookalike("lineage", "--workers", 1)
    lookalike("classify")
    lookalike("find", archive / "1 small.jpg")
    lookalike("import", folder / "entries.csv")
    lookalike("report", "--report", folder / "report")
    sizes = ("--sample", 2, "--documents", 0, "--workers", 1)
    lookalike("evaluate", *sizes, "--output", folder / "out")
    lookalike("index", "lookalike_internal.fingerprint", "phash")
    lookalike("verify")
    lookalike("doctor")
    lookalike("psql", "-c", "SELECT 1")
    lookalike("demo", folder / "demo", at=())
    lookalike("collection", "list")
    lookalike("collection", "set", "archive", "--holds", "masters")
    lookalike("site", "set", "annex", "--rate", "300", "--currency", "HKD")
    lookalike("site", "list")
    lookalike("export", "fingerprints", folder / "hashes.jsonl")
    hashes = (folder / "hashes.jsonl").read_text().splitlines()
    elsewhere = re.sub(r'(?<="archive" : ")\w{8}', "0" * 8, hashes[0])
    (folder / "elsewhere.jsonl").write_text("\n".join([elsewhere, *hashes[1:]]))
    lookalike("import", "fingerprints", folder / "elsewhere.jsonl")
    lookalike("collection", "set", "archive", "--site", "annex")
    for command in ("set", "forget"):
        more = ("--holds", "derivatives") if command == "set" else ()
        lookalike("collection", command, "archive", *more, "--dry-run")
    for command in ("queue", "schedule", "precision"):
        lookalike("review", command)
    for command in ("list", "show", "columns"):
        lookalike("policy", command)
    why = ("--by", "Ann", "--reason", "a case")
    lookalike("review", "decide", "keep", "2.png", *why)
    lookalike("review", "decisions")
    lookalike("review", "undo", 1, *why)
    lookalike("review", "interval", "archive", 30, "--by", "Ann")
    lookalike("review", "complete", "archive", "--by", "Ann", "--yes")
    lookalike("hold", "place", "Case", "--image", "2.png", *why)
    lookalike("hold", "list")
    lookalike("hold", "close", "Case", *why)
    what = ("--to", folder / "away", "--image", "0 copy.png")
    basis = ("--kind", "donor", "--basis", "deed of gift")
    lookalike("restriction", "add", "--image", "2.png", *basis, *why)
    lookalike("restriction", "list")
    lookalike("restriction", "lift", 1, *why)
    lookalike("takedown", "2.png")
    lookalike("authority", "list")
    lookalike("export", "premis", folder / "premis.xml", "--all")
    lookalike("export", "facts", folder / "facts")
    lookalike("export", "check", folder / "facts", at=())
    lookalike("quarantine", "propose", "plan", *what, *why)
    lookalike("quarantine", "approve", "plan", "--by", "Bob")
    for command in ("list", "show", "apply", "restore", "export"):
        named = () if command == "list" else ("plan",)
        file = (folder / "plan.csv",) if command == "export" else ()
        if command in ("apply", "restore"):
            lookalike("quarantine", command, *named, "--dry-run")
        yes = ("--yes",) if command == "apply" else ()
        lookalike("quarantine", command, *named, *file, *yes)
    for command in ("check", "diff", "apply"):
        by = ("--by", "Ann") if command == "apply" else ()
        lookalike("policy", command, folder / "mine.toml", *by)
    lookalike("user", "add", "every_command", "--role", "analyst", "--no-password")
    lookalike("user", "list")
    lookalike("settings", "list")
    lookalike("model", "list")
    lookalike("dump", folder / "archive.dump")
    lookalike("restore", folder / "archive.dump", at=("--data-dir", folder / "restored"))
    for command in ("start", "status", "url", "stop"):
        lookalike("server", command, at=data)
    threading.Thread(target=press_ctrl_c).start()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    lookalike("serve", "--no-browser", "--port", port)
    os.environ["XDG_RUNTIME_DIR"] = str(folder)
    for command in ("start", "status", "stop"):
        lookalike("preload", command, at=())


def press_ctrl_c() -> None:
    """Once the server of the pages is there: it takes the signal over from the command."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        taker = getattr(signal.getsignal(signal.SIGINT), "__module__", "")
        if str(taker).startswith("uvicorn"):
            break
        time.sleep(0.05)
    os.kill(os.getpid(), signal.SIGINT)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
