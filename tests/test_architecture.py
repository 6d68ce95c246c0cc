"""The house's own rules: layers, sources, pages that run nothing, one door for markup."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from domain.measures import MEASURES

ROOT = Path(__file__).parent.parent
OURS = ("domain", "store", "access", "loaders", "metrics", "charts", "documents", "pages", "texts")


def source_files(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def test_imports_run_one_way():
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_door_of_the_house_stays_small():
    assert len((ROOT / "dashboard.py").read_text().splitlines()) < 60


def _statement_runs_something(node: ast.stmt) -> bool:
    inert = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign)
    is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return not (isinstance(node, inert) or is_docstring)


@pytest.mark.parametrize("path", source_files("pages"), ids=lambda p: str(p.relative_to(ROOT)))
def test_importing_a_page_runs_nothing(path):
    running = [ast.unparse(n)[:80] for n in ast.parse(path.read_text()).body if _statement_runs_something(n)]
    assert running == []


@pytest.mark.parametrize(
    "path", [p for p in (ROOT / "pages").glob("*.py") if p.name != "__init__.py"], ids=lambda p: p.name
)
def test_a_page_opens_with_the_question_it_answers(path):
    docstring = ast.get_docstring(ast.parse(path.read_text())) or ""
    assert "?" in docstring.splitlines()[0]


def test_markup_reaches_the_browser_through_one_function():
    offenders = [p for p in [*source_files(*OURS), ROOT / "dashboard.py"] if "unsafe_allow_html" in p.read_text()]
    assert len(offenders) == 1, offenders


def test_no_sql_is_pasted_together():
    pattern = re.compile(r"\bf(\"\"\"|''')?\"?'?\s*(select|with|insert|delete|update)\b.*\{", re.IGNORECASE)
    sites = [f"{p.name}: {line.strip()}" for p in source_files("pages", "access", "loaders", "metrics", "charts")
             for line in p.read_text().splitlines() if pattern.search(line)]  # fmt: skip
    assert sites == []


@pytest.mark.parametrize("word", ["utils", "helpers", "manager"])
def test_no_module_is_named_after_nothing(word):
    assert [p for p in source_files(*OURS) if word in p.stem] == []


@pytest.mark.parametrize("code", MEASURES)
def test_every_number_of_a_measure_has_a_source(code):
    measure = MEASURES[code]
    assert all(source.title for source in measure.sources)


@pytest.mark.parametrize("code", MEASURES)
def test_a_fact_is_verified_only_where_its_source_was_read(code):
    measure = MEASURES[code]
    facts = [
        *measure.thresholds,
        *measure.bands,
        *measure.norms,
        measure.licence,
        measure.scoring,
        measure.measurement_error,
    ]
    assert [f for f in facts if f is not None and f.verified and not f.source.verified] == []


def test_every_folder_says_its_job():
    silent = [
        name for name in OURS if not (ast.get_docstring(ast.parse((ROOT / name / "__init__.py").read_text())) or "")
    ]
    assert silent == []


def test_a_skipped_test_names_its_reason():
    bare = [
        p.name for p in source_files("tests") if re.search(r"pytest\.skip\(\s*\)|mark\.skip\s*$", p.read_text(), re.M)
    ]
    assert bare == []
