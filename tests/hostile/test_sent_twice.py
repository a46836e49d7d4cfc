"""Who sends a form twice has done once what it does, and is told."""

from collections.abc import Iterator, Mapping, Set
from concurrent.futures import ThreadPoolExecutor

import psycopg

from tests.hostile.places import Place, filled, places
from tests.hostile.test_forms import is_refusal
from tests.isolation.conftest import Estate
from tests.isolation.pages import PAGES
from tests.isolation.served import Answer, serving
from tests.isolation.snapshot import snapshot
from tests.ops.running import until

NOTED = {"audit_entry", "audit_pending"}
# What the front door does by and by with what came from a device that was unknown.
BY_AND_BY = {
    *("uplink", "unassigned_uplink", "delivery", "latest", "heard"),
    "connection_message",  # one that is to be tried again
}
# What is meant to be done each time.
ANEW: Mapping[str, Set[str]] = {
    "account_reset": {"reset_wish"},  # the mail is sent once; see tests/web
    "web:single_sign_on": {"identity_provider", *NOTED},  # the secret is sealed anew
    "web:connection_renew": {"connection", *NOTED},  # the page shows the newest secret
    "web:device_keys": NOTED,  # a look
    "web:device_labels": NOTED,  # labels leave the house each time
    "web:audit_person": NOTED,  # a reason
    "web:instance_export": NOTED,  # all data leave the house each time
    "web:request_restriction": NOTED,  # restricted data do
}
# Forms that make something; of an instance that has a contract none is made.
MAKE = {
    "web:api_key_new",
    "web:asset_new",
    "web:connection_new",
    "web:device_new",
    "web:device_type_new",
    "web:display_new",
    "web:grant_new",
    "web:instance_new",
    "web:role_new",
    "web:rule_new",
    "web:unassigned",
    "web:user_new",
}
ONCE_FOR_ALL = {"web:grant_new", "web:unassigned"}  # constraints see to these
NUMBER = 1000  # of what is made at once
WAITING = "select count(*) from pg_locks where not granted"


def test_the_second_time_changes_nothing(estate: Estate, forms: list[Place]) -> None:
    wrong, done = [], set()
    before = snapshot(estate.urls.owner)
    for number, place in enumerate(sent_again(forms), start=1):
        values = filled(place, number)
        place.send(values)
        once = snapshot(estate.urls.owner)
        second = place.send(values)
        twice = snapshot(estate.urls.owner)
        if changed(before, once) - NOTED:
            done.add(place.view)
        if again := changed(once, twice) - BY_AND_BY - ANEW.get(place.view, set()):
            wrong.append(f"{place.view}: {second.status}, {again}")
        assert second.status < 500, place.asker.log()
        before = twice

    assert not wrong, "\n".join(wrong)
    assert done >= MAKE


def test_of_two_at_the_same_time_one_makes_it_and_the_other_is_told(
    estate: Estate,
) -> None:
    wrong = []
    with serving(estate.urls, connections=4) as process:
        forms = places(estate, process)
        names = MAKE - ONCE_FOR_ALL
        made = [p for p in forms if p.view in names and p.form.method == "post"]
        for place in made:
            answers = at_once(place, estate.urls.owner)
            refused = [answer for answer in answers if is_refusal(place, answer)]
            if len(refused) != 1:
                wrong.append(f"{place.view}: {[a.status for a in answers]}")

    assert {place.view for place in made} == names
    assert not wrong, "\n".join(wrong)


ENDING = {name for name, row in PAGES.items() if row.ends}


def sent_again(forms: list[Place]) -> Iterator[Place]:
    """All but what ends something, of which the second finds nothing."""
    for place in forms:
        if place.form.method == "post" and place.view not in ENDING:
            yield place


def changed(before: Mapping[str, str], after: Mapping[str, str]) -> set[str]:
    return {name for name in before if before[name] != after[name]}


def at_once(place: Place, owner_url: str) -> list[Answer]:
    """Send a form twice, so that neither is done before both have begun.

    Whatever is done is noted in the audit log, which takes nothing meanwhile.
    """
    values = filled(place, NUMBER)
    with (
        ThreadPoolExecutor(2) as senders,
        psycopg.connect(owner_url) as owner,
        psycopg.connect(owner_url, autocommit=True) as watcher,
    ):

        def are_waiting() -> bool:
            found = watcher.execute(WAITING).fetchone()
            return found is not None and found[0] >= 2

        owner.execute("lock table audit_entry in share mode")
        sent = [senders.submit(place.send, values) for _ in range(2)]
        try:
            until(are_waiting)
        finally:
            owner.rollback()
        return [answer.result() for answer in sent]
