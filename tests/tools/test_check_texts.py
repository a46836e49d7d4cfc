from pathlib import Path

import pytest
from tools.check_texts import (
    Text,
    problems,
    said_classes,
    texts_in_python,
    texts_in_template,
    texts_of,
    texts_said,
)

HEAD = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
SAVE = 'msgid "Save"\nmsgstr "Speichern"\n'
PAGE = {Text("Save"): "page.html:1"}


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    return tmp_path / "django.po"


def found(catalogue: Path, text: str, used: dict[Text, str]) -> list[str]:
    catalogue.write_text(HEAD + text)
    return list(problems(used, [catalogue]))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ('_("Save")', Text("Save")),
        ('gettext_lazy("a" "b")', Text("ab")),
        ('pgettext_lazy("severity", "Major")', Text("Major", context="severity")),
        ('ngettext("one day", "%(n)s days", n)', Text("one day", "%(n)s days")),
        (
            'npgettext("age", "one day", "%s days", n)',
            Text("one day", "%s days", context="age"),
        ),
    ],
)
def test_texts_in_python_are_found(source: str, text: Text) -> None:
    assert list(texts_in_python(f"import x\nx = {source}\n")) == [(text, 2)]


@pytest.mark.parametrize(
    "source", ["gettext(name)", "print('Save')", "ngettext(a, b, n)"]
)
def test_what_is_no_text_is_left_alone(source: str) -> None:
    assert not list(texts_in_python(source))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ('{% translate "Save" %}', Text("Save")),
        ('{% translate "Major" context "severity" %}', Text("Major", "", "severity")),
        (
            "{% blocktranslate with a=b trimmed %}Hi\n  {{ a }}!{% endblocktranslate %}",
            Text("Hi %(a)s!"),
        ),
        (
            "{% blocktranslate count n=n %}one{% plural %}{{ n }} many"
            "{% endblocktranslate %}",
            Text("one", "%(n)s many"),
        ),
        ('{% include "a.html" with title=_("It\'s \\"on\\"") %}', Text('It\'s "on"')),
    ],
)
def test_texts_in_templates_are_found(source: str, text: Text) -> None:
    assert list(texts_in_template(f"<p>\n{source}")) == [(text, 2)]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ('raise BadRule("Too" " warm.")', Text("Too warm.")),
        ('rules.BadRule("%(n)s are few.", n=3)', Text("%(n)s are few.")),
        ('BadRule("%(a)s.", **facts)', Text("%(a)s.")),
        ('Said("as is: 100 %(sure)s")', Text("as is: 100 %(sure)s")),
    ],
)
def test_what_a_refusal_says_is_a_text(source: str, text: Text) -> None:
    assert list(texts_said(f"import x\n{source}\n", {"Said", "BadRule"})) == [(text, 2)]


@pytest.mark.parametrize(
    "source",
    ["BadRule(sentence)", "BadRule.like(error)", "BadRule()", 'print("Too warm.")'],
)
def test_what_says_nothing_by_itself_is_no_text(source: str) -> None:
    assert not list(texts_said(source, {"BadRule"}))


@pytest.mark.parametrize(
    "source",
    [
        "BadRule(f'{n} are few.')",
        "BadRule('%s are few.' % n)",
        "BadRule('%(n)s are few.', m=3)",
        "BadRule('Few.', n=3)",
    ],
)
def test_a_sentence_that_nobody_can_translate_is_found_as_its_code(
    source: str,
) -> None:
    assert list(texts_said(source, {"BadRule"})) == [(Text(source), 1)]


def test_a_refusal_is_known_by_what_its_class_derives_from() -> None:
    sources = [
        "class NoSuchType(checks.BadType): ...",
        "class Refusal(Said, ValueError): ...\nclass Other(ValueError): ...",
        "class BadType(Refusal): ...",
    ]
    assert said_classes(sources) == {"Said", "Refusal", "BadType", "NoSuchType"}


def test_a_new_refusal_without_german_is_found(tmp_path: Path) -> None:
    (tmp_path / "kit.py").write_text("class Refusal(Said): ...\n")
    (tmp_path / "rules.py").write_text(
        'class BadRule(Refusal): ...\n\nraise BadRule("Too warm.")\n'
    )
    (problem,) = problems(texts_of(tmp_path), [])
    assert problem.startswith(f"{tmp_path}/rules.py:3: 'Too warm.' has no German")


def test_texts_are_gathered_with_their_places(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "mail.txt").write_text('{% translate "Save" %}')
    (tmp_path / "words.py").write_text('\nWORD = _("Delete")\n')
    assert texts_of(tmp_path) == {
        Text("Save"): f"{tmp_path}/templates/mail.txt:1",
        Text("Delete"): f"{tmp_path}/words.py:2",
    }


def test_a_complete_catalogue_has_no_problems(catalogue: Path) -> None:
    assert not found(catalogue, SAVE, PAGE)


def test_a_text_without_german_is_found(catalogue: Path) -> None:
    (problem,) = found(catalogue, "", PAGE)
    assert problem.startswith("page.html:1: 'Save' has no German translation;")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('msgid "Save"\nmsgstr ""\n', "has no German; write it."),
        ("#, fuzzy\n" + SAVE, "is marked fuzzy;"),
        (SAVE + '\nmsgid "Old"\nmsgstr "Alt"\n', "nothing uses 'Old'; remove it."),
        (SAVE + "\n" + SAVE, "'Save' stands there twice; keep one."),
        ('msgid "Save', "this is no catalogue"),
    ],
)
def test_what_is_wrong_with_a_catalogue_is_said(
    catalogue: Path, text: str, words: str
) -> None:
    assert any(words in problem for problem in found(catalogue, text, PAGE))


@pytest.mark.parametrize(
    ("english", "german", "right"),
    [
        ("%(a)s of %(b)d", "%(b)d: %(a)s", True),
        ("%(a)s of %(b)d", "%(a)s", False),
        ("%s is 100 %%", "%s ist 100 %%", True),
        ("%s is on", "ist an", False),
    ],
)
def test_placeholders_are_the_same_in_german(
    catalogue: Path, english: str, german: str, *, right: bool
) -> None:
    text = f'msgid "{english}"\nmsgstr "{german}"\n'
    assert (not found(catalogue, text, {Text(english): "x.py:1"})) is right


def test_one_of_two_plural_forms_may_do_without_the_number(catalogue: Path) -> None:
    text = (
        'msgid "one day"\nmsgid_plural "%(n)s days"\n'
        'msgstr[0] "ein Tag"\nmsgstr[1] "%(n)s Tage"\n'
    )
    assert not found(catalogue, text, {Text("one day", "%(n)s days"): "x.py:1"})


def test_catalogues_that_disagree_are_found(tmp_path: Path) -> None:
    paths = [tmp_path / "a.po", tmp_path / "b.po"]
    paths[0].write_text(HEAD + SAVE)
    paths[1].write_text(HEAD + SAVE.replace("Speichern", "Sichern"))
    (problem,) = problems(PAGE, paths)
    assert problem.endswith("'Save' is translated in two ways; choose one.")
