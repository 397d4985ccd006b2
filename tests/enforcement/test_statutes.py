"""Citations are found as people write them and mean the text in force on the day of the act."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from core.errors import RuleError
from core.models import AuditEntry
from enforcement.citations import (
    commencement,
    find_citations,
    number_text,
    paragraph_text,
    parse_number,
    repealed_titles,
)
from enforcement.models import Article, ItemBasis, Statute, StatuteVersion
from enforcement.services import agencies, items, statutes
from enforcement.statutes import link_citations


def act(title: str, on: str, *texts: str, history: list[str] | None = None) -> Any:
    """One version as the folder holds it; the texts are articles 1, 2, ..."""
    return {
        "title": title,
        "version_date": on,
        "history": history or [],
        "source_path": f"行政法/{title}({on}).md",
        "articles": [
            {
                "no": no,
                "suffix": "",
                "label": f"第{number_text(no)}条",
                "section": "",
                "paragraphs": text.split("\n"),
            }
            for no, text in enumerate(texts, start=1)
        ],
    }


def put(*acts: Any) -> None:
    for row in acts:
        statutes.keep_version(by=None, act=row)
    statutes.refresh_periods(by=None)


# ---------------------------------------------------------------------------------- citations
@pytest.mark.parametrize(
    ("text", "labels"),
    [
        (
            "依据《中华人民共和国食品安全法》第一百二十四条第一款第（五）项、第二款和第一百二十五条的规定",
            ["第一百二十四条第一款第（五）项", "第一百二十四条第二款", "第一百二十五条"],
        ),
        ("《刑法》第一百二十条之一规定", ["第一百二十条之一"]),
        ("《产品质量法》第四十九条之规定", ["第四十九条"]),
        ("《行政处罚法》（2021修订）第5条、第六条", ["第五条", "第六条"]),
        ("《管理办法》第二十八、二十九、三十条", ["第二十八条", "第二十九条", "第三十条"]),
        ("中华人民共和国产品质量法：第四十九条之规定。", ["第四十九条"]),
        ("【部门规章】生产许可实施办法第二十一条 企业", ["第二十一条"]),
        ("《甲法》和《乙法》第三条", ["第三条"]),
        ("逾期申报。（财务报表）", []),
        ("《甲法》规定了很多", []),
    ],
)
def test_citations_are_found_as_people_write_them(text: str, labels: list[str]) -> None:
    assert [c.label for c in find_citations(text)] == labels


def test_a_title_inside_a_title_belongs_to_it() -> None:
    text = "《四川省<中华人民共和国野生动物保护法>实施办法》第三十三条；《最高人民法院关于适用《行政诉讼法》的解释》第一条"
    titles = [c.title for c in find_citations(text)]
    assert titles == [
        "四川省<中华人民共和国野生动物保护法>实施办法",
        "最高人民法院关于适用《行政诉讼法》的解释",
    ]


def test_the_span_is_the_cited_text() -> None:
    text = "违反了《甲法》第三条第二款、第四条。"
    assert [text[slice(*c.span)] for c in find_citations(text)] == [
        "《甲法》第三条第二款",
        "第四条",
    ]


@pytest.mark.parametrize("value", [1, 10, 11, 20, 99, 100, 101, 110, 124, 1000, 1005, 1242, 9999])
def test_chinese_numbers_read_back(value: int) -> None:
    assert parse_number(number_text(value)) == value


def test_paragraphs_keep_their_listed_items() -> None:
    text = "有下列行为之一的：\n（一）甲；\n（二）乙。\n前款规定的人员。"
    assert paragraph_text(text, 1).endswith("（二）乙。")
    assert paragraph_text(text, 2) == "前款规定的人员。"
    assert paragraph_text(text, 3) == ""


# ---------------------------------------------------------------------------------- commencement
@pytest.mark.parametrize(
    ("texts", "history", "on", "expected"),
    [
        (["本法自2021年7月15日起施行。"], [], "2021-01-22", ("2021-07-15", True)),
        (["本法自2015年10月1日起施行。"], [], "2021-04-29", ("2021-04-29", False)),
        (
            ["本条例自公布之日起施行。"],
            ["2008年8月5日 国务院令第532号公布"],
            "2008-08-05",
            ("2008-08-05", True),
        ),
        (
            ["本条例自发布之日起施行。"],
            ["1998年11月29日 国务院令第253号发布"],
            "2017-07-16",
            ("2017-07-16", False),
        ),
        (
            ["附则"],
            ["2014年8月7日 国务院令公布", "2014年10月1日 施行"],
            "2014-08-07",
            ("2014-10-01", True),
        ),
        (["附则"], [], "2020-02-29", ("2020-02-29", False)),
    ],
)
def test_commencement_is_taken_from_the_text_or_called_unknown(
    texts: list[str], history: list[str], on: str, expected: tuple[str, bool]
) -> None:
    found, known = commencement(texts, history, date.fromisoformat(on))
    assert (found.isoformat(), known) == expected


def test_repealed_titles_are_those_of_the_same_sentence() -> None:
    text = "本法自2026年8月15日起施行。《甲法》、《乙法》同时废止。《丙法》继续有效。"
    assert repealed_titles(text) == ["甲法", "乙法"]


# ---------------------------------------------------------------------------------- the library
@pytest.mark.django_db
def test_the_version_is_chosen_by_the_day_of_the_act() -> None:
    put(
        act("示范法", "2010-01-01", "旧文", "本法自2010年3月1日起施行。"),
        act("示范法", "2020-01-01", "新文", "本法自2020年6月1日起施行。"),
    )
    first, second = StatuteVersion.objects.order_by("version_date")
    assert first.effective_to == second.effective_from == date(2020, 6, 1)
    days = {"2010-02-28": None, "2010-03-01": "旧文", "2020-05-31": "旧文", "2020-06-01": "新文"}
    for day, text in days.items():
        [link] = link_citations("《中华人民共和国示范法》第一条", date.fromisoformat(day))
        row = Article.objects.filter(pk=link["article"] or 0, version=link["version"] or 0).first()
        found = row.text if row else None
        assert found == text, day
        assert bool(link["note"]) == (text is None)


@pytest.mark.django_db
def test_a_citation_of_an_article_that_is_not_there_says_so() -> None:
    put(act("示范法", "2010-01-01", "仅此一条，本法自2010年3月1日起施行。"))
    [link] = link_citations("《示范法》第九条", date(2015, 1, 1))
    assert link["article"] is None
    assert link["note"] == "该日有效的文本中没有这一条"


@pytest.mark.django_db
def test_an_act_that_repeals_another_ends_it() -> None:
    put(
        act("旧法", "2000-01-01", "本法自2000年2月1日起施行。"),
        act("新法典", "2026-03-12", "本法典自2026年8月15日起施行。《旧法》同时废止。"),
    )
    assert StatuteVersion.objects.get(statute__title="旧法").effective_to == date(2026, 8, 15)


@pytest.mark.django_db
def test_an_act_that_repeals_its_own_forerunner_stays_in_force() -> None:
    put(act("细则", "2002-09-07", "本细则自2002年10月15日起施行。1993年的《细则》同时废止。"))
    assert StatuteVersion.objects.get().effective_to is None


@pytest.mark.django_db
def test_a_changed_text_keeps_the_keys_of_its_articles() -> None:
    put(act("示范法", "2010-01-01", "第一", "第二", "第三"))
    before = dict(StatuteVersion.objects.get().articles.values_list("no", "pk"))
    version, outcome = statutes.keep_version(
        by=None, act=act("示范法", "2010-01-01", "第一", "改过的第二")
    )
    assert outcome == "updated"
    after = {row.no: row for row in version.articles.all()}
    assert {no: row.pk for no, row in after.items()} == {no: before[no] for no in (1, 2)}
    assert after[2].text == "改过的第二"
    assert AuditEntry.objects.filter(action="statute.updated").exists()


@pytest.mark.django_db
def test_items_are_joined_when_their_statute_comes_in_later() -> None:
    agency = agencies.create(name="云溪市城市管理局")
    item = items.create(
        agency=agency,
        kind="penalty",
        name="示范处罚",
        effective_from=date(2026, 1, 1),
        basis_text="《示范法》第一条",
    )
    basis = item.bases.get()
    assert basis.statute is None
    put(act("中华人民共和国示范法", "2010-01-01", "正文", "本法自2010年3月1日起施行。"))
    assert statutes.relink_bases(by=None) == 1
    found = ItemBasis.objects.get(pk=basis.pk).article(date(2026, 1, 1))
    assert found is not None and found.text == "正文"


@pytest.mark.django_db
def test_a_bad_file_never_stops_the_good_ones(tmp_path: Path) -> None:
    good = act("示范法", "2010-01-01", "正文")
    (tmp_path / "good.json").write_text(json.dumps(good), encoding="utf-8")
    (tmp_path / "bad.json").write_text('{"title": ""}', encoding="utf-8")
    report = statutes.import_folder(by=None, folder=tmp_path)
    assert (report.created, len(report.rejected)) == (1, 1)
    assert "bad.json" in report.rejected[0]
    with pytest.raises(CommandError, match="1 files"):
        call_command("import_statutes", str(tmp_path))


@pytest.mark.django_db
def test_a_folder_without_acts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="没有法规文件"):
        statutes.import_folder(by=None, folder=tmp_path)


@pytest.mark.django_db
def test_the_real_library_comes_in_without_gaps_and_twice_without_change(
    shared_data: Path,
) -> None:
    folder = shared_data / "statutes"
    first = statutes.import_folder(by=None, folder=folder)
    assert first.rejected == [] and first.gaps == []
    assert first.created == first.acts == len(list((folder / "md").glob("*.md")))
    again = statutes.import_folder(by=None, folder=folder)
    assert (again.unchanged, again.created, again.updated) == (first.acts, 0, 0)
    law = Statute.objects.get(title="中华人民共和国行政处罚法")
    assert law.version_on(date(2021, 7, 14)) is None
    penal = law.version_on(date(2021, 7, 15))
    assert penal is not None and penal.articles.count() == 86
    noise = StatuteVersion.objects.get(statute__title="中华人民共和国环境噪声污染防治法")
    assert noise.effective_to == date(2022, 6, 5)
    police = Statute.objects.get(title="中华人民共和国治安管理处罚法").versions
    assert list(police.order_by("effective_from").values_list("effective_to", flat=True)) == [
        date(2026, 1, 1),
        None,
    ]
