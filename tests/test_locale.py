"""The English catalogue is complete, compiled, and what an English reader sees."""

import ast
import re
from collections.abc import Iterator

import polib
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import gettext, pgettext

from core.roles import role_labels
from disclosure import recording_items
from enforcement.models.kinds import ActionKind
from enforcement.registers import BOOKS
from enforcement.services.officers import set_status
from enforcement.services.parties import flags_of
from tests.base import Cast, client_of
from tests.messages import (
    CHINESE,
    FULL_WIDTH,
    Message,
    bare_in_python,
    bare_in_template,
    collected,
    of_python,
    of_template,
    templates,
)
from tests.not_interface import NOT_INTERFACE
from tests.source import ROOT, modules

CATALOGUE = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
NAMED = re.compile(r"%\(\w+\)[a-z]|\{\w+\}")
POSITIONAL = re.compile(r"%[sd]|%%")
# Articles are data: an English reader looks them up by their Chinese name.
CITATION = re.compile(
    r"(法|条例|办法|规定|通知|意见|号)(（[^）]*）)?$"
    r"|第[〇零一二三四五六七八九十百]+[条项]"
    r"|GB/T|^行政执法全过程记录制度：|^网络安全法|^信用修复管理办法"
)


@pytest.fixture(autouse=True)
def chinese_again() -> Iterator[None]:
    """A page asked for in English leaves its language behind in the thread."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def key(entry: polib.POEntry) -> Message:
    """How the entry is found."""
    return str(entry.msgid), str(entry.msgid_plural or "")


def forms(entry: polib.POEntry) -> list[str]:
    """Its translations: one, or one for each plural form."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def placeholders(text: str) -> tuple[set[str], list[str]]:
    """What is filled in: by name in any order, by position in this one."""
    return set(NAMED.findall(text)), POSITIONAL.findall(text)


# --- the catalogue -----------------------------------------------------------------------------


def test_every_string_of_the_interface_is_in_the_catalogue(catalogue: polib.POFile) -> None:
    missing = collected() - {key(entry) for entry in catalogue}
    assert not missing, f"run `make messages`: {sorted(missing)[:20]}"


def test_the_catalogue_has_no_string_that_left_the_interface(catalogue: polib.POFile) -> None:
    stale = {key(entry) for entry in catalogue} - collected()
    assert not stale, f"run `make messages`: {sorted(stale)[:20]}"


def test_every_string_is_translated_and_none_is_a_guess(catalogue: polib.POFile) -> None:
    empty = [entry.msgid for entry in catalogue if not all(map(str.strip, forms(entry)))]
    assert not empty
    assert not [entry.msgid for entry in catalogue if entry.fuzzy or entry.obsolete]


def test_a_plural_has_both_english_forms(catalogue: polib.POFile) -> None:
    counted = [entry for entry in catalogue if entry.msgid_plural]
    assert counted
    assert {len(forms(entry)) for entry in counted} == {2}


def test_translations_fill_in_what_the_source_fills_in(catalogue: polib.POFile) -> None:
    wrong = [
        (entry.msgid, text)
        for entry in catalogue
        for text in forms(entry)
        if placeholders(text) != placeholders(entry.msgid)
    ]
    assert not wrong


def test_translations_end_and_begin_like_the_source(catalogue: polib.POFile) -> None:
    wrong = [
        entry.msgid
        for entry in catalogue
        for text in forms(entry)
        if (entry.msgid[0] == "\n", entry.msgid[-1] == "\n") != (text[0] == "\n", text[-1] == "\n")
    ]
    assert not wrong


def test_translations_use_no_full_width_punctuation(catalogue: polib.POFile) -> None:
    wrong = [
        text
        for entry in catalogue
        for text in forms(entry)
        if re.search("[，。；：（）、！？]", re.sub("《[^》]*》[^ ]*|“[^”]*”", "", text))
    ]
    assert not wrong


def test_the_compiled_catalogue_was_made_from_the_text(catalogue: polib.POFile) -> None:
    compiled = CATALOGUE.with_suffix(".mo").read_bytes()
    assert compiled == catalogue.to_binary(), "run `make messages`"


# --- the sources -------------------------------------------------------------------------------


