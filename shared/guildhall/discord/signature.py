"""Ed25519 signatures of Discord's HTTP requests to us.

Discord signs `timestamp + raw body`. The body must be the bytes as they came: JSON that was parsed and written again
has other spaces and escapes, and fails. Discord probes with broken signatures and removes an address that answers
them with anything but 401, so whatever is malformed is simply not a signature: `verify` never raises.
Source: https://docs.discord.com/developers/interactions/overview#setting-up-an-endpoint-validating-security-request-headers
"""

import re

from nacl.exceptions import CryptoError
from nacl.signing import VerifyKey

SIGNATURE_HEADER = "x-signature-ed25519"
TIMESTAMP_HEADER = "x-signature-timestamp"
_KEY = re.compile(r"[0-9a-fA-F]{64}", re.ASCII)
_SIGNATURE = re.compile(r"[0-9a-fA-F]{128}", re.ASCII)


def verify(public_key_hex: str, signature_hex: str, timestamp: str, body: bytes) -> bool:
    """Return whether Discord signed this request; False for anything malformed, of whatever type it is.

    Args:
        public_key_hex: The application's public key, 64 hex digits.
        signature_hex: Header `X-Signature-Ed25519`, 128 hex digits.
        timestamp: Header `X-Signature-Timestamp`, as it came.
        body: The request's body, as it came.
    """
    if not (_is(_KEY, public_key_hex) and _is(_SIGNATURE, signature_hex)):
        return False
    try:
        signed = timestamp.encode() + body
        VerifyKey(bytes.fromhex(public_key_hex)).verify(signed, bytes.fromhex(signature_hex))
    except (CryptoError, AttributeError, TypeError, ValueError):
        return False
    return True


def _is(shape: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and shape.fullmatch(value) is not None
