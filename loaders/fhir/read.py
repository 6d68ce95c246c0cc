"""A FHIR file through its mapping: bundles, bulk exports and single resources, plain, gzip or zip."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from domain.clinic import Clinic
from loaders.fhir.elements import Fault, child, parse
from loaders.fhir.files import Member, Piece, document_in, is_packed, members_of, pieces_of
from loaders.fhir.gathered import HELD_ROWS, Gathered
from loaders.fhir.harvest import Harvest
from loaders.fhir.known import Names
from loaders.fhir.mapping import FhirMapping
from loaders.fhir.panel import put_together
from loaders.fhir.people import awaited_prefixes, names_of, record_number
from loaders.fhir.plain import PlainReader
from loaders.fhir.resource import Setting, version_of
from loaders.fhir.scores import settle_scores
from loaders.fhir.walk import Entry, entries_of, take
from loaders.how_far import tell
from loaders.parts import Parts
from loaders.source_error import SourceError
from loaders.source_file import file_hash

PLAIN_FROM = 500
"""A piece with fewer lines is read one by one: that is over before DuckDB has begun."""

_CHUNK = 20_000
_AWAITED = (
    "People whose Patient resource has not come yet: {count}. Their rows wait until a file of this source brings it."
)
_ELSEWHERE = (
    "People of another server: {count}. Their rows wait; where that is this source's own address, write it as base in the "
    "mapping."
)


def read_fhir(
    path: Path,
    mapping: FhirMapping,
    clinic: Clinic,
    today: date,
    plain_from: int = PLAIN_FROM,
    held_rows: int = HELD_ROWS,
) -> Parts:
    """Every resource of a file as rows, a rejection, or a count of what is not used.

    `line` counts resources through the file: physical lines of NDJSON, entries of a bundle; on through the files of a zip.
    Rows follow their lines, but for forms that are put together from members: they come last.

    Args:
        plain_from: a piece with fewer lines is read one by one.
        held_rows: rows of one kind beyond this number wait on disk.

    Raises:
        SourceError: the file cannot be read at all.
    """
    path = Path(path)
    with members_of(path) as members:
        setting = _setting(members, path, mapping, clinic, today)
        harvest, gathered, line = Harvest(setting), Gathered(held_rows, awaited_prefixes(mapping)), 0
        size, read = None if is_packed(path) else path.stat().st_size, 0
        with ExitStack() as stack:
            reader: list[PlainReader] = []
            for member in members:
                for step in _lines_of(member, path):
                    if not isinstance(step, Piece):
                        line = _read_document(step, harvest, line, gathered)
                    elif step.count >= plain_from and "Observation" in mapping.resources:
                        if not reader:
                            reader.append(stack.enter_context(PlainReader(setting)))
                        line = _read_piece(step, reader[0], harvest, line, gathered)
                    else:
                        line = _read_lines(_texts(step), harvest, line, gathered)
                    read += len(step.content) if isinstance(step, Piece) else size or 0
                    tell(min(read / size, 1.0) if size else None, line)
        put_together(harvest)
        gathered.add([harvest.parts()])
    return gathered.parts((*_awaited(gathered.awaited, mapping), *harvest.notes()), line)


def _awaited(numbers: set[str], mapping: FhirMapping) -> Iterator[str]:
    """Whose rows wait, and for what."""
    here = sum(number.startswith(awaited_prefixes(mapping)[0]) for number in numbers)
    for count, words in ((here, _AWAITED), (len(numbers) - here, _ELSEWHERE)):
        if count:
            yield words.format(count=f"{count:,}")


def looks_like_fhir(path: Path, mapping: FhirMapping) -> bool:
    """Whether the first thing in the file is a FHIR resource.

    Raises:
        SourceError: the file cannot be read.
    """
    with members_of(Path(path)) as members:
        for member in members:
            first = next(_entries(member, Path(path)), None)
            if first is not None:
                return isinstance(first.body, dict) and "resourceType" in first.body
    return False


def _lines_of(member: Member, path: Path) -> Iterator[Piece | Any]:
    if member.is_lines:
        yield from pieces_of(member)
    else:
        yield _document(member, path)


def _document(member: Member, path: Path) -> Any:
    try:
        document = parse(document_in(member, path))
    except Fault as fault:
        raise SourceError(f"'{path}' is no FHIR file. {fault.sentence}") from None
    if not isinstance(document, dict | list) or (isinstance(document, dict) and "resourceType" not in document):
        raise SourceError(f"'{path}' is no FHIR file: there is no resourceType in it.")
    return document


def _read_document(document: Any, harvest: Harvest, line: int, gathered: Gathered) -> int:
    last = 0
    for entry in entries_of(document):
        last = max(last, entry.number)
        take(entry, line + entry.number, harvest)
        if last % _CHUNK == 0:
            gathered.add([harvest.parts()])
    gathered.add([harvest.parts()])
    return line + last


def _read_piece(piece: Piece, reader: PlainReader, harvest: Harvest, line: int, gathered: Gathered) -> int:
    """The plain lines at once, the others one by one."""
    here = Piece(piece.content, line + 1, piece.count)
    plain = reader.read(here)
    if plain.rest is None or plain.scores is None:
        return _read_lines(_texts(piece), harvest, line, gathered)
    parts = [settle_scores(plain.scores, harvest.setting)]
    harvest.unused.update(plain.unused)
    if len(plain.rest):
        wanted = set(plain.rest.tolist())
        odd = [(place, text) for place, text in enumerate(_texts(piece)) if place in wanted]
        for place, text in odd:
            _take_line(text, harvest, line + place + 1)
        parts.append(harvest.parts())
    gathered.add(parts)
    return line + piece.count


def _texts(piece: Piece) -> Iterator[bytes | None]:
    """The lines of a piece; None for one that is too long to be read."""
    if piece.too_long:
        yield None
        return
    start, content = 0, piece.content
    while start < len(content):
        end = content.find(b"\n", start)
        end = len(content) if end < 0 else end
        yield content[start:end]
        start = end + 1


def _read_lines(texts: Iterator[bytes | None], harvest: Harvest, line: int, gathered: Gathered) -> int:
    while chunk := list(islice(texts, _CHUNK)):
        for text in chunk:
            line += _take_line(text, harvest, line + 1)
        gathered.add([harvest.parts()])
    return line


def _take_line(text: bytes | None, harvest: Harvest, line: int) -> int:
    """How many numbers the line takes up: one, or one per entry where it is a bundle."""
    if text is None:
        harvest.reject(line, Fault("bad_line", "The line is too long to be a resource."))
        return 1
    if not text.strip():
        return 1
    try:
        document = parse(text.decode())
    except UnicodeDecodeError:
        harvest.reject(line, Fault("bad_line", "The line is not UTF-8 text."))
        return 1
    except Fault as fault:
        harvest.reject(line, fault)
        return 1
    taken = 1
    for entry in entries_of(document):
        take(entry, line + entry.number - 1, harvest)
        taken = max(taken, entry.number)
    return taken


# What others refer to


def _setting(members: list[Member], path: Path, mapping: FhirMapping, clinic: Clinic, today: date) -> Setting:
    """One pass for the people, and the medicines, that other resources of the file refer to. What the file itself says of
    somebody comes before what other files say."""
    own = Names()
    _gather(members, path, mapping, own)
    others = names_known(mapping, path.parent)
    people, medications = others.people | own.people, others.medications | own.medications
    return Setting(mapping, clinic, today, people, medications)


def names_known(mapping: FhirMapping, archive: Path) -> Names:
    """Everybody and every medicine in the files that the mapping names.

    Raises:
        SourceError: one of them is missing or damaged.
    """
    known = mapping.known
    if known.read is None or known.names != mapping.known_from:
        names = Names()
        for name in mapping.known_from:
            place = known.places.get(name, archive / name)
            if not place.is_file() or file_hash(place) != name.partition(".")[0]:
                raise SourceError(
                    "A file with the people or medicines that this one refers to is missing from the archive, or damaged; load it again."
                )
            with members_of(place) as members:
                _gather(members, place, mapping, names)
        if known.names != mapping.known_from:
            return names
        known.read = names
    return known.read


def _gather(members: list[Member], path: Path, mapping: FhirMapping, names: Names) -> None:
    for member in members:
        for entry in _entries(member, path, _tokens(mapping)):
            try:
                _remember(entry, mapping, names)
            except Fault:
                continue  # the resource itself is rejected with its reason when it is read


def _remember(entry: Entry, mapping: FhirMapping, names: Names) -> None:
    body = entry.body
    kind = body.get("resourceType") if isinstance(body, dict) and entry.deleted is None else None
    if kind == "Patient":
        number, version = record_number(body, mapping), version_of(child(body, "meta")) or ""
        for name in names_of(body, entry.full_url, mapping):
            names.person(name, number, version)
    elif kind == "Medication":
        kept = {key: body[key] for key in ("code", "form", "ingredient") if key in body}
        for url in (f"Medication/{body.get('id')}", entry.full_url):
            if url:
                names.medication(url, kept, version_of(child(body, "meta")) or "")


def _entries(member: Member, path: Path, tokens: tuple[bytes, ...] = (b"",)) -> Iterator[Entry]:
    """The resources of a member; lines that hold none of the tokens are passed over."""
    if not member.is_lines:
        yield from entries_of(_document(member, path))
        return
    for piece in pieces_of(member):
        if not any(token in piece.content for token in tokens):
            continue
        for text in _texts(piece):
            if text is None or not any(token in text for token in tokens):
                continue
            try:
                yield from entries_of(parse(text.decode()))
            except (Fault, UnicodeDecodeError):
                continue


def _tokens(mapping: FhirMapping) -> tuple[bytes, ...]:
    """What a line that others refer to must hold; people are looked up only where their id is not their number."""
    kinds = ["Bundle", *([] if mapping.patient_by == "id" else ["Patient"])]
    kinds += ["Medication"] if any(kind.startswith("Medication") for kind in mapping.resources) else []
    return tuple(f'"{kind}"'.encode() for kind in kinds)
