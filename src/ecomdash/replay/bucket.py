"""What an s3:// address says: the bucket, a prefix in it, and where its server is."""

import re
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from msgspec import Struct

from ecomdash.settings import SettingsError

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]")
_FORM: Final = "ECOMDASH_BLOBS must be file:///path or s3://bucket/prefix?endpoint=https://host&region=name"


class Bucket(Struct, frozen=True):
    """An S3 bucket; `endpoint` and `region` are '' where the AWS_* variables or AWS itself decide."""

    name: str
    prefix: str
    endpoint: str
    region: str


def parse_bucket(url: str) -> Bucket:
    """The bucket of s3://bucket/prefix?endpoint=…&region=…. Raises SettingsError, which repeats nothing of the URL."""
    try:
        parts = urlsplit(url)
        given = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
        endpoint = urlsplit(dict(given).get("endpoint", ""))
        known_port = endpoint.port is None or endpoint.port > 0
    except ValueError:
        raise SettingsError(_FORM) from None
    if parts.username is not None or "@" in endpoint.netloc:
        raise SettingsError("ECOMDASH_BLOBS takes no credentials; they come from AWS_ACCESS_KEY_ID and its like")
    names = [name for name, _ in given]
    prefix = unquote(parts.path).strip("/")
    is_known = len(set(names)) == len(names) and {"endpoint", "region"}.issuperset(names) and known_port
    is_web = not endpoint.geturl() or (endpoint.scheme in {"http", "https"} and endpoint.hostname)
    if not (parts.scheme == "s3" and _NAME.fullmatch(parts.netloc) and is_known and is_web and _is_path(prefix)):
        raise SettingsError(_FORM)
    return Bucket(parts.netloc, prefix, endpoint.geturl().rstrip("/"), dict(given).get("region", ""))


def _is_path(prefix: str) -> bool:
    return not prefix or not any(part in {"", ".", ".."} or not part.isprintable() for part in prefix.split("/"))
