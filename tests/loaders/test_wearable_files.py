"""Archives of devices: what is opened, and what is refused."""

import zipfile

import pytest

from loaders.source_error import SourceError
from loaders.wearable_files import members_of
from tests.loaders.wearable_exports import read_export, written, zipped


@pytest.mark.parametrize("name", ["../evil.csv", "/etc/evil.csv", "a/../../evil.csv", "C:\\evil.csv", "..\\evil.csv"])
def test_a_name_that_leads_out_of_the_archive_is_refused_and_not_repeated(tmp_path, name):
    path = zipped(tmp_path / "x.zip", {name: "a"})
    with pytest.raises(SourceError, match="leads out of the archive") as told:
        members_of(path)
    assert "evil" not in str(told.value)


def test_a_damaged_archive_is_refused(tmp_path):
    path = zipped(tmp_path / "x.zip", {"sleep.csv": "from,to\n" * 2000})
    data = bytearray(path.read_bytes())
    data[60:90] = b"\xff" * 30
    path.write_bytes(data)
    with pytest.raises(SourceError, match="cannot be unpacked"):
        read_export(path, "withings")


def test_two_members_of_one_name_are_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("sleep.csv", "a")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("sleep.csv", "b")
    with pytest.raises(SourceError, match="two files of one name"):
        members_of(tmp_path / "x.zip")


def test_an_encrypted_archive_is_refused(tmp_path):
    path = zipped(tmp_path / "x.zip", {"sleep.csv": "a"})
    data = bytearray(path.read_bytes())
    data[6] |= 1  # local header
    data[data.rindex(b"PK\x01\x02") + 8] |= 1  # central directory
    path.write_bytes(data)
    with pytest.raises(SourceError, match="is encrypted"):
        members_of(path)


def test_an_archive_without_anything_is_refused(tmp_path):
    with pytest.raises(SourceError, match="is an empty archive"):
        read_export(zipped(tmp_path / "x.zip", {}), "withings")


@pytest.mark.parametrize(
    ("device", "said"),
    [("fitbit", "is it a Fitbit archive"), ("garmin", "is it a Garmin export"), ("withings", "is it a Withings export"),
     ("oura", "no days and no sleeps"), ("apple_health", "0 Apple Health exports")],
)  # fmt: skip
def test_an_archive_of_something_else_is_told(tmp_path, device, said):
    with pytest.raises(SourceError, match=said):
        read_export(zipped(tmp_path / "x.zip", {"holiday.txt": "sun"}), device)


def test_a_plain_file_is_its_own_only_member(tmp_path):
    (member,) = members_of(written(tmp_path / "x.csv", "a,b\n"))
    assert (member.name, member.table()) == ("", [(1, ["a", "b"])])
