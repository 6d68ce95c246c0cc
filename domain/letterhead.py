"""What stands beside the clinic's name on its documents."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Line = Annotated[str, Field(min_length=1, max_length=120, pattern=r"\S")]


class Letterhead(BaseModel):
    """`[letterhead]` of a `clinic.toml`: lines of the address, a phone number, numbers by which payers know the clinic ('NPI
    1900000000'). All may be left out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    address: Annotated[tuple[Line, ...], Field(max_length=6)] = ()
    phone: Annotated[str, Field(max_length=60)] = ""
    identifiers: Annotated[tuple[Line, ...], Field(max_length=6)] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """Address, phone, identifiers, in this order."""
        return (*self.address, *([self.phone] if self.phone.strip() else []), *self.identifiers)