def test_the_reader_of_templates_finds_every_kind_of_message() -> None:
    text = (
        '{% load i18n %}{% translate "一" %}{{ x|default:_("二") }}{% f a=_("三") %}'
        "{% blocktranslate count n=n %}四 {{ n }}{% plural %}五 {{ n }}{% endblocktranslate %}"
        "{% blocktranslate trimmed %}\n  六\n{% endblocktranslate %}"
    )
    assert list(of_template(text)) == [
        ("一", ""),
        ("二", ""),
        ("三", ""),
        ("四 %(n)s", "五 %(n)s"),
        ("六", ""),
    ]


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ('{% translate "首页" %}{# 注 #}{% comment %}说明{% endcomment %}', []),
        ("{% blocktranslate %}共 {{ n }} 件{% endblocktranslate %}", []),
        ('{% include "a.html" with label=_("退回") %}', []),
        ("<p>首页</p>", ["<p>首页</p>"]),
        ('{{ name|default:"无" }}', ['name|default:"无"']),
        ('{% include "a.html" with label="退回" %}', ['include "a.html" with label="退回"']),
        ("{% comment %}甲{% endcomment %}乙", ["乙"]),
    ],
)
def test_the_reader_of_templates_finds_bare_chinese(text: str, bare: list[str]) -> None:
    assert [found for _line, found in bare_in_template(text)] == bare


def bare_in_pages(wanted: re.Pattern[str]) -> list[str]:
    """Where a page shows what no translator has seen; documents are Chinese whoever prints them."""
    shown = [path for path in templates() if "documents" not in path.parts]
    assert len(shown) > 50
    return [
        f"{path.relative_to(ROOT)}:{line}: {text}"
        for path in shown
        for line, text in bare_in_template(path.read_text(encoding="utf-8"), wanted)
    ]


def test_templates_show_no_chinese_outside_gettext() -> None:
    assert not bare_in_pages(CHINESE)


def test_templates_show_no_full_width_punctuation_outside_gettext() -> None:
    assert not bare_in_pages(FULL_WIDTH)


def test_full_width_punctuation_outside_gettext_is_found() -> None:
    text = '{{ a }}：{{ b|join:"、" }}{% translate "丙：" %}{{ c|join:_("、") }}'
    found = [text for _line, text in bare_in_template(text, FULL_WIDTH)]
    assert found == ["：", 'b|join:"、"']


def interface_literals(name: str) -> list[str]:
    """Bare Chinese of a module that is no citation."""
    module = next(module for module in modules() if module.name == name)
    return [
        f"{module.path}:{line}: {text}"
        for line, text in bare_in_python(module)
        if not CITATION.search(text)
    ]


def test_python_shows_no_chinese_outside_gettext() -> None:
    read = [
        module.name
        for module in modules()
        if module.name not in NOT_INTERFACE and not module.name.startswith("config.demo")
    ]
    assert len(read) > 100
    assert not [line for name in read for line in interface_literals(name)]


@pytest.mark.parametrize("name", sorted(NOT_INTERFACE))
def test_a_module_on_the_list_still_needs_its_place_there(name: str) -> None:
    assert interface_literals(name)


# --- the pages ---------------------------------------------------------------------------------

SCRIPT = re.compile(r"<(script|style|template)\b.*?</\1>", re.S)
# The other language is offered by its own name.
OWN_NAME = "简体中文"
PUBLIC_PAGES = [
    *("home", "decision-list", "agency-list", "officer-list", "item-list"),
    *("verify", "login"),
]


def words(path: str, client: Client) -> str:
    """What the page says to a reader whose browser asks for English."""
    response = client.get(path, headers={"accept-language": "en"})
    assert response.status_code == 200, path
    html = response.content.decode()
    assert '<html lang="en">' in html
    return re.sub(r"<[^>]+>", " ", SCRIPT.sub("", html)).replace(OWN_NAME, "")


def chinese_lines(text: str) -> list[str]:
    """Lines in which Chinese is left; quoted examples are data."""
    plain = re.sub("“[^”]*”", "", text)
    return [line.strip() for line in plain.splitlines() if CHINESE.search(line)]


@pytest.mark.django_db
@pytest.mark.parametrize("name", PUBLIC_PAGES)
def test_a_public_page_without_data_is_english(name: str, client: Client) -> None:
    assert not chinese_lines(words(reverse(name), client))


