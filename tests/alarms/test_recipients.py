import re
from datetime import datetime, timedelta

import pytest

from progres.accounts.access import Role
from progres.accounts.actions import create_user
from progres.alarms.actions import (
    NothingToAsk,
    ask_recipient_again,
    change_rule,
    confirm_recipient,
    create_rule,
)
from progres.alarms.checks import (
    MAX_QUESTIONS,
    MAX_RECIPIENTS,
    MAX_UNCONFIRMED,
    MAX_UNCONFIRMED_IN_ALL,
    BadRule,
)
from progres.alarms.models import AlarmRule, Recipient
from progres.alarms.queries import (
    LinkExpired,
    UnknownLink,
    get_confirmation,
    recipients_of,
)
from progres.alarms.rules import RecipientState
from progres.audit.rules import PLATFORM
from progres.database.scope import scoped
from progres.devices.models import DeviceType
from progres.outbox.models import Mail
from tests.alarms.setting import MINUTE, TOO_WARM, changed, mails, make_rule
from tests.world import NOON, PASSWORD, World, add_shared_type, keep

OUTSIDE = "pikett@example.com"
WEEK = timedelta(days=7)


def shared_type(world: World) -> DeviceType:
    """A type that devices of every instance can have."""
    with scoped(world.otto.scope):
        return add_shared_type(world)


def states(world: World, rule: AlarmRule) -> dict[str, RecipientState]:
    with scoped(world.everything):
        return {
            r.email: r.state(NOON) for r in recipients_of(world.everything, rule.id)
        }


def recipient(world: World, rule: AlarmRule) -> Recipient:
    with scoped(world.everything):
        return recipients_of(world.everything, rule.id).get(email=OUTSIDE)


def token_in(mail: Mail) -> str:
    match = re.search(r"http://localhost:8000/recipients/confirm/(\S+)/", mail.text)
    assert match
    return match[1]


def ask_again(world: World, rule: AlarmRule, minutes: float) -> None:
    with scoped(world.olga.scope):
        ask_recipient_again(
            recipient(world, rule).id, by=world.olga, at=NOON + minutes * MINUTE
        )


def test_users_of_the_instance_and_around_it_are_told_at_once(world: World) -> None:
    with scoped(world.everything):
        create_user(
            email="bea@example.org",
            first_name="Bea",
            last_name="Bader",
            password=PASSWORD,
            role=Role.VIEWER,
            tenant=world.bad,
            language="en",
            by=PLATFORM,
            at=NOON,
        )
    rule = make_rule(
        world, emails=["OLGA@example.org", "otto@example.org", "bea@example.org"]
    )
    assert set(states(world, rule).values()) == {RecipientState.CONFIRMED}
    assert mails(world) == []


def test_all_other_addresses_are_asked_whether_they_have_an_account_or_not(
    world: World,
) -> None:
    rule = make_rule(world, emails=[OUTSIDE, "nora@example.org"])

    assert set(states(world, rule).values()) == {RecipientState.ASKED}
    one, other = mails(world)
    assert {one.recipient, other.recipient} == {OUTSIDE, "nora@example.org"}
    assert one.language == other.language == "de"
    assert one.subject == other.subject
    assert one.tenant_id == world.musterstadt.id


def test_a_disabled_user_is_asked_like_a_stranger(world: World) -> None:
    world.rita.user.is_active = False
    keep(world.rita.user)
    rule = make_rule(world, emails=["rita@example.org"])
    assert states(world, rule) == {"rita@example.org": RecipientState.ASKED}


def test_an_address_confirms_by_the_mailed_link_once(world: World) -> None:
    rule = make_rule(world, emails=[OUTSIDE])
    (mail,) = mails(world)
    token = token_in(mail)

    before = get_confirmation(token, at=NOON + WEEK)
    after = confirm_recipient(token, at=NOON + WEEK)
    again = confirm_recipient(token, at=NOON + 2 * WEEK)

    assert (before.email, before.tenant_name) == (OUTSIDE, "Stadtwerke Musterstadt")
    assert (before.is_confirmed, after.is_confirmed) == (False, True)
    assert again == after
    assert recipient(world, rule).confirmed_at == NOON + WEEK


def test_only_a_hash_of_the_secret_is_kept_with_the_recipient(world: World) -> None:
    rule = make_rule(world, emails=[OUTSIDE])
    (mail,) = mails(world)
    token_hash = recipient(world, rule).token_hash
    assert token_hash is not None
    assert len(token_hash) == 32
    assert token_in(mail).encode() not in bytes(token_hash)
    assert token_in(mail) not in mail.message_id


def test_a_link_that_is_wrong_or_too_old_confirms_nothing(world: World) -> None:
    rule = make_rule(world, emails=[OUTSIDE])
    (mail,) = mails(world)
    with pytest.raises(UnknownLink, match="is not known"):
        confirm_recipient("pr_guessed", at=NOON)
    with pytest.raises(LinkExpired, match="valid for 7 days; Stadtwerke Musterstadt"):
        confirm_recipient(token_in(mail), at=NOON + WEEK + MINUTE)
    assert recipient(world, rule).confirmed_at is None


def test_a_new_link_replaces_the_one_before(world: World) -> None:
    rule = make_rule(world, emails=[OUTSIDE])
    ask_again(world, rule, 10)
    old, new = mails(world)
    with pytest.raises(UnknownLink):
        confirm_recipient(token_in(old), at=NOON + 11 * MINUTE)
    assert confirm_recipient(token_in(new), at=NOON + 11 * MINUTE).is_confirmed


