"""Apple Health's export, in the shape in which iOS writes it: the document type, ExportDate, Me, then Record elements.

The shape is that of an export's own document type ("HealthKit Export Version: 11", printed in the README of
github.com/artxgj/apple_health, read) and of Apple's identifiers (developer.apple.com/documentation/healthkit, read).
"""

import zipfile
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.apple_health import read_apple_health
from loaders.source_error import SourceError
from loaders.wearable_days import DeviceDays
from loaders.wearable_files import members_of
from tests.loaders.wearable_exports import (
    CLINIC,
    TODAY,
    mapping_of,
    read_export,
    reasons,
    rows_of,
    values,
    written,
    zipped,
)

DOCTYPE = """<!DOCTYPE HealthData [
<!-- HealthKit Export Version: 11 -->
<!ELEMENT HealthData (ExportDate,Me,(Record|Correlation|Workout|ActivitySummary|ClinicalRecord)*)>
<!ATTLIST HealthData
  locale CDATA #REQUIRED
>
<!ELEMENT ExportDate EMPTY>
<!ATTLIST ExportDate
  value CDATA #REQUIRED
>
<!ELEMENT Record ((MetadataEntry|HeartRateVariabilityMetadataList)*)>
<!ATTLIST Record
  type          CDATA #REQUIRED
  unit          CDATA #IMPLIED
  value         CDATA #IMPLIED
  sourceName    CDATA #REQUIRED
>
]>
"""
MADE = "2025-06-20 09:00:00 -0500"
WATCH = ("Maria&#8217;s Apple\xa0Watch", "&lt;&lt;HKDevice: 0x2810&gt;, name:Apple Watch, model:Watch&gt;")
PHONE = ("iPhone", "&lt;&lt;HKDevice: 0x2811&gt;, name:iPhone, model:iPhone&gt;")


def record(kind, value, start, end, source=WATCH, unit="count", inside=""):
    full = kind if kind.startswith("HK") else f"HKQuantityTypeIdentifier{kind}"
    held = f">{inside}</Record>" if inside else "/>"
    stamp = lambda text: text if text[-5] in "+-" else f"{text} -0500"  # noqa: E731
    return (
        f' <Record type="{full}" sourceName="{source[0]}" sourceVersion="11.0" device="{source[1]}" unit="{unit}" '
        f'creationDate="{stamp(end)}" startDate="{stamp(start)}" endDate="{stamp(end)}" value="{value}"{held}\n'
    )


def sleep(state, start, end, source=WATCH):
    return record("HKCategoryTypeIdentifierSleepAnalysis", f"HKCategoryValueSleepAnalysis{state}", start, end, source)


def export(*records, made=MADE, doctype=DOCTYPE):
    told = f' <ExportDate value="{made}"/>\n' if made else ""
    me = ' <Me HKCharacteristicTypeIdentifierDateOfBirth="1970-01-01" HKCharacteristicTypeIdentifierBiologicalSex="x"/>\n'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{doctype}<HealthData locale="en_US">\n{told}{me}{"".join(records)}</HealthData>\n'


def steps(day, count, hour=8, source=WATCH):
    return record(
        "StepCount", count, f"2025-06-{day:02d} {hour:02d}:00:00", f"2025-06-{day:02d} {hour:02d}:30:00", source
    )


@pytest.fixture
def read(tmp_path):
    def read_records(*records, more="", **written_as):
        return read_export(written(tmp_path / "export.xml", export(*records, **written_as)), "apple_health", more)

    return read_records


def test_steps_are_counted_by_day_with_the_first_record_as_their_place(read):
    loaded = read(steps(2, 3000), steps(2, 2500, 12), steps(3, 7000))
    assert values(loaded, "steps_day") == {date(2025, 6, 2): 5500, date(2025, 6, 3): 7000}
    row = rows_of(loaded).iloc[0]
    assert (row["mode"], row["form"], row["occasion"], row["unit"], row["line"]) == (
        "wearable", "apple_health", "daily", "steps/day", 1,
    )  # fmt: skip
    assert (row["patient"], row["version"]) == ("S-1", "2025-06-20T14:00:00")
    assert loaded.lines_read == 3


def test_phone_and_watch_are_not_added_up(read):
    loaded = read(steps(2, 3000, source=PHONE), steps(2, 2900), steps(2, 800, 15, PHONE))
    assert values(loaded, "steps_day") == {date(2025, 6, 2): 3700}


def test_the_day_of_the_export_was_not_over(read):
    assert reasons(read(steps(19, 5000), steps(20, 5000))) == [(2, "partial_day")]


def test_without_an_export_date_the_last_day_is_left_out(read):
    loaded = read(steps(18, 5000), steps(19, 5000), made=None)
    assert list(values(loaded, "steps_day")) == [date(2025, 6, 18)]
    assert reasons(loaded) == [(2, "partial_day")]


