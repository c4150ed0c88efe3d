"""What kind of file it is, by what stands in it and not by its name; everything that is not a table is refused with the reason."""

from __future__ import annotations

import lzma
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from vocdash.errors import UnreadableFile

MAX_BYTES = 500 * 1024 * 1024

MUCH = 20 * 1024 * 1024
MOST_PACKED = 500
"""What unpacks to much, and to more times its size than this, says the same over and over; answers, and even empty cells between numbers
and days, do not pack so small. Reading it to its end would take minutes."""

HEAD = 1 << 16
CORRUPT = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError, RuntimeError, ValueError)
"""What the standard library raises over damaged bytes."""

SAVE_AS_CSV = "Open it in the program that wrote it, save the answers as CSV or XLSX, and upload that."
NEW_FILE = "Export it again from the survey tool and upload the new file."
SAVE_AGAIN = "Open it in a spreadsheet, save it as XLSX or CSV, and upload that."
UNLOCK = "Open it with the password, save it without one, and upload that."
EXPORT_AGAIN = "Export the single responses from the survey tool as CSV or XLSX, one row each, and upload that."

_PICTURES = (
    b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"BM", b"II*\0", b"MM\0*", b"\0\0\1\0", b"8BPS",
)  # fmt: skip
_OTHERS = (
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\0", "an xz archive"),
    (b"SQLite format 3\0", "a SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"$FL2", "an SPSS file"),
    (b"$FL3", "an SPSS file"),
    (b"<stata_dta>", "a Stata file"),
    (bytes(12) + b"\xc2\xea\x81\x60\xb3\x14\x11\xcf", "a SAS file"),
    (b"HEADER RECORD*******LIB", "a SAS file"),
    (b"RDX2\n", "an R file"),
    (b"RDX3\n", "an R file"),
    (b"ARROW1", "a Feather file"),
    (b"\0\1\0\0Standard ", "an Access database"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"OggS", "a sound recording"),
    (b"ID3", "a sound recording"),
    (b"MIME-Version:", "a web archive (MHTML)"),
    (b"ID;PWXL", "a SYLK file"),
    (b"ID;PSCALC", "a SYLK file"),
    (b"TABLE\r\n0,1\r\n", "a DIF file"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Blob:
    """The bytes of the table: a file, or the one member of a zip. `kind` is "text", "workbook", "html" or "xml"; `size` is in bytes."""

    path: Path
    name: str
    kind: str
    size: int
    head: bytes = field(repr=False)
    member: str | None = None

    def open(self) -> IO[bytes]:
        """A fresh stream from the first byte."""
        if self.member is None:
            return self.path.open("rb")
        with zipfile.ZipFile(self.path) as archive:
            return archive.open(self.member)  # stays open until it is closed itself


def identify(path: Path, max_bytes: int = MAX_BYTES, name: str | None = None) -> Blob:
    """The table's bytes in `path`; raises UnreadableFile for everything that cannot be a table of responses."""
    name = name or path.name
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            head = stream.read(HEAD)
    except OSError as error:
        raise UnreadableFile(f"“{name}” cannot be opened: {error.strerror or 'unknown reason'}.", "Check the file and try again.") from None
    _check_size(name, size, max_bytes)
    if head.startswith(_ZIP):
        members = _zip_members(path, name)
        _check_packing(name, members)
        if not _is_workbook_zip(name, members):
            return _member(path, name, members, max_bytes)
    return Blob(path, name, _kind(name, head, path), size, head)


def _check_size(name: str, size: int, max_bytes: int) -> None:
    if size == 0:
        raise UnreadableFile(f"“{name}” is empty: it has 0 bytes.", NEW_FILE)
    if size > max_bytes:
        what = f"“{name}” has {size / 1e6:,.1f} MB, and the limit is {max_bytes / 1e6:,.1f} MB."
        raise UnreadableFile(what, "Split it by period and upload the parts, or ask an administrator to raise the limit.")


def _check_packing(name: str, members: list[zipfile.ZipInfo]) -> None:
    """Raise for what was made small to be large."""
    size, packed = sum(info.file_size for info in members), sum(info.compress_size for info in members)
    if size > MUCH and size > MOST_PACKED * packed:
        what = f"“{name}” unpacks to {size / 1e6:,.0f} MB, {size / max(1, packed):,.0f} times its size: it says the same over and over."
        raise UnreadableFile(what, "Look into it; if answers stand in it, save only these, without what is repeated, as CSV or XLSX.")


def _kind(name: str, head: bytes, path: Path | None) -> str:
    """ "text", "workbook", or "html" and "xml" for tables in markup; raises for what is neither."""
    if head.startswith(_OLE):
        return _ole_kind(name, path, head)
    if head.startswith(_ZIP):
        return "workbook"
    if _is_picture(head):
        raise UnreadableFile(f"“{name}” is a picture, not responses.", EXPORT_AGAIN)
    for magic, kind in _OTHERS:
        if head.startswith(magic) and not (magic == b"MZ" and b"\0" not in head):
            raise UnreadableFile(f"“{name}” is {kind}, not a table of responses.", SAVE_AS_CSV)
    if kind := _markup(name, head):
        return kind
    if _is_binary(head):
        raise UnreadableFile(f"“{name}” is a binary file of a kind we do not know.", SAVE_AS_CSV)
    return "text"


def _is_picture(head: bytes) -> bool:
    if head.startswith(b"BM"):
        return b"\0" in head[:32]
    webp = head.startswith(b"RIFF") and head[8:12] == b"WEBP"
    return webp or head.startswith(_PICTURES) or head[4:12] in (b"ftypheic", b"ftypavif", b"ftypmif1")


def _markup(name: str, head: bytes) -> str:
    """ "html" or "xml" for web pages and the XML of Excel 2003, which some tools call .xls; "" for what is no markup."""
    text = head[:4096].replace(b"\0", b"").lstrip(b"\xff\xfe\xef\xbb\xbf \t\r\n").lower()
    start = re.sub(rb"\A(?:<!--.*?-->\s*)+", b"", text, flags=re.DOTALL)
    if start.startswith(b"<svg") or (start.startswith(b"<?xml") and b"<svg" in start):
        raise UnreadableFile(f"“{name}” is a picture, not responses.", EXPORT_AGAIN)
    if re.match(rb"(?:<\?xml[^>]*>\s*)?<(?:!doctype html|html|head|body|table|meta|div|style)\b", start):
        return "html"
    if not start.startswith((b"<?xml", b"<workbook")):
        return ""
    if b"urn:schemas-microsoft-com:office:spreadsheet" not in start or b"<!doctype" in start or b"<!entity" in start:
        raise UnreadableFile(f"“{name}” is an XML document, not a table.", SAVE_AGAIN)
    return "xml"


def _is_binary(head: bytes) -> bool:
    """Whether control characters stand where text has none. NUL bytes alone may be UTF-16, or a leftover."""
    if head.startswith(_UTF16) or not head:
        return False
    controls = len(head) - len(head.translate(None, bytes(set(range(32)) - {0, 1, 9, 10, 11, 12, 13, 26, 28, 29, 30, 31})))
    nuls = head.count(0)
    utf16 = nuls > 0.2 * len(head) and (head[::2].count(0) > 0.9 * nuls or head[1::2].count(0) > 0.9 * nuls)
    return not utf16 and (controls > 0.01 * len(head) or nuls > 0.05 * len(head))


def _ole_kind(name: str, path: Path | None, head: bytes) -> str:
    """The old container of Microsoft Office holds workbooks, documents, mails, and encrypted new files."""
    directory = head
    if path is not None:
        with path.open("rb") as stream:
            directory = stream.read()
    if _utf16("EncryptedPackage") in directory:
        _refuse_encrypted(name)
    if _utf16("Workbook") in directory or _utf16("Book") in directory:
        return "workbook"
    raise UnreadableFile(f"“{name}” is an Office document without a table.", SAVE_AS_CSV)


def _utf16(name: str) -> bytes:
    return name.encode("utf-16-le") + b"\0\0"


def _refuse_encrypted(name: str) -> None:
    raise UnreadableFile(f"“{name}” is protected by a password.", UNLOCK)


def _is_workbook_zip(name: str, members: list[zipfile.ZipInfo]) -> bool:
    names = {info.filename for info in members}
    if names & {"word/document.xml", "ppt/presentation.xml"}:
        raise UnreadableFile(f"“{name}” is an Office document, not a table.", SAVE_AS_CSV)
    if "Index/Document.iwa" in names or "Index.zip" in names:
        raise UnreadableFile(f"“{name}” is a document of Apple Numbers, Pages or Keynote.", SAVE_AS_CSV)
    return bool(names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"})


def _zip_members(path: Path, name: str) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.infolist()
    except CORRUPT:
        raise _broken(name) from None


def _broken(name: str) -> UnreadableFile:
    if Path(name).suffix.lower() in (".xlsx", ".xlsm", ".xlsb", ".ods"):
        return UnreadableFile(f"“{name}” is a broken workbook: it is cut short or damaged.", NEW_FILE)
    return UnreadableFile(f"“{name}” is a broken zip file.", "Download it again, or unpack it and upload the file inside.")


def _member(path: Path, name: str, members: list[zipfile.ZipInfo], max_bytes: int) -> Blob:
    """The one file inside a zip, folders and the leftovers of macOS and Windows aside."""
    files = [
        info
        for info in members
        if not info.is_dir() and not re.search(r"^__MACOSX/|(?:^|/)(?:\.DS_Store|Thumbs\.db|desktop\.ini)$", info.filename)
    ]
    if len(files) != 1:
        listed = ", ".join(info.filename for info in files[:5]) + (", …" if len(files) > 5 else "")
        what = f"“{name}” holds {len(files)} files: {listed}." if files else f"“{name}” is an empty zip file."
        raise UnreadableFile(what, "Unpack it and upload the file with the responses.")
    info = files[0]
    if info.flag_bits & 1:
        _refuse_encrypted(name)
    inner = info.filename.rpartition("/")[2]
    _check_size(inner, info.file_size, max_bytes)
    try:
        with zipfile.ZipFile(path) as archive, archive.open(info) as stream:
            head = stream.read(HEAD)
    except CORRUPT:
        raise _broken(name) from None
    if head.startswith(_ZIP) and b"xl/" not in head and b"content.xml" not in head and b"[Content_Types]" not in head:
        raise UnreadableFile(f"“{name}” holds another zip file.", "Unpack it and upload the file with the responses.")
    return Blob(path, inner, _kind(inner, head, None), info.file_size, head, info.filename)
