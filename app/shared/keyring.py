"""The keyring: encrypts values bound to their row and column, and computes blind indexes for equality search."""

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_KEY_ID = b"\x01"
_NONCE_BYTES = 12


class WrongKey(RuntimeError):
    """The master key is not the one this value was encrypted with, or the value was tampered with."""


class Keyring:
    """Keys derived from the master key, which lives outside the database."""

    def __init__(self, master_key: str) -> None:
        self._cipher = AESGCM(_derived(master_key, b"data"))
        self._index_key = _derived(master_key, b"blind index")

    def encrypt(self, text: str, place: str) -> bytes:
        """Return key id, nonce and cipher text; `place` names table, column and row, so that no value can be moved."""
        return self.seal(text.encode(), place)

    def seal(self, content: bytes, place: str) -> bytes:
        """Encrypt bytes as `encrypt` does text."""
        nonce = os.urandom(_NONCE_BYTES)
        return _KEY_ID + nonce + self._cipher.encrypt(nonce, content, place.encode())

    def decrypt(self, blob: bytes, place: str) -> str:
        """Return the text; raises WrongKey."""
        return self.unseal(blob, place).decode()

    def unseal(self, blob: bytes, place: str) -> bytes:
        """Return the bytes; raises WrongKey."""
        nonce, body = blob[1 : 1 + _NONCE_BYTES], blob[1 + _NONCE_BYTES :]
        try:
            return self._cipher.decrypt(nonce, body, place.encode())
        except InvalidTag:
            raise WrongKey(f"cannot decrypt {place}") from None

    def blind_index(self, text: str, column: str) -> str:
        """Return a keyed digest by which the whole value can be found and nothing about it learnt."""
        return hmac.new(self._index_key, f"{column}\0{text}".encode(), hashlib.sha256).hexdigest()


def _derived(master_key: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=b"lendboard", info=purpose).derive(master_key.encode())


_current: list[Keyring] = []


def use_keyring(keyring: Keyring) -> None:
    """Make this the keyring of the process; the factory calls it with the configured master key."""
    _current[:] = [keyring]


def keyring() -> Keyring:
    """Return the keyring of the process; raises RuntimeError before one is set."""
    if not _current:
        raise RuntimeError("no keyring: create_app() sets it from MASTER_KEY")
    return _current[0]
