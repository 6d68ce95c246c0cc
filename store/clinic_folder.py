"""Where a clinic lives on disk, and how its `clinic.toml` is read."""

import os
from pathlib import Path

from domain.clinic import Clinic, ClinicError, parse_clinic
from domain.clinic_measure import own_measures, parse_measure
from domain.measures import MEASURES
from domain.policy_table import own_policies, parse_policy

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
    """The clinic that `folder/clinic.toml` declares, with its own measures from `folder/measures/*.toml` and policies from
    `folder/policies/*.toml`.

    Raises:
        ClinicError: a file is missing, unreadable or wrong; one sentence that names the place.
    """
    path = Path(folder) / "clinic.toml"
    files = sorted((Path(folder) / "measures").glob("*.toml"))
    own = own_measures((str(file), parse_measure(_text_of(file), str(file))) for file in files)
    measures = {**MEASURES, **{measure.code: measure for measure in own}}
    policies = sorted((Path(folder) / "policies").glob("*.toml"))
    asked = own_policies((str(file), parse_policy(_text_of(file), str(file), measures)) for file in policies)
    return parse_clinic(_text_of(path), str(path), frozenset(MEASURES), own, asked)


def read_texts(folder: Path, name: str) -> list[tuple[str, str]]:
    """Path and text of each TOML file in one of the clinic's folders, by name; none where there is no such folder.

    Raises:
        ClinicError: a file cannot be read.
    """
    return [(str(file), _text_of(file)) for file in sorted((Path(folder) / name).glob("*.toml"))]


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ClinicError(f"{path} cannot be read: {error.strerror or error}.") from None
    except UnicodeDecodeError:
        raise ClinicError(f"{path} is not UTF-8 text.") from None
