"""What nobody may use: a key that others could read, a request without end, a file that is left."""

import http.client
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest
import requests

from lookalike.serve import patience
from lookalike.serve.cache import private_folder
from lookalike.serve.doorway import open_doorway
from lookalike.serve.place import Place
from serve.conftest import Site, serving


def test_the_key_is_on_no_command_line(
    site: Site, page: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The browser opens a file of this user alone, whose form sends the key."""
    opened: SimpleQueue[str] = SimpleQueue()
    monkeypatch.setattr("webbrowser.open", opened.put)
    key = site.people.make_link("ida")
    with open_doorway(site.url, key):
        address = opened.get(timeout=60)
        assert key not in address
        file = Path(address.removeprefix("file://"))
        assert file.stat().st_mode & 0o077 == 0
        assert file.parent.stat().st_mode & 0o077 == 0
        page.goto(address)
        page.wait_for_url(f"{site.url}/queue")
        assert "ida" in page.locator(".account").inner_text()
        page.reload()  # the cookie was kept
        assert page.url == f"{site.url}/queue"
    assert not file.parent.exists()
    again = requests.post(f"{site.url}/enter", {"key": key}, headers={"Origin": "null"})
    assert again.status_code == 403
    assert "has been used" in again.text


def test_the_command_gives_the_browser_a_file(site: Site, tmp_path: Path) -> None:
    browser, told = tmp_path / "browser", tmp_path / "told"
    browser.write_text(f'#!/bin/sh\necho "$@" > {told}.new\nmv {told}.new {told}\n')
    browser.chmod(0o755)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = Path(sys.executable).with_name("lookalike")
    command = [program, "serve", "--port", str(port), "--database", site.database]
    environment = {**os.environ, "BROWSER": f"{browser} %s"}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as server:
        try:
            while not told.exists():
                assert server.poll() is None, "the command has ended"
            address = told.read_text().strip()
            assert address.startswith("file://")
            assert server.stdout is not None
            key = [server.stdout.readline() for _ in range(3)][2].partition("key=")[2].strip()
            assert key
            assert key not in address
        finally:
            server.terminate()


def test_two_servers_on_one_host_do_not_sign_each_other_out(site: Site) -> None:
    with serving(site.database, site.folder) as other, requests.Session() as browser:
        for one in (site, other):
            browser.get(f"{one.url}/enter?key={one.people.make_link('ida')}").raise_for_status()
        for one in (site, other):
            assert browser.get(f"{one.url}/queue").url == f"{one.url}/queue"


def test_cookies_go_by_https_alone_where_pages_do(site: Site) -> None:
    place = Place(is_behind_proxy=True, port=8484)
    assert place.cookie == "__Host-lookalike-8484"
    with serving(site.database, site.folder, is_behind_proxy=True) as safe:
        headers = {"Origin": safe.url, "X-Forwarded-Proto": "https"}
        link = f"{safe.url}/enter?key={safe.people.make_link('ida')}"
        answers = [
            requests.get(link, headers=headers, allow_redirects=False),
            requests.post(
                f"{safe.url}/language", {"language": "zh-Hant"}, headers=headers,
                allow_redirects=False,
            ),
        ]  # fmt: skip
        for answer in answers:
            said = answer.headers["Set-Cookie"]
            assert "Secure" in said
            assert "HttpOnly" in said
            assert "SameSite=strict" in said


def address_of(site: Site) -> tuple[str, int]:
    return "127.0.0.1", int(site.url.rpartition(":")[2])


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"GET /queue HTTP/1.1\r\nHost: local",
        b"GET /sign-in HTTP/1.1\r\nHost: localhost\r\n\r\nGET /queue HTT",
    ],
)
def test_a_request_that_does_not_end_is_given_up(
    site: Site, begun: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "HEAD_SECONDS", 0.2)
    with socket.create_connection(address_of(site), timeout=30) as half:
        half.sendall(begun)
        while half.recv(65_536):  # the answer to a whole request; then the end
            pass


def test_what_nobody_reads_is_not_waited_for(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest of a request that has its answer, byte by byte."""
    monkeypatch.setattr(patience, "HEAD_SECONDS", 0.2)
    with socket.create_connection(address_of(site), timeout=30) as half:
        half.sendall(b"GET /no HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n")
        answer = b""
        while b"</html>" not in answer:
            part = half.recv(65_536)
            assert part, answer
            answer += part
        half.sendall(b"x")
        while half.recv(65_536):
            pass


@pytest.mark.parametrize("path", ["/sign-in", "/language", "/enter"])
def test_a_form_that_does_not_end_is_given_up(
    site: Site, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those of strangers too."""
    monkeypatch.setattr(patience, "FORM_SECONDS", 0.2)
    monkeypatch.setattr(patience, "FORM_BYTES_PER_SECOND", 10**9)
    connection = http.client.HTTPConnection(*address_of(site), timeout=30)
    connection.putrequest("POST", path)
    connection.putheader("Content-Type", "application/x-www-form-urlencoded")
    connection.putheader("Content-Length", "1000")
    connection.endheaders(b"name=ida&password=")
    answer = connection.getresponse()
    assert answer.status == 408
    assert "came too slowly" in answer.read().decode()
    connection.close()


def test_a_file_that_was_written_after_the_scan_is_not_shown(site: Site) -> None:
    """Another picture of the same size would be taken for the one that was compared."""
    file, image = site.folder / "rocket" / "rocket.png", site.image("rocket/rocket.png")
    status = file.stat()
    with requests.Session() as browser:
        browser.get(f"{site.url}/enter?key={site.people.make_link('ida')}")
        address = f"{site.url}/image/{image}/thumbnail?size=512"
        assert browser.get(address).status_code == 200
        os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns + 2_000_000_000))
        answer = browser.get(address)
        assert answer.status_code == 409
        assert "changed since the scan" in answer.text
        os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
        assert browser.get(address).status_code == 200


def test_what_a_killed_server_left_goes_when_the_next_one_starts(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such as a picture that somebody looked for."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    program = (
        "import sys, signal, os\n"
        "from lookalike.serve.cache import private_folder\n"
        "with private_folder() as folder:\n"
        "    (folder / 'picture').write_bytes(b'x')\n"
        "    print(folder, flush=True)\n"
        "    signal.pause()\n"
    )
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as killed:
        assert killed.stdout is not None
        left = Path(killed.stdout.readline().strip())
        assert (left / "picture").exists()
        killed.send_signal(signal.SIGKILL)
    with private_folder() as kept, serving(site.database, site.folder):
        assert not left.exists()
        assert kept.exists()
