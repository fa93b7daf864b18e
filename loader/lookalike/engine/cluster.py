"""Reaches a Spark cluster: starts a driver for it, or takes the session of a notebook."""

import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from lookalike.errors import LookalikeError

if TYPE_CHECKING:
    from lookalike.engine.spark import Spark

_INSTALL = "Install it: pip install 'lookalike[spark]'"


@contextmanager
def open_spark(master: str | None) -> Iterator["Spark"]:
    """Start a driver for the cluster at `master`, and stop it at the end.

    Without `master` the configuration of Spark names it, or it is this machine. Raises
    LookalikeError if pyspark or Java is missing, or there is no such cluster.
    """
    with _quiet():
        pyspark = _load_pyspark()
    from lookalike.engine.spark import Spark

    # The executors need our package: by default it is where it is here.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    settings = pyspark.SparkConf().setIfMissing("spark.app.name", "lookalike")
    settings.setIfMissing("spark.ui.showConsoleProgress", "false")  # we show our own
    if master is not None:
        settings.setMaster(master)
    else:
        settings.setIfMissing("spark.master", "local[*]")
    try:
        with _quiet():
            context = pyspark.SparkContext(conf=settings)
    except Exception as error:  # of pyspark, of py4j, or of the shell that starts Java
        raise LookalikeError(
            f"Spark does not start with master {settings.get('spark.master')}",
            detail=str(getattr(error, "java_exception", None) or error).splitlines()[0],
            hint="Spark needs Java 17 or newer (JAVA_HOME), and a master that this machine reaches:"
            " local[2], spark://HOST:7077, yarn or k8s://URL.",
        ) from error
    try:
        yield Spark(context)
    finally:
        context.stop()


def spark_of(session: Any) -> "Spark":
    """Take a SparkSession, or a SparkContext, that is open. Raises LookalikeError."""
    pyspark = _load_pyspark()
    from lookalike.engine.spark import Spark

    context = session
    if not isinstance(session, pyspark.SparkContext):
        try:
            context = session.sparkContext
        except Exception as error:  # a session of Spark Connect has none
            raise LookalikeError(
                "this Spark session cannot run Lookalike",
                detail="It has no SparkContext. A session of Spark Connect has none.",
                hint="Use a session of the cluster's own driver (docs/scaling.md).",
            ) from error
    return Spark(context)


@contextmanager
def _quiet() -> Iterator[None]:
    """Leave out what pyspark says of pandas, which the stages do not use."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _load_pyspark() -> Any:
    try:
        import pyspark
    except ImportError:
        raise LookalikeError(
            "engine spark needs pyspark, which is not installed", hint=_INSTALL
        ) from None
    return pyspark
