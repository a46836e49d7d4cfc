"""The privacy notice: what Art. 13 and 14 of the GDPR ask for."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from progres.kit.datamap import Store, Subject
from progres.privacy.documents.facts import Activity, Facts, activities
from progres.privacy.outbound import Reason, is_local
from progres.privacy.wording import block, given, points, table, until, words

Part = tuple[str, str]  # heading and text


def notice(facts: Facts) -> str:
    """The whole notice in the language that is switched on."""
    parts = [*_who(facts), *_what(facts), *_to_whom(facts), *_rights(facts)]
    return "\n\n".join(f"## {heading}\n\n{text}" for heading, text in parts if text)


def third_countries(facts: Facts) -> str:
    """What was entered of countries outside the European Economic Area."""
    match facts.own.third_countries:
        case "none":
            return _("No data are passed on to countries outside the EEA.")
        case "some":
            return given(facts.own.transfers)
        case _:
            return _("*Not entered yet.*")


def kept(one: Activity) -> str:
    """Until when data of an activity are kept, wherever they are."""
    return "; ".join(until(retention) for retention in one.retentions)


def recipients(facts: Facts) -> Iterator[str]:
    """Who gets data, by name where the settings have one."""
    if not facts.is_operator:
        operator = facts.operator.controller or _("the operator of the platform")
        yield _("%(name)s, who runs the platform on our behalf (Art. 28).") % {
            "name": operator
        }
        yield _("People of the instances above, as far as their roles reach.")
    mail = [host.host for host in facts.hosts if host.reason is Reason.MAIL]
    if mail:
        yield _("The mail server %(host)s, which hands over mails.") % {"host": mail[0]}
    else:
        yield _("No mail server is configured: no mails leave the platform.")
    for host in facts.hosts:
        if host.reason is not Reason.MAIL and not is_local(host.host):
            yield f"{host.host}: {_HOSTS[host.reason]()}"
    texts = (facts.operator.data_centre, facts.own.data_centre, facts.own.processors)
    for text in dict.fromkeys(texts):
        yield from filter(None, (line.strip() for line in text.splitlines()))


_HOSTS = {
    Reason.AUDIT_SINK: lambda: _("takes a copy of every entry of the audit log."),
    Reason.DATABASE: lambda: _("keeps everything that is stored."),
    Reason.SINGLE_SIGN_ON: lambda: _("says who signs in at an instance's provider."),
    Reason.BROKER: lambda: _("a network server, which hands over devices' messages."),
}


def _who(facts: Facts) -> Iterator[Part]:
    own = facts.own
    named = [own.controller, own.address, own.contact]
    yield _("Who is responsible"), given("\n".join(filter(None, named)))
    yield _("Data protection officer"), given(own.officer)


def _what(facts: Facts) -> Iterator[Part]:
    found = list(activities(facts.entries, facts.controllers))
    for subject, heading in (
        (Subject.VISITOR, _("When you open a page")),
        (Subject.ACCOUNT_HOLDER, _("When you have an account")),
        (Subject.RECIPIENT, _("When you are told of alarms")),
        (Subject.CONTACT, _("When you are a contact person")),
        (Subject.RESIDENT, _("When a device measures where you live or work")),
    ):
        concerned = [one for one in found if subject in one.subjects]
        if concerned:
            yield heading, "\n".join(map(_block, concerned))
    yield (
        _("Legitimate interests"),
        _(
            "Where the legal basis is Art. 6(1)(f), the purpose named beside it is the"
            " interest that is pursued."
        ),
    )
    without = dict.fromkeys(
        _(one.ground.without) for one in found if one.ground.without
    )
    yield _("What happens when data are not given"), points(without)
    if facts.is_operator:
        yield _("Cookies and storage of the browser"), _cookies(facts)


def _block(one: Activity) -> str:
    facts = [
        (_("Data"), words([one.kind])),
        (_("Legal basis"), _(one.basis.value)),
        (_("Where from"), words(one.origins)),
        (_("Passed on to"), words(one.receivers)),
        (_("Kept until"), kept(one)),
    ]
    return block(_(one.ground.purpose), facts)


def _cookies(facts: Facts) -> str:
    stores = (Store.COOKIE, Store.BROWSER)
    said = _(
        "Only what a page needs that you asked for is kept in your browser, so that no"
        " consent is asked (§ 25(2) TDDDG). No tool counts or follows anybody."
    )
    rows = [
        [f"`{entry.place}`", _(entry.purpose), until(entry.retention)]
        for entry in facts.entries
        if entry.store in stores
    ]
    found = table([_("Name"), _("What for"), _("Kept until")], rows)
    return f"{said}\n\n{found}"


def _to_whom(facts: Facts) -> Iterator[Part]:
    yield _("Who gets data"), points(recipients(facts))
    yield _("Third countries"), third_countries(facts)


def _rights(facts: Facts) -> Iterator[Part]:
    rights = [
        _("access to your data and a copy of them (Art. 15),"),
        _("rectification of what is wrong (Art. 16),"),
        _("erasure (Art. 17) and restriction (Art. 18),"),
        _("to take along what you gave, in a form machines read (Art. 20),"),
        _("to object to what rests on Art. 6(1)(e) or (f) (Art. 21),"),
        _("to withdraw a consent at any time, for the future (Art. 7(3))."),
    ]
    contact = facts.own.contact or _("the address above")
    lead = _("You have the right:")
    to = _("Write to %(contact)s.") % {"contact": contact}
    yield _("Your rights"), f"{lead}\n\n{points(rights)}\n\n{to}"
    complaint = _(
        "You can complain to a supervisory authority (Art. 77), such as the one that"
        " is competent for us:"
    )
    yield _("Right to complain"), f"{complaint}\n\n{given(facts.own.authority)}"
    yield (
        _("No automated decisions"),
        _(
            "Nothing is decided about you by a program alone, and no profiles are made"
            " (Art. 22). An alarm informs people, who decide themselves."
        ),
    )
