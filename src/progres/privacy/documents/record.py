"""The record of processing activities (Art. 30), as rows and as Markdown."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from progres.kit.datamap import Controller, Kind
from progres.privacy.documents.facts import Facts, activities
from progres.privacy.documents.notice import kept, recipients, third_countries
from progres.privacy.wording import block, given, points, words


def record(facts: Facts) -> str:
    """The record of the instance as a controller, and of who processes for it."""
    own = "\n".join(filter(None, (facts.own.controller, facts.own.address)))
    parts = [
        (_("Controller of the data"), given(f"{own}\n{facts.own.contact}")),
        (_("Data protection officer"), given(facts.own.officer)),
        (_("Activities (Art. 30(1))"), _blocks(facts)),
        (_("Recipients"), points(recipients(facts))),
        (_("Third countries"), third_countries(facts)),
        (
            _("Measures (Art. 32)"),
            _("They stand in the list of technical and organisational measures."),
        ),
    ]
    if not facts.is_operator:
        parts += _processor(facts)
    return "\n\n".join(f"## {heading}\n\n{text}" for heading, text in parts)


def heads() -> list[str]:
    return [
        *(_("Purpose"), _("Categories of persons"), _("Categories of data")),
        *(_("Legal basis"), _("Recipients"), _("Time limits for erasure")),
        _("Places"),
    ]


def rows(facts: Facts) -> Iterator[Sequence[str]]:
    """One activity each, in the order of the data map."""
    for one in activities(facts.entries, facts.controllers):
        yield [
            _(one.ground.purpose),
            words(one.subjects),
            words([one.kind]),
            _(one.basis.value),
            words(one.receivers),
            kept(one),
            ", ".join(dict.fromkeys(entry.place for entry in one.places)),
        ]


def _blocks(facts: Facts) -> str:
    _purpose, *names = heads()
    return "\n".join(
        block(purpose, zip(names, said, strict=True)) for purpose, *said in rows(facts)
    )


def kinds_for_customers(facts: Facts) -> Iterator[tuple[Kind, str]]:
    """Kinds of data that customers have processed, and of whom."""
    persons: dict[Kind, list[str]] = {}
    for one in activities(facts.entries, {Controller.CUSTOMER, Controller.JOINT}):
        if one.kind is not None:
            persons.setdefault(one.kind, []).append(words(one.subjects))
    for kind, of_whom in persons.items():
        parts = [part for text in of_whom for part in text.split(", ")]
        yield kind, ", ".join(dict.fromkeys(parts))


def _processor(facts: Facts) -> Iterator[tuple[str, str]]:
    """Art. 30(2): what the operator does on behalf of this controller."""
    operator = facts.operator
    named = [operator.controller, operator.address, operator.contact]
    yield _("Processor (Art. 30(2))"), given("\n".join(filter(None, named)))
    yield _("Data protection officer of the processor"), given(operator.officer)
    done = [
        _("%(kind)s of: %(persons)s") % {"kind": _(kind.value), "persons": persons}
        for kind, persons in kinds_for_customers(facts)
    ]
    said = _("Storing, showing, evaluating, passing on as set up, and erasing:")
    yield _("Categories of processing on behalf"), f"{said}\n\n{points(done)}"