def test_a_day_on_which_nothing_was_worn_is_no_day(read):
    assert reasons(read(steps(2, 120))) == [(1, "not_worn")]


def test_two_hundred_thousand_steps_are_refused(read):
    assert reasons(read(steps(2, 200000))) == [(1, "out_of_range")]


def test_what_somebody_typed_in_is_no_measurement(read):
    entered = '<MetadataEntry key="HKWasUserEntered" value="1"/>'
    typed = record("StepCount", 9000, "2025-06-02 08:00:00", "2025-06-02 08:30:00", inside=entered)
    assert reasons(read(typed, steps(3, 7000))) == [(1, "typed_in")]


def test_days_are_those_of_the_clinic_whatever_the_offset(read):
    """03:00 in Berlin on the 3rd is 20:00 on the 2nd in Chicago."""
    loaded = read(record("StepCount", 5000, "2025-06-03 03:00:00 +0200", "2025-06-03 03:30:00 +0200"))
    assert list(values(loaded, "steps_day")) == [date(2025, 6, 2)]


@pytest.mark.parametrize(("unit", "value", "metres"), [("km", 3.2, 3200), ("mi", 2, 3218.7), ("m", 3200, 3200)])
def test_walking_distance_is_read_in_its_own_unit(read, unit, value, metres):
    loaded = read(record("DistanceWalkingRunning", value, "2025-06-02 08:00:00", "2025-06-02 09:00:00", unit=unit))
    assert values(loaded, "distance_day") == {date(2025, 6, 2): metres}


def test_a_days_walking_distance_is_never_a_six_minute_walk(read):
    loaded = read(record("DistanceWalkingRunning", 3, "2025-06-02 08:00:00", "2025-06-02 09:00:00", unit="km"))
    assert "walk_6min" not in set(rows_of(loaded)["measure"])


def test_an_unknown_unit_is_refused(read):
    distance = record("DistanceWalkingRunning", 3, "2025-06-02 08:00:00", "2025-06-02 09:00:00", unit="furlong")
    assert reasons(read(distance)) == [(1, "unknown_unit")]


NIGHT = (
    sleep("InBed", "2025-06-01 22:30:00", "2025-06-02 06:30:00", PHONE),
    sleep("AsleepCore", "2025-06-01 23:00:00", "2025-06-02 02:00:00"),
    sleep("AsleepDeep", "2025-06-02 02:00:00", "2025-06-02 03:00:00"),
    sleep("Awake", "2025-06-02 03:00:00", "2025-06-02 03:30:00"),
    sleep("AsleepREM", "2025-06-02 03:30:00", "2025-06-02 06:00:00"),
)


def test_a_night_across_midnight(read):
    """In bed 22:30–6:30 (480 min), asleep 3 h + 1 h + 2.5 h = 390 min: 81.25 %."""
    loaded = read(*NIGHT)
    assert values(loaded, "sleep_tst") == {date(2025, 6, 2): 390}
    assert values(loaded, "sleep_efficiency") == {date(2025, 6, 2): pytest.approx(81.25)}


def test_without_time_in_bed_there_is_no_efficiency(read):
    loaded = read(*NIGHT[1:])
    assert values(loaded, "sleep_tst") == {date(2025, 6, 2): 390}
    assert values(loaded, "sleep_efficiency") == {}


def test_older_exports_call_sleep_asleep(read):
    loaded = read(sleep("Asleep", "2025-06-01 23:00:00", "2025-06-02 06:00:00"))
    assert values(loaded, "sleep_tst") == {date(2025, 6, 2): 420}


def test_a_nap_is_not_the_night(read):
    loaded = read(*NIGHT, sleep("AsleepCore", "2025-06-02 14:00:00", "2025-06-02 15:00:00"))
    assert values(loaded, "sleep_tst") == {date(2025, 6, 2): 390}
    assert reasons(loaded) == [(6, "second_sleep")]


def test_nights_on_which_the_clocks_change(tmp_path):
    """9 March 2025: from 23:00 -0600 to 7:00 -0500 are 7 hours."""
    text = export(sleep("AsleepCore", "2025-03-08 23:00:00 -0600", "2025-03-09 07:00:00 -0500"))
    loaded = read_export(written(tmp_path / "export.xml", text), "apple_health")
    assert values(loaded, "sleep_tst") == {date(2025, 3, 9): 420}


WALK = record("SixMinuteWalkTestDistance", 480, "2025-06-01 08:00:00", "2025-06-08 08:00:00", unit="m")
"""An estimate over a week."""


