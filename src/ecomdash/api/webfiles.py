"""The built files that ship with the program, kept in memory: compressed, with a tag, and never one from outside."""

import gzip
import hashlib
import mimetypes
from pathlib import Path
from typing import Final

from msgspec import Struct
from starlette.datastructures import Headers
from starlette.responses import Response

_COMPRESSIBLE: Final = ("text/", "application/javascript", "application/json", "image/svg+xml", "application/manifest")
_TYPES: Final = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".css": "text/css",
    ".html": "text/html",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".map": "application/json",
    ".woff2": "font/woff2",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".webmanifest": "application/manifest+json",
    ".ico": "image/x-icon",
}


class WebFile(Struct, frozen=True):
    """One file, as it is and compressed (None where that does not pay or was not built)."""

    changed: float
    media_type: str
    tag: str
    plain: bytes
    gzipped: bytes | None
    brotli: bytes | None


class WebFiles:
    """The files under one folder, each read when it is first asked for and again when it changes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self._files: dict[str, WebFile] = {}

    def find(self, path: str) -> WebFile | None:
        """The file at a path relative to the folder, or None; never one outside the folder, never a hidden one."""
        parts = path.split("/")
        if "\0" in path or "\\" in path or any(part.startswith(".") or not part for part in parts):
            return None
        file = self.folder.joinpath(*parts)
        try:
            changed = file.stat().st_mtime
            if not file.is_file() or not file.resolve().is_relative_to(self.folder):
                return None
        except OSError:  # not there, or a name too long to be one
            return None
        known = self._files.get(path)
        if known is None or known.changed != changed:
            known = self._files[path] = _load(file, changed)
        return known


def _load(file: Path, changed: float) -> WebFile:
    plain = file.read_bytes()
    media_type = _TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    compressible = media_type.startswith(_COMPRESSIBLE) and len(plain) > 500
    brotli = file.with_name(f"{file.name}.br")
    return WebFile(
        changed=changed,
        media_type=media_type,
        tag=hashlib.blake2b(plain, digest_size=12).hexdigest(),
        plain=plain,
        gzipped=gzip.compress(plain, 9, mtime=0) if compressible else None,
        brotli=brotli.read_bytes() if brotli.is_file() else None,
    )


def answer(file: WebFile, request: Headers, headers: dict[str, str], status: int = 200) -> Response:
    """The file as a response: compressed as the browser can take it, 304 when it has it already."""
    encoding, body = _best_encoding(file, request.get("accept-encoding", ""))
    tag = f'"{file.tag}{encoding}"'
    headers = {**headers, "ETag": tag, "Vary": "Accept-Encoding"}
    if status == 200 and tag in request.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if encoding:
        headers["Content-Encoding"] = encoding.removeprefix("-")
    return Response(body, status, headers, media_type=file.media_type)


def _best_encoding(file: WebFile, accepted: str) -> tuple[str, bytes]:
    offered = {part.split(";")[0].strip() for part in accepted.split(",") if "q=0" not in part.replace("q=0.", "")}
    if file.brotli is not None and "br" in offered:
        return "-br", file.brotli
    if file.gzipped is not None and "gzip" in offered:
        return "-gzip", file.gzipped
    return "", file.plain
