"""Where a clinic lives on disk, and how its `clinic.toml` is read."""

import os
from pathlib import Path

from domain.clinic import Clinic, ClinicError, parse_clinic
from domain.measures import MEASURES

ENVIRONMENT_NAME = "LANDINGS_CLINIC"
DEFAULT_FOLDER = "sample_data"


def find_clinic(named: str | Path | None = None) -> Path:
    """The clinic folder: the one named, else LANDINGS_CLINIC, else `sample_data`.

    Raises:
        ClinicError: there is no such folder, or it holds no clinic.toml.
    """
    folder = Path(named or os.environ.get(ENVIRONMENT_NAME) or DEFAULT_FOLDER).expanduser()
    if not folder.exists():
        raise ClinicError(f"There is no clinic folder '{folder}'.")
    if not folder.is_dir():
        raise ClinicError(f"'{folder}' is a file, not a clinic folder.")
    if not (folder / "clinic.toml").is_file():
        raise ClinicError(f"The folder '{folder}' is no clinic: it holds no clinic.toml.")
    return folder


def read_clinic(folder: Path) -> Clinic:
    """The clinic that `folder/clinic.toml` declares.

    Raises:
        ClinicError: the file is missing, unreadable or wrong; one sentence that names the place.
    """
    path = Path(folder) / "clinic.toml"
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ClinicError(f"{path} cannot be read: {error.strerror or error}.") from None
    except UnicodeDecodeError:
        raise ClinicError(f"{path} is not UTF-8 text.") from None
    return parse_clinic(text, str(path), frozenset(MEASURES))
