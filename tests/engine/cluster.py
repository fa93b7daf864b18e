"""Spark clusters of separate processes on this machine, for tests."""

import os
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import psutil
import pytest

TESTS = Path(__file__).parents[1]
LOCAL_CLUSTER = "local-cluster[2,1,2048]"
_EXECUTOR = "CoarseGrainedExecutorBackend"


@contextmanager
def configured(folder: Path) -> Iterator[None]:
    """Have Spark use this folder and the loopback, for as long as the context lasts.

    Skips the test where Spark or Java is missing.
    """
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("NO JAVA: install openjdk-17-jre-headless to try the stages on Spark")
    pytest.importorskip("pyspark", reason="NO SPARK: pip install 'lookalike[spark]'")
    settings = {
        "spark.ui.enabled": "false",
        "spark.log.level": "ERROR",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.executorEnv.PYTHONPATH": str(TESTS),
    }
    (folder / "spark-defaults.conf").write_text(
        "".join(f"{name} {value}\n" for name, value in settings.items())
    )
    places = {name: str(folder) for name in ("CONF_DIR", "WORKER_DIR", "LOCAL_DIRS", "LOG_DIR")}
    environment = {f"SPARK_{name}": place for name, place in places.items()}
    with mock.patch.dict(os.environ, environment, SPARK_LOCAL_IP="127.0.0.1"):
        try:
            yield
        finally:
            _end_java()


def _end_java() -> None:
    """End the Java process of this one, which would keep its settings for the next test."""
    import pyspark

    context: Any = pyspark.SparkContext
    if context._gateway is not None:
        process = context._gateway.proc
        context._gateway.shutdown()
        process.stdin.close()  # it ends with its standard input
        process.wait(60)
        context._gateway = context._jvm = None


def executors() -> list[psutil.Process]:
    """The executors that this process has started, as Java processes."""
    return [
        process
        for process in psutil.Process().children(recursive=True)
        if process.name() == "java" and _EXECUTOR in " ".join(process.cmdline())
    ]


def kill_executor() -> None:
    """Kill one executor, as a lost machine would."""
    executors()[0].kill()


@contextmanager
def standalone() -> Iterator[str]:
    """A master and two workers of one core each, as processes of their own; gives the URL."""
    import pyspark

    home = Path(pyspark.__file__).parent
    port, page = _free_port(), _free_port()

    def start(stack: ExitStack, kind: str, *arguments: object) -> None:
        command = [home / "bin/spark-class", f"org.apache.spark.deploy.{kind}", *arguments]
        process = subprocess.Popen(
            [str(word) for word in command],
            env={**os.environ, "PYSPARK_PYTHON": sys.executable},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        stack.callback(_end, psutil.Process(process.pid), process)

    with ExitStack() as stack:
        url = f"spark://127.0.0.1:{port}"
        start(stack, "master.Master", "--host", "127.0.0.1", "--port", port, "--webui-port", page)
        for _ in range(2):
            start(
                *(stack, "worker.Worker", "--host", "127.0.0.1", "--webui-port", _free_port()),
                *("--cores", 1, "--memory", "2g", url),
            )
        _wait_for_workers(page)
        yield url


def _end(running: psutil.Process, process: "subprocess.Popen[bytes]") -> None:
    """End a process that we started, and what it started."""
    for child in running.children(recursive=True):
        child.kill()
    process.kill()
    process.wait()


def _wait_for_workers(page: int) -> None:
    """Ask the page of the master until both workers are there."""
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{page}/json/", timeout=5) as answer:
                if answer.read().count(b'"ALIVE"') >= 3:  # the master and both
                    return
        except OSError:
            pass
        subprocess.run(["sleep", "0.2"], check=True)
    raise AssertionError("the workers did not come")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
