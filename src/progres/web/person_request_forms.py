"""The forms of a request: entering it, who it is, more time, the decision, what was done."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from progres.accounts.membership import Membership
from progres.kit.languages import LANGUAGES
from progres.privacy.models import PersonRequest
from progres.privacy.request_checks import (
    LONGEST_NAME,
    LONGEST_NOTE,
    LONGEST_TEXT,
    MOST_TERMS,
)
from progres.privacy.rules import TYPED, Channel, Decision, Identity, Kind, State
from progres.tenants.queries import search_tenants
from progres.web.fields import DayField, LineField, offer
from progres.web.privacy_words import (
    CHANNELS,
    DECISIONS,
    IDENTITIES,
    KINDS,
    USES,
)
from progres.web.words import Words

Choices = list[tuple[str, str | Promise]]

NATIVE = {"de": gettext_lazy("German"), "en": gettext_lazy("English")}


def area(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def chosen_from(words: Words, names: Iterable[str]) -> Choices:
    return [(name, words[name]) for name in names]


class NewRequestForm(forms.Form):
    """What a person asked, on whose behalf staff enters it."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What the person asks for"),
        choices=chosen_from(KINDS, Kind),
    )
    name = LineField(
        label=gettext_lazy("Name"), max_length=LONGEST_NAME, required=False
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        required=False,
        help_text=gettext_lazy(
            "The person is told there how it goes on; without one, write a letter."
        ),
    )
    terms = forms.CharField(
        label=gettext_lazy("Further words to find the person by"),
        required=False,
        max_length=4000,
        widget=area(2),
        help_text=gettext_lazy(
            "One a line: other spellings, a former name, the customer's number."
        ),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the person"), choices=list(NATIVE.items())
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("How it came"),
        choices=chosen_from(CHANNELS, (c for c in Channel if c != Channel.ACCOUNT)),
    )
    received_on = DayField(
        label=gettext_lazy("Received on"),
        help_text=gettext_lazy("The time to answer runs from this day: one month."),
    )
    wish = forms.CharField(
        label=gettext_lazy("What the person wrote"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=area(),
        help_text=gettext_lazy("Of a rectification: what is wrong, and where."),
    )
    correction = forms.CharField(
        label=gettext_lazy("What would be right"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=area(2),
        help_text=gettext_lazy("Of a rectification alone."),
    )
    purposes = forms.MultipleChoiceField(
        label=gettext_lazy("What is to stop"),
        required=False,
        choices=list(USES.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Of a restriction or an objection alone."),
    )
    tenant = forms.TypedChoiceField(
        label=gettext_lazy("Whose data they are"),
        coerce=int,
        help_text=gettext_lazy("The people of this instance decide."),
    )

    def __init__(self, *args: Any, by: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assert NATIVE.keys() == set(LANGUAGES)  # noqa: S101 each has its name
        offer(self, "tenant", [(t.id, t.name) for t in search_tenants(by.scope)])
        if len(by.scope.tenant_ids) == 1:
            self.fields["tenant"].widget = forms.HiddenInput()

    def clean_terms(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["terms"].splitlines()]
        found = [line for line in lines if line]
        if len(found) > MOST_TERMS:
            raise forms.ValidationError(
                _("These are %(count)s lines; use at most %(most)s.")
                % {"count": len(found), "most": MOST_TERMS}
            )
        return found


class IdentityForm(forms.Form):
    """How it was found out who asks. No copy of a document is kept."""

    method = forms.ChoiceField(
        label=gettext_lazy("How you found out"),
        choices=chosen_from(
            IDENTITIES, (way for way in Identity if way != Identity.SIGNED_IN)
        ),
    )
    note = LineField(
        label=gettext_lazy("Note"),
        max_length=LONGEST_NOTE,
        required=False,
        help_text=gettext_lazy(
            "What you compared, such as “customer number and meter reading”. Keep no copy "
            "and no number of an identity card."
        ),
    )
    result = forms.ChoiceField(
        label=gettext_lazy("Result"),
        choices=[
            ("right", gettext_lazy("It is the person")),
            ("open", gettext_lazy("Not proven: the request stays open")),
        ],
        widget=forms.RadioSelect,
    )


class ExtensionForm(forms.Form):
    """Why the answer needs two more months."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=2000,
        widget=area(),
        help_text=gettext_lazy(
            "The person reads it. The law allows it for requests that are complex or many."
        ),
    )


class HandOverForm(forms.Form):
    """To whose queue a request goes."""

    tenant = forms.TypedChoiceField(
        label=gettext_lazy("Whose data they are"),
        coerce=int,
        help_text=gettext_lazy("The people of this instance decide."),
    )

    def __init__(
        self, *args: Any, by: Membership, asked: PersonRequest, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        others = search_tenants(by.scope).exclude(id=asked.tenant_id)
        offer(self, "tenant", [(t.id, t.name) for t in others])


class DecisionForm(forms.Form):
    """What becomes of a request, and why."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Decision"), widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=area(),
        help_text=gettext_lazy(
            "The person reads it. A refusal needs one, and so does granting in part."
        ),
    )
    weighing = forms.CharField(
        label=gettext_lazy("Weighing"),
        max_length=LONGEST_TEXT,
        widget=area(),
        help_text=gettext_lazy(
            "Which compelling grounds stand against which interests of the person "
            "(Art. 21(1) GDPR). It is kept and not sent."
        ),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    typed = forms.CharField(
        required=False,
        max_length=20,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, asked: PersonRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_known = asked.state == State.IDENTIFIED
        offered = Decision if is_known else (Decision.REFUSED,)
        offer(self, "decision", [(one, str(DECISIONS[one])) for one in offered])
        if asked.kind != Kind.OBJECTION:
            del self.fields["weighing"]
        if asked.kind not in TYPED or not is_known:
            del self.fields["typed"]
            del self.fields["seen"]
        else:
            self.fields["typed"].label = _(
                "To grant it, type the number of the request: %(number)s"
            ) % {"number": asked.id}


class RectificationForm(forms.Form):
    """What was put right, and who was told of it."""

    done_note = forms.CharField(
        label=gettext_lazy("What you put right"), max_length=LONGEST_TEXT, widget=area()
    )
    recipients_told = forms.CharField(
        label=gettext_lazy("Whom you told"),
        required=False,
        max_length=2000,
        widget=area(2),
        help_text=gettext_lazy(
            "Everybody to whom the wrong data were passed on (Art. 19 GDPR), one a line."
        ),
    )
