"""What a pull has brought so far waits in the clinic folder, for its owner's eyes only."""

import os

import pytest

from loaders.server.pull_folder import PullFolder


@pytest.mark.skipif(os.name != "posix", reason="this system has no file modes")
def test_only_the_owner_may_open_the_pages_of_an_unfinished_pull(tmp_path):
    folder = PullFolder(tmp_path, "ehr")
    with folder.locked():
        folder.begin({"full": True}, None)
        folder.keep(1, b"{}", None)
    made = sorted(folder.path.iterdir())
    assert len(made) == 3
    assert {path.stat().st_mode & 0o777 for path in made} == {0o600}
    assert {path.stat().st_mode & 0o777 for path in (folder.path, folder.path.parent)} == {0o700}
