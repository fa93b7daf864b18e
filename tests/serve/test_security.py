"""What keeps the pages safe: each test is a row of the table in docs/security.md."""

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

import lookalike.serve
from access.logins import Logins
from lookalike.database import connect
from lookalike.errors import LookalikeError
from lookalike.serve.people import (
    NoPasswordsError,
    People,
    TooManyFailuresError,
    WrongPasswordError,
)
from lookalike.serve.place import Place
from lookalike.serve.run import serve
from serve.conftest import PASSWORD, Site

PACKAGE = Path(lookalike.serve.__file__).parent


@pytest.fixture
def ida(site: Site) -> Iterator[requests.Session]:
    """A browser without scripts in which the owner is signed in."""
    with requests.Session() as session:
        session.get(f"{site.url}/enter?key={site.people.make_link('ida')}").raise_for_status()
        yield session


def token_of(text: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', text)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("address", ["0.0.0.0", "192.0.2.7", "::"])
@pytest.mark.parametrize("is_behind_proxy", [False, True])
def test_beyond_this_machine_only_with_https(address: str, is_behind_proxy: bool) -> None:
    with pytest.raises(LookalikeError, match="in the clear") as error:
        place = Place(address, is_behind_proxy=is_behind_proxy)
        serve("postgresql://nowhere", place, opens_browser=False)
    assert "--certificate" in str(error.value.hint)


def test_a_port_that_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        place = Place(port=taken.getsockname()[1])
        with pytest.raises(LookalikeError, match="cannot listen") as error:
            serve("postgresql://nowhere", place, opens_browser=False)
    assert "--port" in str(error.value.hint)


def test_every_page_wants_a_person(site: Site) -> None:
    for path in ("/", "/queue", "/pair/1/2", "/image/1", "/no-such-page"):
        answer = requests.get(site.url + path, allow_redirects=True)
        assert answer.url.startswith(f"{site.url}/sign-in") or answer.status_code == 404, path
        assert "archive" not in answer.text


def test_headers_of_every_answer(site: Site, ida: requests.Session) -> None:
    for path in ("/queue", "/sign-in", "/no-such-page", "/static/page.css"):
        headers = ida.get(site.url + path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert headers["Cache-Control"]


def test_nothing_is_inline_and_nothing_comes_from_outside() -> None:
    for template in PACKAGE.glob("templates/*.j2"):
        text = template.read_text("utf-8")
        assert not re.search(r"<script(?![^>]*\bsrc=)", text), template
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", text), template
        assert not re.search(r"(src|href|action)=[\"'](https?:)?//", text), template
        assert "| safe" not in text, template


def test_the_cookie_is_for_the_server_alone(site: Site) -> None:
    link = f"{site.url}/enter?key={site.people.make_link('ida')}"
    said = requests.get(link, allow_redirects=False).headers["Set-Cookie"]
    assert "HttpOnly" in said
    assert "SameSite=strict" in said
    assert Place(is_behind_proxy=True).is_secure
    assert Place(certificate=Path("c.pem")).is_secure


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {},
    ],
)
def test_a_form_of_another_page_does_nothing(
    site: Site, ida: requests.Session, headers: dict[str, str]
) -> None:
    """The last one comes from our page as it seems, and lacks the token."""
    answer = ida.post(f"{site.url}/sign-out", headers=headers, allow_redirects=False)
    assert answer.status_code == 403
    assert ida.get(f"{site.url}/queue").url.endswith("/queue")


def test_the_token_of_another_person_does_not_do(site: Site, ida: requests.Session) -> None:
    with requests.Session() as other:
        other.get(f"{site.url}/enter?key={site.people.make_link('otto')}")
        stolen = token_of(other.get(f"{site.url}/queue").text)
    answer = ida.post(f"{site.url}/sign-out", {"csrf": stolen}, allow_redirects=False)
    assert answer.status_code == 403


def test_a_name_that_points_here_shows_nothing(site: Site) -> None:
    """A page elsewhere may give its own name the address 127.0.0.1."""
    answer = requests.get(f"{site.url}/sign-in", headers={"Host": "elsewhere.example"})
    assert answer.status_code == 400
    assert "Sign in" not in answer.text


