"""How fast do NDJSON Observations become a published snapshot? Floor: DuckDB's own read_json into a table, same run.

`python -m benchmarks.loading_fhir [ROWS]`. Told are reading alone (rows and rejections, in memory) and the whole command
line in a process of its own: reading, checks, ledger, archive, checkpoint scores, verified snapshot.
"""

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import duckdb

from benchmarks.loading import CLINIC, STEPS
from loaders.mapping_files import read_mapping
from loaders.read import read_file
from store.clinic_folder import read_clinic

MAPPING = """
name = "ehr"
format = "fhir"
files = ["*.ndjson"]
patient_by = "id"
[codes]
"urn:benchmark|odi" = "odi"
"urn:benchmark|nrs_average" = "nrs_average"
"urn:benchmark|isi" = "isi"
[programs]
"urn:benchmark|course" = "course"
"""
COLUMNS = """{'resourceType': 'VARCHAR', 'id': 'VARCHAR', 'meta': 'STRUCT(versionId VARCHAR, lastUpdated VARCHAR)',
    'status': 'VARCHAR', 'code': 'STRUCT(coding STRUCT(system VARCHAR, code VARCHAR)[])', 'subject': 'STRUCT(reference VARCHAR)',
    'effectiveDateTime': 'VARCHAR', 'valueQuantity': 'STRUCT(value DOUBLE, unit VARCHAR, system VARCHAR, code VARCHAR)'}"""
FIRST_DAY = date(2024, 1, 1)
CATEGORY = [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "survey"}]}]


def write_clinic(folder: Path, rows: int) -> Path:
    """A clinic folder with `rows` Observations for one patient in a hundred rows; the file that holds them."""
    (folder / "mappings").mkdir(parents=True)
    (folder / "clinic.toml").write_text(CLINIC)
    (folder / "mappings" / "ehr.toml").write_text(MAPPING)
    draw, patients = random.Random(7), max(1, rows // 100)
    started = [FIRST_DAY + timedelta(days=draw.randrange(500)) for _ in range(patients)]
    with (folder / "a_people.ndjson").open("w") as file:
        for i, day in enumerate(started):
            course = {"coding": [{"system": "urn:benchmark", "code": "course"}]}
            file.write(_line({"resourceType": "Patient", "id": f"p{i}", "birthDate": "1970-01-01"}))
            file.write(_line({
                "resourceType": "EpisodeOfCare", "id": f"e{i}", "status": "active", "type": [course],
                "patient": {"reference": f"Patient/p{i}"}, "period": {"start": day.isoformat()},
            }))  # fmt: skip
    scores = folder / "observations.ndjson"
    with scores.open("w") as file:
        for i in range(rows):
            day = started[i % patients] + timedelta(days=draw.randrange(-10, 150))
            file.write(_line(observation(i, i % patients, draw.choice(list(STEPS)), day, draw)))
    return scores


def observation(number: int, patient: int, measure: str, day: date, draw: random.Random) -> dict:
    """As an EHR exports it: about 600 bytes, with category, display, encounter, issued and a UCUM annotation."""
    return {
        "resourceType": "Observation", "id": f"obs-{number}", "meta": {"versionId": "1", "lastUpdated": f"{day}T20:00:00.000+00:00"},
        "status": "final", "category": CATEGORY,
        "code": {"coding": [{"system": "urn:benchmark", "code": measure, "display": measure}], "text": measure},
        "subject": {"reference": f"Patient/p{patient}"}, "encounter": {"reference": f"Encounter/e{number}"},
        "effectiveDateTime": f"{day}T{draw.randrange(8, 18):02d}:{draw.randrange(60):02d}:00+00:00",
        "issued": f"{day}T20:00:00.000+00:00",
        "valueQuantity": {"value": draw.choice(STEPS[measure]), "unit": "{score}", "system": "http://unitsofmeasure.org", "code": "{score}"},
    }  # fmt: skip


def _line(resource_: dict) -> str:
    return json.dumps(resource_, separators=(",", ":")) + "\n"


def seconds_of_floor(path: Path, database: Path) -> float:
    began = time.perf_counter()
    with duckdb.connect(str(database)) as connection:
        connection.execute("set enable_progress_bar = false")
        query = (
            f"create table scores as select * from read_json($path, format = 'newline_delimited', columns = {COLUMNS})"
        )
        connection.execute(query, {"path": str(path)})
    return time.perf_counter() - began


def seconds_of_reading(folder: Path, path: Path) -> float:
    clinic, mapping = read_clinic(folder), read_mapping(folder / "mappings" / "ehr.toml")
    began = time.perf_counter()
    loaded = read_file(path, mapping, clinic)
    taken = time.perf_counter() - began
    assert not len(loaded.rejected), loaded.rejected["reason"].iloc[0]
    return taken


def seconds_of_load(folder: Path) -> float:
    began = time.perf_counter()
    command = [sys.executable, "-m", "loaders", "load", "--clinic", str(folder), "--json"]
    subprocess.run(command, check=True, capture_output=True, cwd=Path(__file__).parent.parent)
    return time.perf_counter() - began


def main(rows: int = 100_000) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "clinic"
        path = write_clinic(folder, rows)
        floor = seconds_of_floor(path, Path(place) / "floor.duckdb")
        read = seconds_of_reading(folder, path)
        load = seconds_of_load(folder)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(
        f"FHIR     {rows:,} Observations: read {rows / read:,.0f}/s, load {rows / load:,.0f}/s; floor {rows / floor:,.0f}/s; "
        f"{floor / read:.3f} and {floor / load:.3f} of the floor; peak {peak:,.0f} MB"
    )


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