def test_an_estimated_walking_test_is_left_alone_unless_asked_for(read):
    assert set(rows_of(read(WALK, steps(2, 5000)))["measure"]) == {"steps_day"}
    row = rows_of(read(WALK, more='measures = ["walk_6min"]\n')).iloc[0]
    assert (row["measure"], row["value"], row["mode"], row["occasion"]) == (
        "walk_6min",
        480,
        "device_estimate",
        "daily",
    )


def test_an_estimated_walking_test_fills_a_checkpoint_only_where_the_mapping_says_so(read):
    said = 'measures = ["walk_6min"]\nestimates_fill_checkpoints = true\n'
    assert rows_of(read(WALK, more=said))["occasion"].tolist() == ["routine"]


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (steps(2, "many"), "bad_number"),
        (steps(2, -5), "bad_number"),
        (record("StepCount", 100, "2025-06-02", "2025-06-02 08:30:00"), "bad_date"),
        (record("StepCount", 100, "2025-06-02 09:00:00", "2025-06-02 08:30:00"), "bad_date"),
        (record("StepCount", 100, "2025-06-02 09:00:00", "2025-06-04 08:30:00"), "bad_date"),
        (record("StepCount", 100, "2025-13-02 09:00:00", "2025-13-02 09:30:00"), "bad_date"),
        (record("StepCount", 100, "2031-06-02 09:00:00", "2031-06-02 09:30:00"), "future_date"),
        (record("StepCount", 100, "1970-06-02 09:00:00", "1970-06-02 09:30:00"), "bad_date"),
        (sleep("Dreaming", "2025-06-01 23:00:00", "2025-06-02 06:00:00"), "unknown_label"),
    ],
)
def test_each_bad_record_is_refused_with_its_place(read, bad, code):
    loaded = read(steps(3, 7000), bad, steps(4, 7000))
    assert reasons(loaded) == [(2, code)]
    assert len(rows_of(loaded)) == 2


def test_more_sleep_than_time_in_bed_cannot_be(tmp_path):
    days = DeviceDays("x", "S-1", ("sleep_tst",), TODAY, CLINIC.clock.time_zone)
    days.add_night(1, date(2025, 6, 2), asleep=500, in_bed=480)
    assert days.parts(mapping_of("apple_health").registry).rejected["code"].tolist() == ["bad_answer"]


def test_other_kinds_of_records_are_counted_and_not_read(read):
    loaded = read(
        record("HeartRate", 60, "2025-06-02 08:00:00", "2025-06-02 08:00:00", unit="count/min"), steps(2, 5000)
    )
    assert loaded.notes == ("1 records of other kinds (heart rate and so on) were not read.",)
    assert loaded.lines_read == 2


def test_the_name_of_a_device_is_kept_nowhere(read):
    loaded = read(*NIGHT, steps(2, "many"))
    for frame in (rows_of(loaded), loaded.rejected):
        assert not frame.astype(str).apply(lambda column: column.str.contains("Maria")).any(axis=None)


def test_the_zip_is_read_as_it_comes_whatever_the_phone_calls_the_file(tmp_path):
    text = export(steps(2, 5000), steps(3, 6000))
    files = {
        "apple_health_export/Exportación.xml": text,
        "apple_health_export/export_cda.xml": "<ClinicalDocument/>",
        "apple_health_export/workout-routes/route_2025-06-02.gpx": "<gpx/>",
    }
    loaded = read_export(zipped(tmp_path / "export.zip", files), "apple_health")
    assert len(rows_of(loaded)) == 2


def test_a_document_type_with_apples_own_errors_is_skipped(read):
    """iOS 16 wrote attribute lists that no parser accepts."""
    broken = DOCTYPE.replace(
        "  unit          CDATA #IMPLIED\n", "  unit CDATA #IMPLIED\n  unit   CDATA\n  >\n  value\n"
    )
    assert len(rows_of(read(steps(2, 5000), doctype=broken))) == 1


BOMB = '<!DOCTYPE HealthData [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>\n'


@pytest.mark.parametrize(
    "doctype",
    [
        BOMB,
        '<!DOCTYPE HealthData SYSTEM "file:///etc/passwd">\n',
        '<!DOCTYPE HealthData PUBLIC "-//x" "http://example.org/x.dtd">\n',
        '<!DOCTYPE HealthData [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n',
        '<!DOCTYPE HealthData [<!ENTITY % x SYSTEM "http://example.org/x">%x;]>\n',
    ],
)
def test_entities_and_outside_document_types_are_refused(read, doctype):
    with pytest.raises(SourceError, match="declares an entity or an outside document type"):
        read(steps(2, 5000), doctype=doctype)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<html></html>", "0 Apple Health exports, not one"),
        (export(steps(2, 5000))[:-40], "no well-formed XML"),
        (export(steps(2, 5000)).replace('value="5000"', 'value="&boom;"'), "no well-formed XML"),
        (export("<a>" * 40 + "</a>" * 40), "nested more than 32 deep"),
        (export().replace("</HealthData>", '<!DOCTYPE x [<!ENTITY a "b">]></HealthData>'), "no well-formed XML"),
        (export(), "holds no records"),
    ],
)
def test_a_file_that_is_no_export_is_refused_in_one_sentence(tmp_path, text, said):
    with pytest.raises(SourceError, match=said) as told:
        read_export(written(tmp_path / "export.xml", text), "apple_health")
    assert "\n" not in str(told.value)


