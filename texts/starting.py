"""A translation to begin with: the catalogue in a language, with what was translated before."""

from babel import Locale
from babel.messages.catalog import Catalog


def started(locale: Locale, catalogue: Catalog, former: Catalog | None) -> Catalog:
    """Every text of the catalogue, each with what `former` says for it; nothing is guessed for those that are new."""
    made = Catalog(locale, project="Landings", version="", header_comment=_header(locale), fuzzy=False)
    for entry in catalogue:
        if entry.id:
            before = former.get(entry.id, entry.context) if former is not None else None
            made.add(
                entry.id,
                before.string if before else "",
                locations=entry.locations,
                flags=before.flags if before else (),
                context=entry.context,
            )
    return made


def _header(locale: Locale) -> str:
    return f"# Landings in {locale.get_display_name('en')}. How to translate: docs/how-to/translate.md."
