"""However a long file is cut into loads, and in whatever order they come, the store is the same."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.loaded import RowKind
from loaders.mapping_files import parse_mapping
from loaders.read import read_file
from store.schema import STANDING_TABLES
from tests.small_clinic import MemoryStore, contents, course_of_care, file_of, registration, small_clinic

CLINIC = small_clinic()
MAPPING = parse_mapping(
    'name = "scores"\nrows = "observations"\n[columns]\nrecord = "id"\nversion = "version"\nretracted = "gone"\npatient = "mrn"\n'
    'date = "day"\nmeasure = "scale"\nvalue = "score"\n[values.retracted]\nyes = "true"\nno = "false"\n',
    "scores.toml",
)
HEADER = "id,version,gone,mrn,day,scale,score"
WHERE_FROM = ("batch_id", "file_id", "line")
"""Which of several places a row stood at first depends on what came first."""

lines = st.builds(
    ",".join,
    st.tuples(
        st.sampled_from(["", "1", "2", "3", "4"]), st.sampled_from(["1", "2", "3"]), st.sampled_from(["no", "no", "no", "yes"]),
        st.sampled_from(["P1", "P1", "P2", "P9", ""]), st.sampled_from(["2025-01-06", "2025-01-07", "2025-01-20"]),
        st.sampled_from(["odi", "odi", "nrs_average"]), st.sampled_from(["4", "6", "8", "101"]),
    ),
)  # fmt: skip


@st.composite
def split_files(draw) -> tuple[list[str], list[list[str]]]:
    """The lines of a file, some twice, and the same lines cut into batches whose order is shuffled."""
    whole = draw(st.lists(lines, min_size=2, max_size=24))
    whole += draw(st.lists(st.sampled_from(whole), max_size=6))
    batches: list[list[str]] = [[] for _ in range(draw(st.integers(1, 5)))]
    for line in whole:
        draw(st.sampled_from(batches)).append(line)
    return whole, draw(st.permutations([batch for batch in batches if batch]))


def store_of(batches, tmp_path, book=None) -> MemoryStore:
    store = MemoryStore(CLINIC, book)
    store.load(
        file_of(RowKind.PATIENT, registration("P1", "P2"), name="people.csv", mapping="people"),
        file_of(
            RowKind.EPISODE, [course_of_care("P1"), course_of_care("P2", 7)], name="courses.csv", mapping="courses"
        ),
    )
    for number, batch in enumerate(batches):
        path = tmp_path / f"{number}.csv"
        path.write_text("\n".join([HEADER, *batch]) + "\n")
        store.load(read_file(path, MAPPING, CLINIC, date(2025, 6, 30)))
    return store


@settings(max_examples=40)
@given(split_files())
def test_any_split_of_a_file_into_loads_in_any_order_gives_the_same_store(tmp_path_factory, files):
    whole, batches = files
    tmp_path = tmp_path_factory.mktemp("split")
    one = store_of([whole], tmp_path)
    several = store_of(batches, tmp_path, one.book)
    found, expected = (contents(store.connection, STANDING_TABLES, WHERE_FROM) for store in (several, one))
    for table in STANDING_TABLES:
        assert found[table] == expected[table], table
    one.close()
    several.close()