def test_an_address_is_asked_at_most_every_ten_minutes(world: World) -> None:
    rule = make_rule(world, emails=[OUTSIDE])
    with pytest.raises(NothingToAsk, match="less than ten minutes ago"):
        ask_again(world, rule, 9.9)
    ask_again(world, rule, 10)
    assert len(mails(world)) == 2


def test_naming_an_address_again_and_again_mails_it_once(world: World) -> None:
    rule = make_rule(world, emails=[OUTSIDE])
    for emails in ([], [OUTSIDE], [], [OUTSIDE.upper()]):
        with scoped(world.olga.scope):
            change_rule(rule.id, TOO_WARM, emails=emails, by=world.olga, at=NOON)
    other = make_rule(world, changed(name="Noch eine"), emails=[OUTSIDE])
    shared = shared_type(world)
    with scoped(world.nora.scope):
        foreign = create_rule(
            TOO_WARM,
            tenant=world.nord,
            device_type=shared,
            emails=[OUTSIDE],
            by=world.nora,
            at=NOON + 9 * MINUTE,
        )
    assert len(mails(world)) == 1
    for unasked in (rule, other, foreign):
        assert states(world, unasked) == {OUTSIDE: RecipientState.NOT_ASKED}


def test_one_confirmation_holds_for_all_rules_of_the_instance_and_for_later_ones(
    world: World,
) -> None:
    first = make_rule(world, emails=[OUTSIDE])
    second = make_rule(world, emails=[OUTSIDE])
    (mail,) = mails(world)
    confirm_recipient(token_in(mail), at=NOON)
    third = make_rule(world, emails=[OUTSIDE])
    for rule in (first, second, third):
        assert states(world, rule) == {OUTSIDE: RecipientState.CONFIRMED}
    with pytest.raises(NothingToAsk, match="is told of alarms already"):
        ask_again(world, third, 20)


def test_the_confirmation_is_for_one_instance_alone(world: World) -> None:
    make_rule(world, emails=[OUTSIDE])
    (mail,) = mails(world)
    confirm_recipient(token_in(mail), at=NOON)
    shared = shared_type(world)
    with scoped(world.nora.scope):
        rule = create_rule(
            TOO_WARM,
            tenant=world.nord,
            device_type=shared,
            emails=[OUTSIDE],
            by=world.nora,
            at=NOON + 10 * MINUTE,
        )
    assert states(world, rule) == {OUTSIDE: RecipientState.ASKED}


def test_another_instances_recipient_cannot_be_asked(world: World) -> None:
    rule = make_rule(world, emails=[OUTSIDE])
    other = recipient(world, rule)
    with scoped(world.nora.scope), pytest.raises(Recipient.DoesNotExist):
        ask_recipient_again(other.id, by=world.nora, at=NOON + WEEK)


def test_few_addresses_can_wait_for_their_confirmation(world: World) -> None:
    emails = [f"a{number}@example.com" for number in range(MAX_UNCONFIRMED + 1)]
    make_rule(world, emails=emails[:-1])
    with pytest.raises(BadRule, match="At most 10 addresses"):
        make_rule(world, changed(name="Andere"), emails=emails)


def strangers(rule: int) -> list[str]:
    return [f"a{rule}-{number}@example.com" for number in range(MAX_UNCONFIRMED)]


def test_few_addresses_of_all_rules_can_wait_for_their_confirmation(
    world: World,
) -> None:
    for number in range(MAX_UNCONFIRMED_IN_ALL // MAX_UNCONFIRMED):
        make_rule(world, changed(name=f"Regel {number}"), emails=strangers(number))
    make_rule(world, changed(name="Dieselben"), emails=strangers(0))

    with pytest.raises(BadRule, match="At most 50 addresses of an instance"):
        make_rule(world, changed(name="Andere"), emails=["one@example.com"])


def test_strangers_cannot_be_asked_one_after_the_other(world: World) -> None:
    rule = make_rule(world)
    asked = MAX_QUESTIONS // MAX_UNCONFIRMED
    for number in range(asked):
        set_emails(world, rule, strangers(number), at=NOON)

    with pytest.raises(BadRule, match="200 mails of this instance"):
        set_emails(world, rule, strangers(asked), at=NOON)
    set_emails(world, rule, strangers(asked), at=NOON + timedelta(days=2))


def set_emails(
    world: World, rule: AlarmRule, emails: list[str], *, at: datetime
) -> None:
    with scoped(world.olga.scope):
        change_rule(rule.id, TOO_WARM, emails=emails, by=world.olga, at=at)


def test_a_rule_tells_a_limited_number_of_addresses(world: World) -> None:
    emails = [f"a{number}@example.com" for number in range(MAX_RECIPIENTS + 1)]
    with pytest.raises(BadRule, match="51 addresses"):
        make_rule(world, emails=emails)


@pytest.mark.parametrize(
    "bad",
    [
        "olga",
        "a@b",
        "a@exa mple.org",
        "a@example.org\nBcc: b@c.de",
        '"a\x01"@example.org',
        f"a@{'a.' * 124}example.org",
    ],
)
def test_what_is_no_address_is_refused(world: World, bad: str) -> None:
    with pytest.raises(BadRule, match="is not an e-mail address"):
        make_rule(world, emails=[bad])


def test_an_address_with_an_umlaut_in_its_domain_is_kept_as_servers_read_it(
    world: World,
) -> None:
    rule = make_rule(world, emails=["post@bücher.example"])
    assert states(world, rule).keys() == {"post@xn--bcher-kva.example"}
