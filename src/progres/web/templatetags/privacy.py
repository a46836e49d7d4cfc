"""People who were found, in templates of data protection."""

from django import template
from django.utils.functional import Promise
from django.utils.http import urlencode

from progres.privacy.person_search import FoundPerson
from progres.web.privacy_words import FOUND_AS

register = template.Library()


@register.filter
def found_as(person: FoundPerson) -> str | Promise:
    """Say as what somebody was found."""
    return FOUND_AS[person.kind]


@register.filter
def request_query(person: FoundPerson) -> str:
    """Return what the address of a new request says of a person."""
    match person.kind:
        case "account":
            return urlencode({"user": person.thing_id})
        case "occupancy":
            return urlencode({"occupancy": person.thing_id})
        case _:
            return urlencode({"name": person.name, "email": person.email})
