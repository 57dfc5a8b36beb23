"""HMAC(secret, task/check/case) -> seed: hidden cases are not files, they are drawn."""

import hashlib
import hmac
from pathlib import Path

from grader.errors import UsageError

PRACTICE_SECRET = b"practice: public, the same for everyone"
"""What `grader check` uses, so that students may look at every case of their self-check."""

_MIN_SECRET_BYTES = 16
_MAX_SECRET_BYTES = 4096


def seed_of(secret: bytes, task: str, check: str, case: int) -> int:
    """A 63-bit seed for one case; nobody without the secret can foretell it."""
    message = f"{task}\0{check}\0{case}".encode()
    return int.from_bytes(hmac.new(secret, message, hashlib.sha256).digest()[:8], "big") >> 1


def secret_id(secret: bytes) -> str:
    """Eight hex digits that name a secret without telling it; `practice` for the public one."""
    if secret == PRACTICE_SECRET:
        return "practice"
    return hmac.new(secret, b"grader secret id", hashlib.sha256).hexdigest()[:8]


def read_secret(path: Path) -> bytes:
    """The course's secret from its file, surrounding blank space dropped.

    Raises UsageError where the file is missing, unreadable, too short to be a secret or too long.
    """
    try:
        with path.open("rb") as handle:
            raw = handle.read(_MAX_SECRET_BYTES + 1)
    except OSError as error:
        raise UsageError(
            f"The secret file {path} cannot be read ({error.strerror or error}). "
            "Make one with:  head -c 32 /dev/urandom | base64 > FILE  and keep it out of the repository."
        ) from None
    if len(raw) > _MAX_SECRET_BYTES:
        raise UsageError(f"The secret file {path} is longer than {_MAX_SECRET_BYTES} bytes; is it the right file?")
    secret = raw.strip()
    if len(secret) < _MIN_SECRET_BYTES:
        raise UsageError(
            f"The secret in {path} has {len(secret)} bytes; at least {_MIN_SECRET_BYTES} are needed. "
            "Make one with:  head -c 32 /dev/urandom | base64 > FILE"
        )
    return secret
