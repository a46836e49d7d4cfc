"""Measures, the annex of an agreement, and the template of an impact assessment."""

from django.utils.translation import gettext as _

from progres.kit.datamap import Controller, Kind, Subject
from progres.privacy.documents.facts import Facts, Measure, activities
from progres.privacy.documents.notice import kept, third_countries
from progres.privacy.documents.record import kinds_for_customers
from progres.privacy.wording import block, day, given, points, table, words


def measures(facts: Facts) -> str:
    """The list of measures with what is really switched on."""
    said = _(
        "Each line was found by asking the running platform. What it cannot know stands"
        " below, as it was entered."
    )
    found = "\n".join(
        block(one.name, [(_("State"), state(one)), (_("What was found"), one.found)])
        for one in facts.measures
    )
    entered = (facts.operator.further_measures, facts.own.further_measures)
    further = given("\n".join(dict.fromkeys(filter(None, entered))))
    heading = _("Further measures")
    return "\n\n".join([said, found, f"## {heading}", further])


def state(one: Measure) -> str:
    """Say whether a measure is switched on."""
    if one.is_on is None:
        return _("as found")
    return _("in effect") if one.is_on else _("**off**")


def agreement(facts: Facts) -> str:
    """The annex of a processing agreement (Art. 28(3))."""
    kinds = [[_(kind.value), persons] for kind, persons in kinds_for_customers(facts)]
    processors = [
        line.strip()
        for text in (facts.operator.data_centre, facts.operator.processors)
        for line in text.splitlines()
        if line.strip()
    ]
    parts = [
        (_("Parties"), _parties(facts)),
        (
            _("Subject and purpose"),
            _(
                "Running the platform PROGRES for the controller: taking in, storing,"
                " showing and evaluating what devices measure, and telling of alarms."
            ),
        ),
        (_("Duration"), _duration(facts)),
        (
            _("Kinds of data and categories of persons"),
            table([_("Kind of data"), _("Of whom")], kinds),
        ),
        (_("Instructions"), given(facts.operator.instructions)),
        (
            _("Sub-processors"),
            points(processors) if processors else _("*None entered.*"),
        ),
        (_("Third countries"), third_countries(facts)),
        (
            _("After the end"),
            _(
                "Accounts end on the day after the contract. Within the grace period"
                " the controller can export everything; then it is erased, with proof."
            ),
        ),
        (_("Measures (Art. 32)"), measures(facts).replace("## ", "### ")),
    ]
    return "\n\n".join(f"## {heading}\n\n{text}" for heading, text in parts)


def _parties(facts: Facts) -> str:
    rows = [
        [_("Controller of the data"), given(_named(facts, of_operator=False))],
        [_("Processor"), given(_named(facts, of_operator=True))],
    ]
    return table([_("Role"), _("Who")], rows)


def _named(facts: Facts, *, of_operator: bool) -> str:
    if facts.is_operator and not of_operator:
        return _("the customer")
    one = facts.operator if of_operator else facts.own
    return "\n".join(filter(None, (one.controller, one.address, one.contact)))


def _duration(facts: Facts) -> str:
    if facts.since is None:
        return _("As long as the contract holds.")
    if facts.until is None:
        return _("From %(day)s on, without a fixed end.") % {"day": day(facts.since)}
    return _("From %(first)s to %(last)s.") % {
        "first": day(facts.since),
        "last": day(facts.until),
    }


def assessment(facts: Facts) -> str:
    """The template of an impact assessment (Art. 35) of readings of households."""
    parts = [
        (_("Controller of the data"), given(facts.own.controller)),
        (
            _("Description: what is processed"),
            _(
                "Devices at measuring points send readings, often several an hour. From"
                " such readings of a household one can conclude when somebody is at home,"
                " sleeps, showers or is away."
            ),
        ),
        (_("Readings and how long they are kept"), _readings(facts)),
        (_("Measures that are in place"), measures(facts).replace("## ", "### ")),
        *((question, _("*To be answered by a person:*")) for question in _questions()),
    ]
    return "\n\n".join(f"## {heading}\n\n{text}" for heading, text in parts)


def _readings(facts: Facts) -> str:
    wanted = {Kind.READING, Kind.RADIO, Kind.ALARM, Kind.PLACE}
    return "\n".join(
        block(
            _(one.ground.purpose),
            [
                (_("Kind of data"), words([one.kind])),
                (_("Legal basis"), _(one.basis.value)),
                (_("Passed on to"), words(one.receivers)),
                (_("Kept until"), kept(one)),
            ],
        )
        for one in activities(facts.entries, Controller)
        if Subject.RESIDENT in one.subjects and one.kind in wanted
    )


def _questions() -> list[str]:
    return [
        _("How many households are concerned, and which resolution has which purpose?"),
        _("Why are these readings necessary, and why is no coarser resolution enough?"),
        _("Is the processing proportionate to its purposes?"),
        _("Who can see readings of single households, and why?"),
        _(
            "Which risks are there for the persons concerned, how likely and how severe?"
        ),
        _("Which further measures reduce the risks, and which risk remains?"),
        _("What do the persons concerned or their representatives say (Art. 35(9))?"),
        _("What does the data protection officer advise (Art. 35(2))?"),
        _("Must the supervisory authority be consulted (Art. 36)?"),
        _("Decision, date, name"),
    ]
