"""Pages of the catalogue of review: empty states, refusals on the form with what was typed, who sees what."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEntry
from enforcement.models import CatalogueRule, ReviewCatalogue
from enforcement.services import catalogues
from tests import factories
from tests.base import Cast, client_of
from tests.catalogues import TEXT, begun, put

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
TODAY = timezone.localdate
ON_A_VERSION = [
    *("catalogue-detail", "catalogue-edit", "catalogue-trial", "catalogue-submit"),
    *("catalogue-publish", "catalogue-return", "catalogue-discard"),
]
ON_A_RULE = ["catalogue-rule-edit", "catalogue-rule-remove"]


@pytest.fixture
def row(cast: Cast) -> ReviewCatalogue:
    return begun(cast.bureau, cast.listadmin, on=TODAY())


def text(client: Client, name: str, *args: Any, status: int = 200) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == status
    return str(answer.content.decode())


def refused(client: Client, name: str, *args: Any, **data: Any) -> str:
    """The page that is shown again; nothing was written."""
    before = AuditEntry.objects.filter(action__contains="catalogue").count()
    answer = client.post(reverse(name, args=args), {"sent": "1", **data})
    assert answer.status_code == 200
    assert AuditEntry.objects.filter(action__contains="catalogue").count() == before
    return str(answer.content.decode())


# --- empty states -----------------------------------------------------------------------------------
def test_without_a_version_the_list_says_what_holds_instead(cast: Cast) -> None:
    shown = text(cast.client("listadmin"), "catalogue-list")

    assert "尚未编制目录清单" in shown
    assert "按本地规则规定的范围审核" in shown
    assert reverse("catalogue-create") in shown


def test_who_keeps_no_lists_is_offered_no_new_version(cast: Cast) -> None:
    for who in ("officer1", "head", "reviewer", "supervisor"):
        assert reverse("catalogue-create") not in text(cast.client(who), "catalogue-list")


def test_a_trial_over_nothing_says_so(cast: Cast, row: ReviewCatalogue) -> None:
    shown = text(cast.client("listadmin"), "catalogue-trial", row.pk)

    assert "没有变化。" in shown
    assert "期间内的决定" in shown
    assert str(row.rules.get(key="coercion").label) in shown


# --- forms keep what was typed ----------------------------------------------------------------------
def test_a_second_version_is_refused_beside_the_agency_and_keeps_the_text(
    cast: Cast, row: ReviewCatalogue
) -> None:
    values = {**TEXT, "doc_no": "云市监规〔2026〕7号", "change_note": "另一份说明"}

    shown = refused(cast.client("listadmin"), "catalogue-create", agency=cast.bureau.pk, **values)

    assert "本机关已有编制中或者待批准的目录清单。" in shown
    assert "国办发〔2018〕118号第十二条" in shown
    assert "云市监规〔2026〕7号" in shown and "另一份说明" in shown
    assert ReviewCatalogue.objects.count() == 1


@pytest.mark.parametrize("name", ["title", "doc_no", "source"])
def test_a_version_without_its_document_is_asked_for_it(cast: Cast, name: str) -> None:
    values = {**TEXT, "change_note": "说明仍在", name: ""}

    shown = refused(cast.client("listadmin"), "catalogue-create", agency=cast.bureau.pk, **values)

    assert f'id="id_{name}_error"' in shown
    assert "说明仍在" in shown
    assert not ReviewCatalogue.objects.exists()


def test_an_agency_of_other_lists_is_no_choice(cast: Cast) -> None:
    client = cast.client("listadmin")
    assert cast.other_bureau.name not in text(client, "catalogue-create")

    refused(client, "catalogue-create", agency=cast.other_bureau.pk, **TEXT)

    assert not ReviewCatalogue.objects.exists()


def test_a_day_that_is_past_is_refused_beside_its_field(cast: Cast, row: ReviewCatalogue) -> None:
    shown = refused(cast.client("listadmin"), "catalogue-submit", row.pk, valid_from="2020-01-31")

    assert "生效日期不能早于公布日期。" in shown
    assert "目录清单不溯及既往" in shown
    assert 'value="2020-01-31"' in shown
    row.refresh_from_db()
    assert (row.status, row.valid_from) == ("draft", None)


@pytest.mark.parametrize(
    ("name", "field"), [("catalogue-return", "opinion"), ("catalogue-publish", "opinion")]
)
def test_a_head_says_something(cast: Cast, row: ReviewCatalogue, name: str, field: str) -> None:
    catalogues.submit(row, by=cast.listadmin, on=TODAY(), valid_from=TODAY())

    refused(cast.client("head"), name, row.pk, **{field: " "})

    row.refresh_from_db()
    assert row.status == "submitted"


@pytest.mark.parametrize("way", ["begin", "rewrite", "rule"])
def test_who_wrote_it_does_not_approve_it_when_a_colleague_handed_it_in(
    cast: Cast, way: str
) -> None:
    both = factories.user(["listadmin", "head"], cast.bureau)
    row = begun(cast.bureau, both if way == "begin" else cast.listadmin, on=TODAY())
    if way == "rewrite":
        catalogues.rewrite(row, by=both, source="改写的依据")
    if way == "rule":
        put(row, both)
    catalogues.submit(row, by=cast.listadmin, on=TODAY(), valid_from=TODAY())
    shown = refused(client_of(both), "catalogue-publish", row.pk, opinion="我自己同意。")
    assert "编制人不能批准自己编写的内容。" in shown
    assert catalogues.publish(row, by=cast.head, on=TODAY(), opinion="同意。").published_on


def test_who_handed_it_in_does_not_approve_it_on_the_page(cast: Cast) -> None:
    both = factories.user(["listadmin", "head"], cast.bureau)
    row = begun(cast.bureau, both, on=TODAY())
    catalogues.submit(row, by=both, on=TODAY(), valid_from=TODAY())

    shown = refused(client_of(both), "catalogue-publish", row.pk, opinion="我自己同意。")

    assert "报批人不能批准自己报请的目录清单。" in shown
    assert "请由其他负责人批准。" in shown and "我自己同意。" in shown


def test_a_narrowed_law_keeps_the_words_and_names_what_would_be_lost(
    cast: Cast, row: ReviewCatalogue
) -> None:
    rule = row.rules.get(key="hearing_held")

    shown = refused(
        cast.client("listadmin"),
        "catalogue-rule-edit",
        rule.pk,
        label="只看许可的听证",
        article="第九条",
        kinds="permit",
    )

    assert "不得低于法定审核范围" in shown and "经过听证程序作出的决定" in shown
    assert "行政处罚法第五十八条；国办发〔2018〕118号第十二条" in shown
    assert "只看许可的听证" in shown and "第九条" in shown


def test_a_rule_is_shown_as_typed_and_never_as_markup(cast: Cast, row: ReviewCatalogue) -> None:
    put(row, cast.listadmin, label="<b>检查</b>", article="<i>第一条</i>")

    shown = text(cast.client("listadmin"), "catalogue-detail", row.pk)

    assert "&lt;b&gt;检查&lt;/b&gt;" in shown and "&lt;i&gt;第一条&lt;/i&gt;" in shown
    assert "<b>检查</b>" not in shown


# --- who sees what ----------------------------------------------------------------------------------
@pytest.mark.parametrize("name", [*ON_A_VERSION, *ON_A_RULE])
def test_what_is_not_there_is_not_found(cast: Cast, row: ReviewCatalogue, name: str) -> None:
    both = client_of(factories.user(["listadmin", "head"], cast.bureau))

    text(both, name, 10**9, status=404)


@pytest.mark.parametrize("name", ON_A_RULE)
def test_rules_of_another_agency_do_not_exist(cast: Cast, row: ReviewCatalogue, name: str) -> None:
    rule = row.rules.get(key="coercion")
    stranger = client_of(factories.user("listadmin", cast.other_bureau))

    text(stranger, name, rule.pk, status=404)
    answer = stranger.post(reverse(name, args=[rule.pk]), {"label": "x", "article": "x"})

    assert answer.status_code == 404
    assert CatalogueRule.objects.get(pk=rule.pk).label == rule.label


def test_a_keeper_above_sees_the_lists_below_and_not_the_other_way(
    cast: Cast, row: ReviewCatalogue
) -> None:
    above = client_of(factories.user("listadmin", cast.government))
    branch = factories.agency(parent=cast.bureau)
    under = client_of(factories.user("listadmin", branch))

    assert row.title in text(above, "catalogue-detail", row.pk)
    text(under, "catalogue-detail", row.pk, status=404)
    assert row.title not in text(under, "catalogue-list")


def test_who_only_reads_finds_no_way_to_change(cast: Cast, row: ReviewCatalogue) -> None:
    rule = row.rules.get(key="coercion")
    for who in ("officer1", "reviewer", "head", "supervisor"):
        shown = text(cast.client(who), "catalogue-detail", row.pk)
        assert reverse("catalogue-rule-edit", args=[rule.pk]) not in shown
        assert reverse("catalogue-edit", args=[row.pk]) not in shown
        assert "增加一项" not in shown
        text(cast.client(who), "catalogue-rule-edit", rule.pk, status=403)


def test_a_page_open_while_the_version_was_handed_in_changes_nothing(
    cast: Cast, row: ReviewCatalogue
) -> None:
    rule = row.rules.get(key="coercion")
    catalogues.submit(row, by=cast.listadmin, on=TODAY(), valid_from=TODAY())
    client = cast.client("listadmin")

    late = client.post(
        reverse("catalogue-rule-edit", args=[rule.pk]), {"label": "晚到的修改", "article": "x"}
    )
    shown = refused(client, "catalogue-rule-remove", rule.pk)

    assert late.status_code == 404
    assert "待批准" in shown
    assert CatalogueRule.objects.get(pk=rule.pk).label == rule.label
