"""A door that reads ahead: what an asker may see is fetched before they ask, and counts as opened only when it is shown."""

from collections.abc import Sequence

from access.asker import AccessRefused
from access.door import Door
from access.permission import authorize


class ReadingAhead(Door):
    """Asks the same permission as the door and notes no opening. Whoever shows what it read passes `Door.authorize` first,
    which does. It writes nothing."""

    def authorize(self, action: str, patient_id: str | None = None) -> None:
        authorize(self.asker, action, patient_id)

    def _authorize_each(self, action: str, patient_ids: Sequence[str]) -> None:
        for patient_id in patient_ids or (None,):
            authorize(self.asker, action, patient_id)

    def record(self, *_about, **_says):
        raise AccessRefused("Nothing is recorded by reading ahead.")