@pytest.mark.parametrize(
    "wanted",
    ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "javascript:x"],
)
def test_nobody_is_sent_elsewhere(site: Site, logins: Logins, wanted: str) -> None:
    logins.add("lookalike_reviewer", name="anna")
    form = {"name": "anna", "password": PASSWORD, "next": wanted}
    answer = requests.post(f"{site.url}/sign-in", form, allow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/queue"


def test_a_person_is_a_role_of_the_database(site: Site, logins: Logins) -> None:
    logins.add("lookalike_analyst", name="ana")
    token = site.people.sign_in("ana", PASSWORD, "here")
    person = site.people.find(token)
    assert person is not None
    with person.connection() as connection:
        row = connection.execute("SELECT session_user::text, current_user::text").fetchone()
    assert row == ("ana", "ana")


def test_wrong_passwords_are_counted(site: Site, logins: Logins) -> None:
    """By name from an address; others sign in meanwhile, and after a while that one may again."""
    logins.add("lookalike_analyst", name="ana")
    now = [0.0]
    people = People(site.database, clock=lambda: now[0])
    for _ in range(5):
        with pytest.raises(WrongPasswordError):
            people.sign_in("ana", "wrong", "192.0.2.1")
    with pytest.raises(TooManyFailuresError):
        people.sign_in("ana", PASSWORD, "192.0.2.1")
    assert people.sign_in("ana", PASSWORD, "192.0.2.2")
    now[0] = 301.0
    assert people.sign_in("ana", PASSWORD, "192.0.2.1")
    people.close()


def test_a_password_has_to_be_asked_for_and_right(
    site: Site, logins: Logins, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the trust of the server in this machine lets in, nor what this process has."""
    logins.add("lookalike_analyst", name="ana")
    passwords = tmp_path / "pgpass"
    passwords.write_text(f"*:*:*:*:{PASSWORD}\n")
    passwords.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(passwords))
    for name in ("lookalike", "postgres"):  # the server trusts these roles on its socket
        with pytest.raises(NoPasswordsError):
            site.people.sign_in(name, "any", "here")
    for name, password in (
        ("ana", ""), ("", PASSWORD), ("ana", "wrong"), ("ana", f"{PASSWORD}\0"),
        ("nobody", PASSWORD), ("a" * 64, PASSWORD),
    ):  # fmt: skip
        with pytest.raises(WrongPasswordError if name != "nobody" else LookalikeError):
            site.people.sign_in(name, password, "here")


def test_a_role_has_few_sessions(site: Site, logins: Logins) -> None:
    logins.add("lookalike_analyst", name="ana")
    people = People(site.database)
    tokens = [people.sign_in("ana", PASSWORD, "here") for _ in range(5)]
    assert [people.find(token) is not None for token in tokens] == [False] * 2 + [True] * 3
    people.close()


def test_odd_requests_are_refused(site: Site, ida: requests.Session) -> None:
    """Each with the headers of safety, and without a trace of our code."""
    token = token_of(ida.get(f"{site.url}/queue").text)
    long = "9" * 5000
    answers = [
        requests.get(f"{site.url}/sign-in?next=//%5B"),
        requests.post(f"{site.url}/sign-in", {"name": "a"}, headers={"Origin": "http://["}),
        ida.get(f"{site.url}/image/{long}"),
        ida.get(f"{site.url}/pair/1/1"),
        ida.post(f"{site.url}/decide", {"csrf": token, "image_id_b": "5", "decision": "keep"}),
        ida.post(f"{site.url}/holds", {"csrf": token, "kind": "cluster", "subject": long}),
        requests.head(f"{site.url}/enter?key={site.people.make_link('ida')}"),
    ]
    for answer in answers:
        assert answer.status_code < 500, answer.url[:80]
        assert "Content-Security-Policy" in answer.headers
        assert "Traceback" not in answer.text


def test_a_link_and_a_session_end(site: Site) -> None:
    now = [0.0]
    people = People(site.database, clock=lambda: now[0])
    late, used = people.make_link("ida"), people.make_link("ida")
    token = people.enter(used)
    assert token is not None
    assert people.enter(used) is None
    now[0] = 601.0
    assert people.enter(late) is None
    assert people.find(token) is not None
    now[0] += 12 * 3600 + 1
    assert people.find(token) is None
    people.close()


def test_after_signing_out_the_cookie_is_worth_nothing(site: Site, ida: requests.Session) -> None:
    ((name, kept),) = ida.cookies.items()
    token = token_of(ida.get(f"{site.url}/queue").text)
    ida.post(f"{site.url}/sign-out", {"csrf": token}).raise_for_status()
    answer = requests.get(f"{site.url}/queue", cookies={name: kept}, allow_redirects=False)
    assert answer.headers["Location"].startswith("/sign-in")


def test_names_of_files_are_text(site: Site, ida: requests.Session) -> None:
    with connect(site.database) as owner:
        owner.execute(
            "UPDATE lookalike_internal.image SET path = '<script>alert(1)</script> \"x\".png'"
            " WHERE path = 'rocket poster.png'"
        )
    for path in ("/queue", "/queue?kind=<script>alert(2)</script>"):
        assert "<script>alert" not in ida.get(site.url + path).text


def make_certificate(certificate: Path, key: Path) -> None:
    """Write a certificate for localhost that signs itself."""
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    today = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, private.public_key(), x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(private, hashes.SHA256())
    )
    certificate.write_bytes(signed.public_bytes(Encoding.PEM))
    key.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def test_https(site: Site, tmp_path: Path) -> None:
    """A certificate of our own; the browser's library checks it."""
    certificate, key = tmp_path / "c.pem", tmp_path / "k.pem"
    make_certificate(certificate, key)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = Path(sys.executable).with_name("lookalike")
    command = [program, "serve", "--no-browser", "--port", str(port), "--certificate", certificate]
    command += ["--key", key, "--database", site.database]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        lines = [server.stdout.readline() for _ in range(3)]
        try:
            assert f"https://localhost:{port}" in lines[0]
            address = lines[2].strip()
            answer = requests.get(
                address, verify=str(certificate), allow_redirects=False, timeout=30
            )
            assert answer.status_code == 303
            assert "Secure" in answer.headers["Set-Cookie"]
        finally:
            server.terminate()