def test_one_enormous_attribute_is_refused_before_it_fills_the_memory(tmp_path):
    huge = export(record("StepCount", 1, "2025-06-02 08:00:00", "2025-06-02 08:30:00", (("x" * (20 << 20)), "")))
    with pytest.raises(SourceError, match="larger than 8 MB"):
        read_export(written(tmp_path / "export.xml", huge), "apple_health")


def test_a_zip_bomb_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "export.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("apple_health_export/export.xml", export())
        archive.writestr("apple_health_export/bomb.xml", b"\0" * (80 << 20))
    entry = zipfile.ZipFile(tmp_path / "export.zip").infolist()[1]
    if entry.file_size <= 1000 * entry.compress_size:
        pytest.skip("this zlib packs zeros less tightly than 1000 to 1")
    with pytest.raises(SourceError, match="unpacks to far more than an export holds"):
        read_export(tmp_path / "export.zip", "apple_health")


def test_more_records_than_memory_is_planned_for_are_refused(read, monkeypatch):
    monkeypatch.setattr("loaders.apple_health._MOST_INTERVALS", 2)
    with pytest.raises(SourceError, match="more than 2 records of one kind"):
        read(steps(2, 5000), steps(3, 5000), steps(4, 5000))


def test_more_rejections_than_can_be_listed_are_refused(read, monkeypatch):
    monkeypatch.setattr("loaders.wearable_days.MOST_REJECTED", 1)
    with pytest.raises(SourceError, match="More than 1 entries"):
        read(steps(2, "x"), steps(3, "y"), steps(4, 5000))


moments = st.one_of(
    st.builds(
        "2025-06-{:02d} {:02d}:{:02d}:00 -0500".format, st.integers(1, 30), st.integers(0, 23), st.integers(0, 59)
    ),
    st.text(max_size=12),
)
kinds = st.sampled_from(
    ["HKQuantityTypeIdentifierStepCount", "HKQuantityTypeIdentifierDistanceWalkingRunning",
     "HKCategoryTypeIdentifierSleepAnalysis", "HKQuantityTypeIdentifierSixMinuteWalkTestDistance", "x"]
)  # fmt: skip
any_values = st.one_of(
    st.sampled_from(["100", "3000", "-1", "nan", "1e9", "", "HKCategoryValueSleepAnalysisInBed",
                     "HKCategoryValueSleepAnalysisAsleepCore", "HKCategoryValueSleepAnalysisAwake"]),
    st.text(max_size=6),
)  # fmt: skip


@settings(max_examples=60)
@given(
    st.lists(st.tuples(kinds, any_values, moments, moments, st.sampled_from([WATCH[0], "iPhone", "App"])), max_size=12)
)
def test_whatever_the_records_say_each_one_is_counted_or_refused(tmp_path_factory, records):
    from xml.sax.saxutils import quoteattr

    def clean(text):
        return quoteattr("".join(c for c in text if c.isprintable()))

    lines = "".join(
        f'<Record type="{kind}" sourceName="{source}" unit="m" startDate={clean(start)} endDate={clean(end)} value={clean(value)}/>'
        for kind, value, start, end, source in records
    )
    path = written(tmp_path_factory.mktemp("any") / "export.xml", export(lines, steps(1, 600)))
    days = DeviceDays("apple_health", "S-1", mapping_of("apple_health").wanted, TODAY, CLINIC.clock.time_zone)
    read_apple_health(members_of(path), mapping_of("apple_health"), days)
    parts = days.parts(mapping_of("apple_health").registry)
    assert parts.lines_read == len(records) + 1
    assert parts.rejected["reason"].map(bool).all()
    assert parts.rejected["line"].between(1, len(records) + 1).all()


@settings(max_examples=60)
@given(st.binary(max_size=400))
def test_any_bytes_are_refused_in_one_sentence(tmp_path_factory, content):
    path = written(tmp_path_factory.mktemp("any") / "export.xml", b"<HealthData>" + content)
    with pytest.raises(SourceError) as told:
        read_export(path, "apple_health")
    assert "\n" not in str(told.value)
