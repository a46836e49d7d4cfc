"""What is said of a person with an account, and whether it can be so."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from progres.accounts.access import PERMISSIONS, is_role
from progres.kit.languages import language_problem
from progres.kit.refusal import Refusal, Said
from progres.kit.texts import text_problem

LONGEST = {
    "first_name": 60,
    "last_name": 60,
    "company": 100,
    "phone": 40,
    "address": 200,
}
_WORDS = {
    "first_name": Said("first name"),
    "last_name": Said("last name"),
    "company": Said("company"),
    "phone": Said("phone"),
    "address": Said("address"),
}


class BadAccount(Refusal):
    """An account cannot be like this; the message says why and what would be right."""


class NotYourself(BadAccount):
    """Nobody disables or deletes his own account, or changes his own rights."""


@dataclass(frozen=True, kw_only=True)
class PersonFields:
    """What others say of a person; company, phone and address may be empty."""

    email: str
    first_name: str
    last_name: str
    role: str
    language: str = "de"
    company: str = ""
    phone: str = ""
    address: str = ""


def checked_person(fields: PersonFields) -> dict[str, str]:
    """Return the columns of a person, without blanks at the ends; raise BadAccount."""
    columns = {name: str(text).strip() for name, text in asdict(fields).items()}
    check_email(columns["email"])
    if not columns["first_name"] or not columns["last_name"]:
        raise BadAccount("An account needs a first name and a last name.")
    _check_texts(columns)
    if not is_role(columns["role"]):
        raise BadAccount(
            "'%(role)s' is not a role; use one of %(roles)s.",
            role=columns["role"],
            roles=", ".join(PERMISSIONS),
        )
    if problem := language_problem(columns["language"]):
        raise BadAccount.like(problem)
    return columns


def check_email(email: str) -> None:
    """Raise BadAccount for what is no address or cannot be written to."""
    try:
        validate_email(email)
        email.encode("ascii")
    except (ValidationError, UnicodeEncodeError):
        raise BadAccount(
            "'%(email)s' is not an e-mail address; use one such as name@example.org.",
            email=email,
        ) from None


def _check_texts(columns: Mapping[str, str]) -> None:
    for name, most in LONGEST.items():
        if problem := text_problem(_WORDS[name], columns[name], most=most):
            raise BadAccount.like(problem)
