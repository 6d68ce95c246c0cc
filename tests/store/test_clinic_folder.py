"""Which folder is the clinic, and what is said when it is none."""

import pytest

from domain.clinic import ClinicError
from store.clinic_folder import find_clinic, read_clinic


def test_the_folder_named_wins_over_the_environment(empty_clinic, monkeypatch):
    monkeypatch.setenv("LANDINGS_CLINIC", "/nowhere")
    assert find_clinic(empty_clinic) == empty_clinic


def test_the_environment_wins_over_the_sample(empty_clinic, monkeypatch):
    monkeypatch.setenv("LANDINGS_CLINIC", str(empty_clinic))
    assert find_clinic() == empty_clinic


def test_without_either_it_is_the_sample_clinic(monkeypatch):
    monkeypatch.delenv("LANDINGS_CLINIC", raising=False)
    assert find_clinic().name == "sample_data"


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(ClinicError, match="There is no clinic folder"):
        find_clinic(tmp_path / "nothing")


def test_a_file_is_no_clinic(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(ClinicError, match="is a file"):
        find_clinic(tmp_path / "file")


def test_a_folder_without_clinic_toml_is_no_clinic(tmp_path):
    with pytest.raises(ClinicError, match=r"holds no clinic\.toml"):
        find_clinic(tmp_path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"name = ", "not valid TOML"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"name = 'x'\n", "time_zone"),
        (b"name = 'x'\ntime_zone = 'Mars'\n", "Mars"),
    ],
)
def test_an_error_in_clinic_toml_names_the_file_and_the_place(tmp_path, content, said):
    (tmp_path / "clinic.toml").write_bytes(content)
    with pytest.raises(ClinicError, match=said) as error:
        read_clinic(tmp_path)
    assert "clinic.toml" in str(error.value)
