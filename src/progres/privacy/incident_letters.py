"""The letter to a person whom a breach concerns (Art. 34(2) of the GDPR)."""

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from progres.kit.datamap import Kind
from progres.privacy.concerned import Person
from progres.privacy.models import Details, Incident
from progres.privacy.wording import given, points


def letter_to(person: Person, incident: Incident, own: Details) -> str:
    """Write to a person, in the language and time zone that are switched on."""
    kinds = [_(Kind[name].value) for name in incident.kinds]
    noticed = date_format(localtime(incident.noticed_at), "SHORT_DATETIME_FORMAT")
    opening = _("A breach of data protection concerns data about you.")
    when = _("We noticed it on %(time)s.") % {"time": noticed}
    what = given(incident.what or incident.title)
    contact = own.officer or own.contact
    answers = "\n".join(filter(None, (own.controller, own.address, contact)))
    parts = [
        (_("What has happened"), f"{opening} {when}\n\n{what}"),
        (_("Which data are concerned"), points(kinds)),
        (_("Likely consequences"), given(incident.consequences)),
        (_("What we do and what you can do"), given(incident.measures)),
        (_("Who answers your questions"), given(answers)),
    ]
    body = "\n\n".join(f"## {heading}\n\n{text}" for heading, text in parts)
    to = "  \n".join(filter(None, (person.name, person.reached_by)))
    return f"{to}\n\n{body}\n"
