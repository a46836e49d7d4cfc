"""Kinds of values in bodies and queries, with the limits of the tables behind."""

from datetime import date, datetime
from typing import Annotated, get_args

from ninja import Schema
from pydantic import (
    AwareDatetime,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError

from progres.accounts.access import PERMISSIONS

Id = Annotated[int, Field(ge=1, le=2**31 - 1)]
# PostgreSQL keeps every character but NUL.
Text = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")]
Name = Annotated[Text, Field(min_length=1, max_length=100)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
Seconds = Annotated[float, Field(ge=0, le=31 * 86_400)]


RoleSlug = Annotated[
    str,
    Field(
        pattern=rf"^({'|'.join(PERMISSIONS)}|role-[1-9][0-9]{{0,8}})$",
        description="A built-in role, or the slug of a composed one.",
        examples=["viewer", "role-17"],
    ),
]


class Body(Schema):
    """What is sent; a name that is not known is an error, not ignored."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    @field_validator("*", mode="before")
    @classmethod
    def _is_of_its_kind(cls, value: object, info: ValidationInfo) -> object:
        """Take neither true for 1 nor a number for a time, as Pydantic would."""
        taken = cls.model_fields[str(info.field_name)].annotation
        kinds = {taken, *get_args(taken)}
        if isinstance(value, bool) and bool not in kinds:
            raise PydanticCustomError("boolean", "Input should be no boolean")
        if isinstance(value, int | float) and {date, datetime, AwareDatetime} & kinds:
            raise PydanticCustomError("number", "Input should be text, in ISO 8601")
        return value
