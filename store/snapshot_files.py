"""Snapshots on disk: numbered DuckDB files beside each other, and the pointer that names the current one.

A snapshot is built under a name that no reader looks at, verified, synced, renamed, and only then named by
`current.json`. A number that a reader may have seen is never used again, because a process that keeps an old
file open would get the old data again under the same name.
"""

import json
import os
import re
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from store.errors import StoreError
from store.owner_only import keep_private
from store.schema import TABLES, VIEWS

KEEP = 3
POINTER_NAME = "current.json"
_NAME = re.compile(r"landings-(\d{6,})\.duckdb$")
_BUILDING = ".building-"
_LOCKED_DOWN: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "lock_configuration": "true",
}


@dataclass(frozen=True)
class Pointer:
    """Which snapshot is current. `published_at` is ISO text in UTC."""

    number: int
    published_at: str
    config_hash: str


def snapshots_folder(folder: Path) -> Path:
    return Path(folder) / "snapshots"


def snapshot_path(folder: Path, number: int) -> Path:
    return snapshots_folder(folder) / f"landings-{number:06d}.duckdb"


def building_path(folder: Path, number: int) -> Path:
    return snapshots_folder(folder) / f"{_BUILDING}{number:06d}.duckdb"


def numbers_on_disk(folder: Path) -> list[int]:
    """Numbers of the snapshot files, newest first."""
    found = (_NAME.match(path.name) for path in snapshots_folder(folder).glob("landings-*.duckdb"))
    return sorted((int(match.group(1)) for match in found if match), reverse=True)


def read_pointer(folder: Path) -> Pointer | None:
    """The pointer, or None where it is missing or damaged."""
    try:
        pointer = Pointer(**json.loads((snapshots_folder(folder) / POINTER_NAME).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return pointer if type(pointer.number) is int else None


def find_current(folder: Path) -> int:
    """Number of the current snapshot, 0 where there is none.

    The pointer decides. Where it is missing, damaged or names a file that is not there, the newest
    snapshot that verifies is current.
    """
    pointer = read_pointer(folder)
    if pointer and snapshot_path(folder, pointer.number).exists():
        return pointer.number
    return newest_whole(folder)


def newest_whole(folder: Path) -> int:
    """Number of the newest snapshot that verifies, 0 where none does."""
    return next((number for number in numbers_on_disk(folder) if is_whole(snapshot_path(folder, number))), 0)


def is_whole(path: Path) -> bool:
    """Whether a snapshot opens and holds the rows its manifest says."""
    try:
        verify(path)
    except (StoreError, duckdb.Error):
        return False
    return True


def connect_to_read(path: Path | str) -> duckdb.DuckDBPyConnection:
    """A read-only connection that can reach no other file and change no setting.

    Everybody who reads a snapshot comes through here: within a process DuckDB opens a file only once, and
    refuses to open it again with other settings.
    """
    return duckdb.connect(str(path), read_only=True, config=_LOCKED_DOWN)


def verify(path: Path) -> list[int]:
    """Reopen a snapshot read-only and count: its batch ids, oldest first.

    Raises:
        StoreError: a table is missing or holds another number of rows than the manifest says.
    """
    with connect_to_read(path) as connection:
        expected = dict(connection.execute("select table_name, row_count from manifest").fetchall())
        if expected != count_rows(connection):
            raise StoreError("A new snapshot did not verify: a table does not hold the rows that were written.")
        return [row[0] for row in connection.execute("select batch_id from batch order by 1").fetchall()]


def count_rows(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Rows of every table but the manifest itself; views hold none of their own."""
    names = [name for name in TABLES if name != "manifest" and name not in VIEWS]
    query = " union all ".join(f"select '{name}', count(*) from {name}" for name in names)
    return dict(connection.execute(query).fetchall())


def start_building(folder: Path, current: int, from_nothing: bool = False) -> tuple[int, Path]:
    """A new number and the file to build in: a copy of the current snapshot, or nothing yet."""
    keep_private(snapshots_folder(folder), is_folder=True)
    number = max([current, *numbers_on_disk(folder)]) + 1
    path = building_path(folder, number)
    if current and not from_nothing:
        shutil.copyfile(snapshot_path(folder, current), path)
    return number, path


def publish(folder: Path, number: int, pointer: Pointer, step) -> None:
    """Give a built and verified file its name and make it current. `step` names each instant for crash tests."""
    building, final = building_path(folder, number), snapshot_path(folder, number)
    keep_private(building)
    sync_file(building)
    step("synced")
    os.replace(building, final)
    sync_folder(final.parent)
    step("renamed")
    write_pointer(folder, pointer)
    step("pointed")


def write_pointer(folder: Path, pointer: Pointer) -> None:
    target = snapshots_folder(folder) / POINTER_NAME
    fresh = target.with_name(f"{_BUILDING}{POINTER_NAME}")
    keep_private(fresh)
    fresh.write_text(json.dumps(asdict(pointer)), encoding="utf-8")
    sync_file(fresh)
    os.replace(fresh, target)
    sync_folder(target.parent)


def remove_leftovers(folder: Path, current: int) -> None:
    """Remove what crashed builds left: unfinished files, and finished ones that no pointer ever named."""
    for path in snapshots_folder(folder).glob(f"{_BUILDING}*"):
        _remove(path)
    for number in numbers_on_disk(folder):
        if number > current:
            _remove(snapshot_path(folder, number))


def prune(folder: Path, current: int, keep: int = KEEP) -> None:
    """Keep the newest snapshots; never remove the current one. Who holds an old one open goes on reading it."""
    for number in numbers_on_disk(folder)[keep:]:
        if number != current:
            _remove(snapshot_path(folder, number))


def _remove(path: Path) -> None:
    """Remove a file; one that a system refuses to remove while it is read stays until the next writer."""
    try:
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    except PermissionError:
        return


def sync_file(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(path: Path) -> None:
    """Make a rename durable; systems that cannot open a folder have no need of it."""
    if os.name == "posix":
        sync_file(path)
