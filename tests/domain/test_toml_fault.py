"""The line of a key in a TOML text."""

import pytest

from domain.toml_fault import line_of

TEXT = '''name = "C"          # 1
list = [            # 2
  "[[not a table]]",
  "a = b",          # 4
]
[table]             # 6
key = """
[[inside]]          # 8
"""
deep.er = 1         # 10
[[rows]]            # 11
code = "a"
[[rows]]            # 13
code = "b"
[rows.part]         # 15
kind = "x"
[[rows.part.parts]] # 17
kind = "y"
[[rows.part.parts]] # 19
kind = "z"
[[rows]]            # 21
[[rows.part.parts]] # 22
kind = "first of the third row"
inline = { a = 1 }  # 24
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("name",), 1),
        (("list",), 2),
        (("list", 1), 2),
        (("table", "key"), 7),
        (("table", "deep", "er"), 10),
        (("rows", 0), 11),
        (("rows", 1, "code"), 14),
        (("rows", 1, "part", "kind"), 16),
        (("rows", 1, "part", "parts", 0, "kind"), 18),
        (("rows", 1, "part", "parts", 1, "kind"), 20),
        (("rows", 2, "part", "parts", 0, "kind"), 23),
        (("rows", 2, "part", "parts", 0, "inline", "a"), 24),
        (("rows", 1, "part", "missing"), 15),
        (("nowhere",), None),
        ((), None),
    ],
)
def test_the_line_of_a_key_or_of_the_table_around_it(path, line):
    assert line_of(TEXT, path) == line


def test_text_inside_a_long_string_is_no_key():
    assert line_of(TEXT, ("table", "inside")) == 6
