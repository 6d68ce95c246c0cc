"""Bytes to text in the encoding that the mapping declares, or a sentence that says why not."""

import codecs

from loaders.source_error import SourceError

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CODECS = {"utf-8": "utf-8-sig", "utf-16": "utf-16", "cp1252": "cp1252"}


def decode(content: bytes, encoding: str, file_name: str) -> str:
    """The text of a file. A byte order mark is accepted and removed.

    Raises:
        SourceError: the bytes are not text in `encoding`, or are plainly text in another one.
    """
    _refuse_other_encoding(content, encoding, file_name)
    try:
        text = content.decode(_CODECS[encoding])
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SourceError(
            f"{file_name}, line {line}: the bytes are not {encoding}, which the mapping declares."
        ) from None
    nul = text.find("\0")
    if nul >= 0:
        line = text.count("\n", 0, nul) + 1
        raise SourceError(f"{file_name}, line {line}: a NUL character; the file is damaged or not {encoding} text.")
    return text


def decode_start(content: bytes, encoding: str, file_name: str) -> str:
    """The text at the start of a file, up to the last whole line of `content` before the first that cannot be read. What is
    wrong further down than the first line is not noticed: it is for who reads the file to tell, with its line.

    Raises:
        SourceError: as `decode`, of the first line.
    """
    if encoding == "utf-16":
        _refuse_other_encoding(content, encoding, file_name)
        # without a mark the decoder of a stream refuses what `decode` reads as little-endian
        codec = "utf-16" if content.startswith(_UTF16_MARKS) else "utf-16-le"
        text = codecs.getincrementaldecoder(codec)("replace").decode(content)
        return text[: text.rfind("\n") + 1] or text
    whole = content[: content.rfind(b"\n") + 1] or content
    first = whole[: whole.find(b"\n") + 1] or whole
    _refuse_other_encoding(first, encoding, file_name)
    sound = whole[: whole.rfind(b"\n", 0, _first_fault(whole, encoding)) + 1]
    return decode(first, encoding, file_name) if not sound else sound.decode(_CODECS[encoding])


def _first_fault(content: bytes, encoding: str) -> int:
    """The place of the first byte that is no text; the length where all is."""
    nul = content.find(b"\0")
    end = len(content) if nul < 0 else nul
    try:
        content[:end].decode(_CODECS[encoding])
    except UnicodeDecodeError as error:
        return error.start
    return end


def _refuse_other_encoding(content: bytes, encoding: str, file_name: str) -> None:
    found = _other_encoding(content, encoding)
    if found:
        raise SourceError(f"{file_name} looks like {found}, but the mapping declares encoding = '{encoding}'.")


def _other_encoding(content: bytes, encoding: str) -> str | None:
    """A decode that succeeds is no proof: any bytes are cp1252, and any even number of bytes is UTF-16."""
    if encoding != "utf-16" and content.startswith(_UTF16_MARKS):
        return "utf-16"
    if encoding != "utf-8" and content.startswith(codecs.BOM_UTF8):
        return "utf-8"
    if encoding == "utf-16" and not content.startswith(_UTF16_MARKS) and b"\0" not in content:
        return "utf-8 or cp1252"
    if encoding == "cp1252" and not content.isascii() and _is_utf8(content):
        return "utf-8"
    return None


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