@pytest.mark.django_db
def test_remedies_are_explained_in_english_around_the_legal_text(client: Client) -> None:
    text = words(reverse("remedies"), client)
    assert "Apply for administrative reconsideration" in text
    assert "Sue after reconsideration" in text


OFFICE_PAGES = [
    ("officer1", "desk"),
    ("officer1", "case-list"),
    ("officer1", "case-open"),
    ("reviewer", "review-queue"),
    ("publisher", "publication-queue"),
    ("listadmin", "item-admin-list"),
    ("admin", "calendar-import"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("who", "name"), OFFICE_PAGES)
def test_an_office_page_without_cases_is_english(who: str, name: str, cast: Cast) -> None:
    user = getattr(cast, who)
    text = words(reverse(name), client_of(user))
    for own in (user.name, str(user.agency), cast.bureau.name, cast.officer1.name, "安试二"):
        text = text.replace(own, "")
    assert not chinese_lines(text)


@pytest.mark.django_db
def test_the_language_chosen_in_the_head_stays_chosen(client: Client) -> None:
    answer = client.post(reverse("set_language"), {"language": "en", "next": reverse("verify")})
    assert answer.url == reverse("verify")  # type: ignore[attr-defined]  # a redirect
    assert '<html lang="en">' in client.get(reverse("verify")).content.decode()


def test_the_kinds_of_enforcement_have_their_english_names() -> None:
    with translation.override("en"):
        assert [str(kind.label) for kind in ActionKind] == [
            "Administrative penalty",
            "Administrative permit",
            "Administrative coercion",
            "Administrative inspection",
            "Administrative levy and requisition",
        ]


MEANT = [
    ("", "编号去向", "What became of each number"),
    ("", "查询日期", "As of"),
    ("", "音像记录事项", "Item of the recording list"),
    ("清单", "音像记录事项", "List of what is recorded"),
    ("", "记录环节", "Record a step"),
    ("清单", "记录环节", "Stage recorded"),
    ("", "记录开始时间", "Recording began at"),
    ("清单", "记录开始时间", "Recording begins"),
    ("清单", "记录结束时间", "Recording ends"),
]


@pytest.mark.parametrize(("context", "text", "english"), MEANT)
def test_a_word_of_two_meanings_is_translated_by_where_it_stands(
    context: str, text: str, english: str
) -> None:
    with translation.override("en"):
        assert (pgettext(context, text) if context else gettext(text)) == english


def test_registers_are_headed_by_what_they_are_in_english() -> None:
    book = BOOKS["recording"]
    with translation.override("en"):
        assert book.name == "List of what is recorded"
        assert str(book.field("stages").label) == "Stage recorded"
        assert [str(book.field(key).label) for key in ("begins", "ends")] == [
            *("Recording begins", "Recording ends"),
        ]
        assert {"Recording begins", "Recording ends"} <= set(recording_items.columns())


def test_messages_with_a_context_are_collected_without_it() -> None:
    tree = ast.parse('pgettext_lazy("清单", "记录环节")\npgettext(where, "甲")\n_("乙")')
    assert list(of_python(tree)) == [("记录环节", ""), ("甲", ""), ("乙", "")]


# --- what is kept ------------------------------------------------------------------------------


def test_hints_about_a_party_are_kept_in_chinese_whoever_enters_it() -> None:
    with translation.override("en"):
        hints = flags_of(kind="org")
    assert hints
    assert all(CHINESE.search(hint) for hint in hints)


@pytest.mark.django_db
def test_the_reason_of_a_cancelled_certificate_is_kept_in_chinese(cast: Cast) -> None:
    officer = cast.officer1.officer
    today = localdate()
    with translation.override("en"):
        set_status(officer, by=cast.listadmin, status="left", on=today)
    ended = officer.certificates.filter(ended_on=today)
    assert [row.end_reason for row in ended] == ["已注销"]


def test_roles_are_named_in_the_language_of_the_reader() -> None:
    assert role_labels()["reviewer"] == "法制审核人员"
    with translation.override("en"):
        assert role_labels()["reviewer"] == "Legal reviewer"
        assert not [label for label in role_labels().values() if CHINESE.search(label)]
