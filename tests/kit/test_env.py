from collections.abc import Callable

import pytest

from progres.kit.env import BadSetting, Env, parse_database_url, parse_smtp_url

SECRET = "hidden-word"  # noqa: S105 no real secret


@pytest.mark.parametrize(
    ("read", "value", "sentence"),
    [
        (
            lambda env: env.flag("X"),
            "yes",
            "'yes' is not a flag; use 'true' or 'false'",
        ),
        (
            lambda env: env.whole_number("X", 1, low=1, high=9),
            "10",
            "'10' is not a whole number from 1 to 9",
        ),
        (
            lambda env: env.http_url("X", ""),
            "iot.example.org",
            "use one such as https://iot.example.org",
        ),
        (lambda env: env.required("X", "a word"), " ", "X is not set; it must hold a"),
        (lambda env: env.http_url("X", ""), "http://iot:port", "not an address of a"),
    ],
)
def test_a_setting_that_cannot_be_used_says_what_would_be_right(
    read: Callable[[Env], object], value: str, sentence: str
) -> None:
    with pytest.raises(BadSetting, match=sentence):
        read(Env({"X": value}))


def test_an_empty_setting_is_one_that_is_not_given() -> None:
    env = Env({"X": ""})

    assert env.text("X", "usual") == "usual"
    assert env.flag("X", default=True) is True
    assert env.whole_number("X", 4, low=1, high=9) == 4


@pytest.mark.parametrize(
    ("url", "port", "starttls", "implicit_tls"),
    [
        ("smtp://mail.example.org", 25, False, False),
        ("smtp+starttls://mail.example.org", 587, True, False),
        ("smtps://mail.example.org", 465, False, True),
        ("smtp://mail.example.org:2525", 2525, False, False),
    ],
)
def test_a_mail_server_is_known_by_its_url(
    url: str, port: int, starttls: bool, implicit_tls: bool
) -> None:
    server = parse_smtp_url(url)

    assert (server.host, server.port) == ("mail.example.org", port)
    assert (server.starttls, server.implicit_tls) == (starttls, implicit_tls)


def test_names_and_passwords_in_urls_may_hold_any_sign() -> None:
    mail = parse_smtp_url("smtps://olga%40example.org:p%2Fw@mail.example.org")
    database = parse_database_url("X", "postgresql://a%40b:p%2Fw@/progres?host=/run/x")

    assert (mail.user, mail.password) == ("olga@example.org", "p/w")
    assert (database.user, database.password) == ("a@b", "p/w")
    assert (database.host, database.name) == ("/run/x", "progres")


@pytest.mark.parametrize(
    ("parse", "url"),
    [
        (parse_smtp_url, f"imap://olga:{SECRET}@mail.example.org"),
        (lambda url: parse_database_url("X", url), f"mysql://olga:{SECRET}@db/x"),
        (lambda url: parse_database_url("X", url), f"postgresql://olga:{SECRET}@db"),
        (parse_smtp_url, f"smtp://olga:{SECRET}@mail.example.org:99999"),
        (lambda url: parse_database_url("X", url), f"postgresql://o:{SECRET}@db:x/y"),
    ],
)
def test_a_refused_url_is_not_quoted_with_its_password(
    parse: Callable[[str], object], url: str
) -> None:
    with pytest.raises(BadSetting) as refusal:
        parse(url)

    assert SECRET not in str(refusal.value)
