"""Writes the sources of the sample clinic: about 600 people who do not exist, over 24 months.

`python sample_data/generate.py [--out DIR]`. The same bytes on each run; a test holds the files that are
kept in `sample_data/sources` to that.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sample_data.generator.exports import all_tables
from sample_data.generator.faults import add_faults
from sample_data.generator.population import simulate
from sample_data.generator.tables import write


def generate(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    cases = simulate()
    tables = all_tables(cases)
    add_faults(tables, cases)
    for table in tables:
        write(table, folder)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Write the sample clinic's source files.")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "sources", help="folder to write to")
    generate(parser.parse_args().out)
