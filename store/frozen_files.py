"""The frozen files of signed packets: `<clinic>/packets/<packet id>/<version>/`. Written once, whole or not at all."""

import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path

from domain.packet_register import PacketRefused
from store.errors import StoreError
from store.owner_only import keep_private
from store.snapshot_files import sync_folder

FOLDER_NAME = "packets"
_ARRIVING = ".freezing-"
_PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


def frozen_folder(folder: Path, packet_id: str, version: int) -> Path:
    """Where a version lies.

    Raises:
        PacketRefused: this is no number of a packet.
    """
    if not re.fullmatch(r"[A-Za-z0-9-]{1,40}", packet_id):
        raise PacketRefused("This is no number of a packet.")
    return Path(folder) / FOLDER_NAME / packet_id / str(int(version))


def hashes_of(files: Mapping[str, bytes]) -> dict[str, str]:
    """SHA-256 of each file by its name, in the order of names."""
    return {name: hashlib.sha256(files[name]).hexdigest() for name in sorted(files)}


def freeze(folder: Path, packet_id: str, version: int, files: Mapping[str, bytes]) -> Path:
    """Write the files of one version beside their place, sync them and move them there in one step.

    What lies there already was frozen by a signature that the book does not know (it was cut off, or the book is older
    than the folder): it is set aside beside it, never removed. The caller holds the book's write lock and knows that this version is not signed.

    Raises:
        PacketRefused: there is no file, or a name is not plain.
        StoreError: the disk refused.
    """
    if not files:
        raise PacketRefused("There is nothing to freeze; a packet is signed with its files.")
    for name in files:
        if not _PLAIN_NAME.fullmatch(name):
            raise PacketRefused("A frozen file has a plain name of letters, digits, dots and dashes.")
    final = frozen_folder(folder, packet_id, version)
    fresh = final.parent / f"{_ARRIVING}{secrets.token_hex(4)}"
    try:
        keep_private(Path(folder) / FOLDER_NAME, is_folder=True)
        keep_private(final.parent, is_folder=True)
        _set_leftovers_aside(final)
        keep_private(fresh, is_folder=True)
        for name, content in files.items():
            _write(fresh / name, content)
        sync_folder(fresh)
        os.replace(fresh, final)
        sync_folder(final.parent)
        sync_folder(final.parent.parent)
    except OSError as error:
        shutil.rmtree(fresh, ignore_errors=True)
        reason = error.strerror or type(error).__name__
        raise StoreError(f"The files of the packet cannot be kept ({reason}). Nothing was signed.") from None
    return final


def thaw(folder: Path, packet_id: str, version: int, hashes: Mapping[str, str]) -> dict[str, bytes]:
    """The frozen files that the book lists, each as it was frozen.

    Raises:
        StoreError: one is missing or changed.
    """
    place, found = frozen_folder(folder, packet_id, version), {}
    for name, expected in hashes.items():
        try:
            found[name] = (place / name).read_bytes()
        except OSError:
            raise StoreError(f"'{name}' of packet {packet_id} is missing; restore it from a backup.") from None
        if hashlib.sha256(found[name]).hexdigest() != expected:
            raise StoreError(f"'{name}' of packet {packet_id} is not as it was signed; restore it from a backup.")
    return found


def _set_leftovers_aside(final: Path) -> None:
    for path in final.parent.glob(f"{_ARRIVING}*"):
        shutil.rmtree(path, ignore_errors=True)
    if final.exists():
        os.replace(final, final.with_name(f"{final.name}.unsigned-{secrets.token_hex(4)}"))


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o400)
    with os.fdopen(descriptor, "wb") as outgoing:
        outgoing.write(content)
        outgoing.flush()
        os.fsync(outgoing.fileno())
