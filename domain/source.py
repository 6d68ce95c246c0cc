"""Where a fact comes from. Every clinical number carries one of these."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """A citation, and whether anybody here has read what it points to.

    `verified` is True only when the abstract, table or code was read; a source recalled
    from memory says so in its title and stays False. Unknown is an honest value.
    """

    title: str
    year: int | None = None
    doi: str = ""
    url: str = ""
    verified: bool = False
    how: str = ""

    @property
    def label(self) -> str:
        """Title and year in one line, for captions."""
        return f"{self.title} ({self.year})" if self.year else self.title

    @property
    def link(self) -> str:
        """Where it can be opened: the DOI, else a web address; empty where there is none."""
        if self.doi:
            return f"https://doi.org/{self.doi}"
        return self.url if self.url.startswith(("https://", "http://")) else ""


RECALLED = Source(title="Recalled from memory; no source reached", verified=False)
CLINIC_RULE = Source(title="The clinic's own rule", verified=False)
