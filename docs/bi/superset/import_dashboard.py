"""Imports the dashboard into a running Superset, and sets its connection to the archive.

python import_dashboard.py SUPERSET_URL DATABASE_URL

SUPERSET_USER and SUPERSET_PASSWORD are in the environment. DATABASE_URL is the line for Superset
that `lookalike server start --tcp` prints, with the password. Run it with the Python of Superset,
or with any other that has requests and PyYAML. It can be run again: it replaces the dashboard.
"""

import argparse
import io
import os
import zipfile
from pathlib import Path

import requests
import yaml

FOLDER = Path(__file__).with_name("dashboard")
DATABASE = "databases/Lookalike.yaml"
CHANGED = {"metadata.yaml": {"type": "assets"}}


class Superset:
    """A person who is logged in to Superset, by its API."""

    def __init__(self, url: str, user: str, password: str) -> None:
        self.url = url.rstrip("/")
        self.session = requests.Session()
        login = {"username": user, "password": password, "provider": "db", "refresh": False}
        token = self.call("POST", "security/login", json=login)["access_token"]
        self.session.headers["Authorization"] = f"Bearer {token}"
        self.session.headers["Referer"] = self.url
        self.session.headers["X-CSRFToken"] = self.call("GET", "security/csrf_token/")["result"]

    def call(self, method: str, path: str, **given: object) -> dict:
        """Return the answer to a call, or end with what Superset says."""
        address = f"{self.url}/api/v1/{path}"
        answer = self.session.request(method, address, timeout=300, **given)
        if not answer.ok:
            raise SystemExit(f"{method} {address}: {answer.status_code} {answer.text}")
        return answer.json()


def packed(database_url: str) -> bytes:
    """Return a zip for the import of assets, with this connection in it.

    An import of a dashboard leaves charts and connections that are already there as they are. An
    import of assets replaces them.
    """
    packed_files = io.BytesIO()
    with zipfile.ZipFile(packed_files, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(FOLDER.rglob("*.yaml")):
            name = path.relative_to(FOLDER).as_posix()
            content = yaml.safe_load(path.read_text(encoding="utf-8"))
            content |= CHANGED.get(name, {})
            if name == DATABASE:
                content["sqlalchemy_uri"] = database_url
            archive.writestr(f"dashboard/{name}", yaml.safe_dump(content, sort_keys=False))
    return packed_files.getvalue()


def import_dashboard(superset: Superset, database_url: str) -> str:
    """Import the dashboard, and return its address."""
    bundle = ("dashboard.zip", packed(database_url), "application/zip")
    superset.call("POST", "assets/import/", files={"bundle": bundle})
    (page,) = (FOLDER / "dashboards").glob("*.yaml")
    slug = yaml.safe_load(page.read_text(encoding="utf-8"))["slug"]
    return f"{superset.url}/superset/dashboard/{slug}/"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument(
        "superset_url", metavar="SUPERSET_URL", help="such as http://localhost:8088"
    )
    parser.add_argument("database_url", metavar="DATABASE_URL", help="postgresql+psycopg2://...")
    arguments = parser.parse_args()
    person = Superset(
        arguments.superset_url, os.environ["SUPERSET_USER"], os.environ["SUPERSET_PASSWORD"]
    )
    print(import_dashboard(person, arguments.database_url))
