"""Opens the browser of a person who is let in, and keeps the key off its command line.

Every user of a machine can read the command lines of all. So the browser is given a file that only
this user can read, and the page in it sends the key.
"""

import html
import tempfile
import threading
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<title>Lookalike</title>
</head>
<body>
<form method="post" action="{address}/enter">
<input type="hidden" name="key" value="{key}">
<button>Lookalike</button>
</form>
<script>document.forms[0].submit();</script>
</body>
</html>
"""


@contextmanager
def open_doorway(address: str, key: str) -> Iterator[None]:
    """Open the browser at pages that are served at an address, as the person of this key.

    The file goes when the context ends. A file that is left over opens nothing: a key works once,
    and for ten minutes.
    """
    with tempfile.TemporaryDirectory(prefix="lookalike-enter-") as folder:
        page = Path(folder) / "enter.html"
        page.touch(0o600)
        page.write_text(_PAGE.format(address=html.escape(address), key=html.escape(key)), "utf-8")
        # A browser in the terminal stays until it is left, and wants the pages meanwhile.
        threading.Thread(target=webbrowser.open, args=(page.as_uri(),), daemon=True).start()
        yield
