"""Keeps a file that only the holder of the hub's key can read: sealed with Fernet, replaced as a whole.

Fernet (AES-128 in CBC mode with HMAC-SHA256) is the `cryptography` project's recipe; see
https://github.com/fernet/spec. Its key is derived from the setting `token_key` by HKDF (RFC 5869), so that
any long random secret will do.
"""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Final

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from hub.errors import ConfigError
from hub.files import replace_file

_PURPOSE: Final = b"fenghuo token store 1"


class SealedFile:
    """One sealed file. `secret` is what its key is derived from."""

    def __init__(self, path: Path, secret: str) -> None:
        self.path = path
        self.is_sealed = True
        derived = HKDF(SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret.encode())
        self._fernet = Fernet(base64.urlsafe_b64encode(derived))

    def read(self) -> bytes | None:
        """The content; None where there is no file yet. One from before sealing is returned as it is.

        Raises ConfigError where it cannot be read or another key sealed it.
        """
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise ConfigError(f"The token file {self.path} cannot be read: {error.strerror}.") from None
        self.is_sealed = not content.startswith(b"{")
        return self._opened(content) if self.is_sealed else content

    def write(self, content: bytes) -> None:
        """Seal and replace, durably. Raises DiskFull or Unavailable; then the file is as it was."""
        replace_file(self.path, self._fernet.encrypt(content))

    def _opened(self, content: bytes) -> bytes:
        try:
            return self._fernet.decrypt(content)
        except InvalidToken:
            raise ConfigError(
                f"The token file {self.path} is damaged or sealed with another key; set FENGHUO_TOKEN_KEY to "
                "the key it was sealed with, or move the file away and authorise its accounts again."
            ) from None
