"""The `[server]` table of a FHIR mapping: where to ask, how to sign in. Secrets stand in the environment only."""

from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from loaders.server.address import checked_address
from loaders.source_error import SourceError
from loaders.source_mapping import Strict

Variable = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$", max_length=100)]


class ServerTable(Strict):
    """`url` is the FHIR base address. Names ending in `_env` name environment variables."""

    url: str
    way: Literal["search", "export"] = "search"
    count: Annotated[int, Field(ge=1, le=10_000)] = 200
    group: Annotated[str, Field(pattern=r"^[A-Za-z0-9.\-]{1,64}$")] | None = None
    sign_in: Literal["none", "token", "smart"] = "none"
    token_env: Variable | None = None
    client_id: str | None = None
    key_env: Variable | None = None
    key_id: str | None = None
    algorithm: Literal["RS384", "ES384"] = "RS384"
    scope: str = "system/*.read"
    token_url: str | None = None
    level: Literal["patient", "system", "group"] = "patient"
    sort: bool = True
    overlap_minutes: Annotated[int, Field(ge=0, le=100_000)] = 10
    parameters: dict[str, str] = Field(default_factory=dict)

    @field_validator("url")
    @classmethod
    def address_may_be_asked(cls, url: str) -> str:
        try:
            checked_address(url)
        except SourceError as error:
            raise ValueError(str(error).rstrip(".")) from None
        if "?" in url or "#" in url:
            raise ValueError("it must be the base address, without a query")
        return url.rstrip("/")

    @field_validator("token_url")
    @classmethod
    def token_address_may_be_asked(cls, url: str | None) -> str | None:
        return url if url is None else cls.address_may_be_asked(url)

    @field_validator("parameters")
    @classmethod
    def parameters_are_a_query(cls, table: dict[str, str]) -> dict[str, str]:
        for kind, query in table.items():
            if not query or any(c.isspace() or c in "?#" for c in query):
                raise ValueError(f"{kind}: write a query such as 'category=survey'")
        return table

    @model_validator(mode="after")
    def sign_in_is_whole(self):
        if self.sign_in == "token" and self.token_env is None:
            raise ValueError("token_env is missing: the environment variable that holds the token")
        if self.sign_in == "smart" and (self.client_id is None or self.key_env is None):
            raise ValueError("client_id and key_env are needed to sign in with SMART")
        if (self.group is not None) is not (self.level == "group") or (self.group is not None and self.way != "export"):
            raise ValueError("level = 'group' of way = 'export' and group need each other")
        return self
