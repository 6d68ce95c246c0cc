"""How fast does a long CSV become a published snapshot? Floor: DuckDB's own reader into a table, same file, same run.

`python -m benchmarks.loading [ROWS]`. The load is the whole command line in a process of its own: reading, checks,
ledger, archive, checkpoint scores, verified snapshot.
"""

import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import duckdb

CLINIC = """
name = "Benchmark clinic"
time_zone = "UTC"
as_of = 2025-11-17T12:00:00

[[programs]]
code = "course"
name = "Course"
weeks = 12
measures = ["odi", "nrs_average", "isi"]

[[programs.checkpoints]]
code = "intake"
name = "Intake"
kind = "intake"
due_day = 0
opens_day = -14
closes_day = 7

[[programs.checkpoints]]
code = "program_end"
name = "Program end"
kind = "completion"
anchor = "end"
due_day = 0
opens_day = -14
closes_day = 21
"""
MAPPINGS = {
    "people": '[columns]\npatient = "mrn"\nname = "name"\nbirth_date = "born"\n',
    "courses": '[columns]\nrecord = "course"\npatient = "mrn"\nprogram = "program"\nstarted = "started"\n',
    "scores": '[columns]\nrecord = "id"\npatient = "mrn"\nmeasure = "measure"\nvalue = "value"\ndate = "date"\n',
}
KINDS = {"people": "patients", "courses": "episodes", "scores": "observations"}
STEPS = {"odi": [2 * i for i in range(51)], "nrs_average": list(range(11)), "isi": list(range(29))}
FIRST_DAY = date(2024, 1, 1)


def write_clinic(folder: Path, rows: int) -> None:
    """A clinic folder whose scores file holds `rows` lines, for one patient in a hundred lines."""
    (folder / "mappings").mkdir(parents=True)
    (folder / "clinic.toml").write_text(CLINIC)
    for name, columns in MAPPINGS.items():
        head = f'name = "{name}"\nfiles = ["{name}.csv"]\nrows = "{KINDS[name]}"\ndate_format = ["%Y-%m-%d"]\n'
        (folder / "mappings" / f"{name}.toml").write_text(head + columns)
    draw, patients = random.Random(7), max(1, rows // 100)
    started = [FIRST_DAY + timedelta(days=draw.randrange(500)) for _ in range(patients)]
    people = (f"B{i:08d},Person {i},1970-01-01" for i in range(patients))
    courses = (f"C{i},B{i:08d},course,{day}" for i, day in enumerate(started))
    (folder / "people.csv").write_text("\n".join(["mrn,name,born", *people]) + "\n")
    (folder / "courses.csv").write_text("\n".join(["course,mrn,program,started", *courses]) + "\n")
    with (folder / "scores.csv").open("w") as file:
        file.write("id,mrn,measure,value,date\n")
        for i in range(rows):
            patient, measure = i % patients, draw.choice(list(STEPS))
            day = started[patient] + timedelta(days=draw.randrange(-10, 150))
            file.write(f"{i},B{patient:08d},{measure},{draw.choice(STEPS[measure])},{day}\n")


def seconds_of_floor(path: Path, database: Path) -> float:
    types = "{'id': 'BIGINT', 'mrn': 'VARCHAR', 'measure': 'VARCHAR', 'value': 'DOUBLE', 'date': 'DATE'}"
    began = time.perf_counter()
    with duckdb.connect(str(database)) as connection:
        connection.execute("set enable_progress_bar = false")
        connection.execute(
            f"create table scores as select * from read_csv($path, columns = {types})", {"path": str(path)}
        )
    return time.perf_counter() - began


def seconds_of_load(folder: Path) -> float:
    began = time.perf_counter()
    command = [sys.executable, "-m", "loaders", "load", "--clinic", str(folder), "--json"]
    subprocess.run(command, check=True, capture_output=True, cwd=Path(__file__).parent.parent)
    return time.perf_counter() - began


def main(rows: int = 200_000) -> None:
    """Processor time is told too: on a machine that does other work it is the steadier of the two."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "clinic"
        write_clinic(folder, rows)
        before = time.process_time()
        floor = seconds_of_floor(folder / "scores.csv", Path(place) / "floor.duckdb")
        floor_cpu = time.process_time() - before
        load = seconds_of_load(folder)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(
        f"loading  {rows:,} rows: {rows / load:,.0f} rows/s; floor {rows / floor:,.0f} rows/s; {floor / load:.3f} of the floor "
        f"(processor: {floor_cpu:.1f} s of {used.ru_utime + used.ru_stime:.1f} s); peak {used.ru_maxrss / 1024:,.0f} MB"
    )


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
