"""Where the pages are served, and what they may keep."""

import ipaddress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Place:
    """Where the pages are served. `names` are host names that browsers use beside the address.

    `most_kept` is how many bytes of drawn pictures stay on the disk, and `fresh_seconds` for how
    long a browser shows a picture again without asking.
    """

    address: str = "127.0.0.1"
    port: int = 8484
    names: tuple[str, ...] = ()
    certificate: Path | None = None
    key: Path | None = None
    is_behind_proxy: bool = False
    most_kept: int = 2 * 10**9
    fresh_seconds: int = 600

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can ask."""
        return self.address == "localhost" or ipaddress.ip_address(self.address).is_loopback

    @property
    def is_secure(self) -> bool:
        """Whether browsers use https."""
        return self.certificate is not None or self.is_behind_proxy

    @property
    def hosts(self) -> list[str]:
        """The names by which browsers may ask."""
        return ["localhost", "127.0.0.1", "[::1]", self.address, *self.names]

    @property
    def start(self) -> str:
        """The address of the pages, for a browser on this machine."""
        scheme = "https" if self.certificate else "http"
        return f"{scheme}://{'localhost' if self.is_loopback else self.address}:{self.port}"

    @property
    def cookie(self) -> str:
        """The name of the cookie that says who somebody is.

        Browsers keep the cookies of all ports of a host together, so the port is in the name: two
        servers do not sign each other's people out. With https no page but one of this very host,
        asked for by https, can set a cookie whose name begins with __Host-.
        """
        return f"{'__Host-' if self.is_secure else ''}lookalike-{self.port}"
