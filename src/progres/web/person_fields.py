"""What is said of a person, by others and by the person."""

from django import forms
from django.utils.translation import gettext_lazy

from progres.accounts.people import LONGEST
from progres.web.fields import LineField


class AboutPerson(forms.Form):
    """The fields of a person; each optional one says why it is asked."""

    first_name = LineField(label=gettext_lazy("First name"), max_length=60)
    last_name = LineField(label=gettext_lazy("Last name"), max_length=60)
    language = forms.ChoiceField(
        label=gettext_lazy("Language of pages and mails"),
        choices=[("de", "Deutsch"), ("en", "English")],
    )
    company = LineField(
        label=gettext_lazy("Company"),
        required=False,
        max_length=LONGEST["company"],
        help_text=gettext_lazy("So that others know whom the person works for."),
    )
    phone = LineField(
        label=gettext_lazy("Phone"),
        required=False,
        max_length=LONGEST["phone"],
        help_text=gettext_lazy("For questions about an alarm at night."),
    )
    address = LineField(
        label=gettext_lazy("Address"),
        required=False,
        max_length=LONGEST["address"],
        help_text=gettext_lazy("If letters are to be sent."),
    )
