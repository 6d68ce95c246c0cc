"""Which texts of the code are said to people, and which are codes. Held by a test that puts marks around every text."""

import re

SPEAKING = (
    "charts",
    "documents",
    "metrics",
    "pages",
    "domain.attestation",
    "domain.measure",
    "domain.measures",
    "domain.measure_words",
    "domain.written",
)
"""Packages and modules that speak."""

SILENT = (
    "charts.markup", "charts.paper_style", "charts.tokens", "documents.asking", "documents.canonical", "documents.claim",
    "documents.font_coverage", "documents.found_numbers", "documents.packet_annex", "documents.record_numbers", "documents.requests.sources", "documents.setting",
    "documents.typst_compiler", "documents.word_parts", "domain.measures.sources", "pages.parts.addresses",
)  # fmt: skip
"""Modules of these whose texts are codes, styles, patterns or citations; also each whose name begins so."""

READING = (
    "charts.paper_style",
    "charts.tokens",
    "documents.canonical",
    "documents.claim",
    "documents.found_numbers",
    "documents.record_numbers",
)
"""Modules whose own codes are names of styles and classes, or English words looked for in what an author wrote: these are no codes elsewhere."""

ALWAYS = frozenset({"today", "unverified"})
"""Small words that are words wherever they are said."""

SPOKEN_ENUMS = frozenset({
    "metrics.gates.Gate", "metrics.gates.Answer", "metrics.gates.Later", "metrics.verdict.Word", "metrics.verdict.Beyond",
    "metrics.goal_progress.GoalState", "metrics.expected_course.Pace", "metrics.benchmark_comparison.GroupWord",
    "metrics.clinical_significance.Outcome",
    "metrics.next_target.TargetRule", "metrics.reliable_change.Reliable", "metrics.discordance.Split",
    "metrics.score_origin.Gone", "metrics.control_chart.Rule", "metrics.control_chart.Reading",
    "metrics.control_chart.Assurance", "metrics.control_chart.Gap", "metrics.funnel.Place",
})  # fmt: skip
"""Enumerations whose values are words on screen and are stored, compared and looked up nowhere by their text."""

COUNTING = frozenset({"count", "counted"})
"""Functions `f(n, thing, things)` that say a number with its thing; the plural is the thing with an s, or given."""

_CALLS = """
    getattr setattr hasattr delattr get pop setdefault groupby agg sort_values drop rename merge reindex astype assign dropna
    startswith endswith removeprefix removesuffix partition rpartition split rsplit replace strip lstrip rstrip find rfind index
    compile match search sub findall finditer fullmatch strftime strptime encode decode isinstance execute query Path open joinpath
    with_name glob rglob import_module version namedtuple TypeVar NewType Enum cast Source style switch_page
    EventMatch Thread basicConfig
    info warning debug exception getLogger
"""
SILENT_CALLS = frozenset(_CALLS.split())
"""Functions and methods whose text arguments are codes, patterns or parts of texts."""

SPOKEN_LISTS = frozenset({"pages.today.KINDS", "pages.parts.chase_list.KINDS", "pages.parts.wording.NUMBERS"})
"""Tuples of words, and mappings whose keys are labels that are only ever looked up by what was chosen among them."""

LABELLING = frozenset({"upto", "below"})
"""Functions of the measures whose texts are words even where they are small: names of bands."""

MARKUP_CALLS = frozenset({"element"})
SPOKEN_ATTRIBUTES = frozenset({"title", "alt", "aria_label"})
"""Of markup only the children and these attributes are said."""

_KEYWORDS = """
    key class_ style icon code href id d transform viewBox points dash file_name mime on label_visibility pattern loinc
    hovertemplate texttemplate url path query_params bind js css html
    aliases __all__
"""
SILENT_KEYWORDS = frozenset(_KEYWORDS.split())
"""Arguments and variables whose texts are codes, patterns or styles."""

NEVER = frozenset({" points", " percentage points", "stop stop-current", "DejaVu Sans Mono", "Arial", "as frozen"})
"""Texts that no rule knows as codes."""

_WORD = re.compile(r"[^\W\d_]{2,}")
_CODE_LIKE = re.compile(
    r"^[a-z-]+:\s?[^;]+;"  # style
    r"|^\s*(?i:select|insert into|update|delete from)\s.*\b(?i:from|values|set|where)\b|^\s*(?i:with)\s+\w+\s+(?i:as)\s*\("
    r"|^\W*[\w.-]+[/\\][\w./\\-]+$|://"  # path, address
    r"|^\w+_\w+ = "  # a line of a settings file
    r"|\n|\(\?[:!<=]|\\[bwsdW]",  # script, pattern
    re.DOTALL,
)


def speaks(module: str) -> bool:
    """Does a module hold texts for people? `module` by its dotted name."""
    if module.endswith("__main__") or module.startswith(SILENT):
        return False
    return any(module == name or module.startswith(f"{name}.") for name in SPEAKING)


def is_wordy(module: str) -> bool:
    """A module of nothing but words: there a small word is one, too."""
    return module.endswith(("_words", "_lines", ".words", ".wording"))


def is_said(text: str, within_text: bool) -> bool:
    """Is a text made of words for people? A single small word may be a code, so it counts only `within_text`."""
    if text in NEVER or text in ALWAYS:
        return text in ALWAYS
    bare = re.sub(r"\{\w*\}", "\0", text)
    if not _WORD.search(bare) or _CODE_LIKE.search(bare):
        return False
    if within_text:
        return "_" not in bare
    if " " in bare:
        return True
    return bool(re.fullmatch(r"\W*[A-Z][a-zé’'-]+\W*", bare.replace("\0", "")))
