"""The command line in processes of its own, as the tester or as an ordinary user."""

import os
import pwd
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from lookalike.database.embedded import EmbeddedServer

ORDINARY_USER = "nobody"
MAIN = "from lookalike.start import main; main()"
_USE_FOREVER = """
import signal
from lookalike.database import open_target
with open_target(None, None):
    print("in use", flush=True)
    signal.pause()
"""


@dataclass
class Cli:
    """Runs `lookalike` on one data directory; `switch` is a command that changes the user.

    `tree` is a copy of the source tree to run instead of the installed package. `environment` has
    more variables.
    """

    data_dir: Path
    switch: list[str] = field(default_factory=list)
    tree: Path | None = None
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def server(self) -> EmbeddedServer:
        """A view of the server in the data directory, from this process."""
        return EmbeddedServer(self.data_dir)

    def run(self, *arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        """Run a command to its end and check its exit code."""
        done = subprocess.run(self._python(MAIN, *arguments), capture_output=True, **self._with())
        assert done.returncode == code, f"exit code {done.returncode}\n{done.stdout}{done.stderr}"
        return done

    def out(self, *arguments: str) -> str:
        """Run a command and return what it prints, stripped."""
        return self.run(*arguments).stdout.strip()

    def popen(self, *arguments: str, **options: Any) -> subprocess.Popen[str]:
        """Start a command without waiting for it."""
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen(self._python(MAIN, *arguments), **(self._with() | pipes | options))

    def use_forever(self) -> subprocess.Popen[str]:
        """Start a process that uses the server until it is killed; return once it does."""
        user = subprocess.Popen(
            self._python(_USE_FOREVER),
            stdout=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            **self._with(),
        )
        assert user.stdout is not None
        assert user.stdout.readline() == "in use\n"
        return user

    def _python(self, program: str, *arguments: str) -> list[str]:
        return [*self.switch, sys.executable, "-c", program, *arguments]

    def _with(self) -> dict[str, Any]:
        ours = ("PG", "LOOKALIKE", "XDG_", "COLUMNS", "LINES")  # pytest sets the last two
        environment = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
        environment["LOOKALIKE_DATA_DIR"] = str(self.data_dir)
        if self.switch:
            environment["HOME"] = "/nonexistent"
        if self.tree is not None:
            environment["PYTHONPATH"] = str(self.tree / "loader")
        environment |= self.environment
        return {"env": environment, "text": True, "cwd": "/"}


def switch_to_ordinary_user() -> list[str]:
    """Return a command that runs another one as an ordinary user; skip where there is none."""
    if os.geteuid() != 0:
        pytest.skip("only root can run commands as another user")
    if shutil.which("setpriv") is None:
        pytest.skip("no setpriv, so no command can be run as another user")
    user = pwd.getpwnam(ORDINARY_USER)
    switch = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    # Where Python itself lies in root's closed home, the user may read it all the same.
    reading = ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]
    for way in (switch, switch + reading):
        tried = subprocess.run(
            [*way, sys.executable, "-c", "import lookalike"], cwd="/", capture_output=True
        )
        if tried.returncode == 0:
            return way
    pytest.skip(f'user "{ORDINARY_USER}" cannot run {sys.executable}: {tried.stderr!r}')
