"""Time stamps of heads by an authority outside, as RFC 3161 has them.

A stamp says that a head was there at a time, and so all events up to it. What is stamped is the
head as text, 64 hexadecimal digits; `openssl ts -verify` understands the file.
"""

import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lookalike.errors import LookalikeError

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

_WAIT = 30.0  # seconds for an answer
_LONGEST_ANSWER = 1 << 20  # bytes; a token has some thousand


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """The request goes to the named address and to no other."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


@dataclass(frozen=True)
class Authority:
    """Those whose stamps count: certificates of roots, and of authorities between."""

    certificates: Sequence["Certificate"]

    def check(self, token: bytes, head: bytes, nonce: int | None = None) -> datetime:
        """Return when a token stamped a head. Raises LookalikeError if it did not."""
        from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response

        verifier = VerifierBuilder(
            roots=[one for one in self.certificates if one.issuer == one.subject],
            intermediates=[one for one in self.certificates if one.issuer != one.subject],
            nonce=nonce,
        )
        try:
            response = decode_timestamp_response(token)
            verifier.build().verify_message(response, _stamped(head))
            return response.tst_info.gen_time
        except (VerificationError, ValueError) as error:
            raise LookalikeError(
                f"a time stamp does not hold for head {head.hex()}",
                detail=f"{error}.",
                hint="Is the certificate that of the authority that made the stamp?",
            ) from error


def read_authority(path: Path) -> Authority:
    """Read the certificates of a PEM file. Raises LookalikeError."""
    try:
        import rfc3161_client  # noqa: F401 -- it is told here if it is not there
        from cryptography.x509 import load_pem_x509_certificates
    except ImportError as error:
        raise LookalikeError(
            "time stamps need a library that is not installed",
            hint="pip install 'lookalike[timestamp]'",
        ) from error
    try:
        certificates = load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError) as error:
        raise LookalikeError(
            f'cannot read certificates from "{path}"',
            detail=f"{getattr(error, 'strerror', None) or error}.",
            hint="Name a PEM file with the root certificate of the authority.",
        ) from error
    if not any(one.issuer == one.subject for one in certificates):
        raise LookalikeError(
            f'"{path}" holds no root certificate',
            hint="Name a PEM file with the root certificate of the authority.",
        )
    return Authority(certificates)


def request_stamp(url: str, head: bytes, authority: Authority) -> tuple[bytes, datetime]:
    """Ask the authority at `url` for a stamp of a head; return the token, checked, and its time.

    Raises LookalikeError. Nothing else is sent, and to no other address.
    """
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    builder = TimestampRequestBuilder().data(_stamped(head)).hash_algorithm(HashAlgorithm.SHA256)
    request = builder.build()
    token = _post(url, request.as_bytes())
    return token, authority.check(token, head, request.nonce)


def _post(url: str, body: bytes) -> bytes:
    if not url.startswith(("http://", "https://")):
        raise LookalikeError(
            f'"{url}" is no address of a time stamp authority',
            hint="It begins with https:// or http://.",
        )
    request = urllib.request.Request(  # noqa: S310 -- the scheme was checked
        url, body, {"Content-Type": "application/timestamp-query"}
    )
    try:
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=_WAIT) as answer:
            return bytes(answer.read(_LONGEST_ANSWER))
    except (OSError, urllib.error.URLError) as error:
        raise LookalikeError(
            f"no time stamp from {url}",
            detail=f"{getattr(error, 'reason', None) or error}.",
            hint="The head is kept. The next lookalike verify --keep --timestamp asks again.",
        ) from error


def _stamped(head: bytes) -> bytes:
    return head.hex().encode()
