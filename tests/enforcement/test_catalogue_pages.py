"""The pages of the catalogue of review: written rule by rule, tried on history, approved, published."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enforcement.forms.catalogues import FORMS, TEST_LABELS
from enforcement.models import CatalogueRule, ReviewCatalogue
from enforcement.review_rules import TESTS
from enforcement.services import catalogues
from tests import factories
from tests.base import Cast
from tests.catalogues import TEXT, begun

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
TODAY = timezone.localdate


@pytest.fixture
def row(cast: Cast) -> ReviewCatalogue:
    return begun(cast.bureau, cast.listadmin, on=TODAY())


def page(client: Client, name: str, *args: Any, query: str = "") -> str:
    answer = client.get(reverse(name, args=args) + query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def send(cast: Cast, name: str, *args: Any, who: str = "listadmin", **data: Any) -> Any:
    """The answer to a filled form."""
    return cast.client(who).post(reverse(name, args=args), {"sent": "1", **data})


def fields(test: str, **changes: Any) -> dict[str, Any]:
    """What a rule of the test is filled in with."""
    given: dict[str, dict[str, Any]] = {
        "penalty_kinds": {"penalty_kinds": ["revoke_licence", "detention"]},
        "amount": {
            "limit_person": "3000.50",
            "limit_org": "50000",
            "inclusive": "on",
            "of": ["fine", "confiscated"],
            "counted": "sum",
        },
        "outcome": {"outcomes": ["refused"], "proceedings": ["renew", "change"]},
        "benchmark": {"weights": ["reduced", "beyond"]},
        "measure": {"measures": ["seal"]},
        "forced": {"ways": ["auction"], "limit_org": "100000"},
    }
    return {"label": "本项", "article": "第一条", **given.get(test, {}), **changes}


def test_the_way_from_a_draft_to_a_published_list(cast: Cast) -> None:
    made = send(cast, "catalogue-create", agency=cast.bureau.pk, **TEXT)
    row = ReviewCatalogue.objects.get()
    assert made.url == reverse("catalogue-detail", args=[row.pk])
    send(cast, "catalogue-rule-create", row.pk, "amount", **fields("amount"))
    send(cast, "catalogue-submit", row.pk, valid_from=TODAY())
    waiting = page(cast.client("head"), "catalogue-detail", row.pk)
    assert reverse("catalogue-publish", args=[row.pk]) in waiting

    send(cast, "catalogue-publish", row.pk, who="head", opinion="同意公布。")

    shown = page(cast.client("listadmin"), "catalogue-detail", row.pk)
    assert "已公布" in shown
    assert "江以宁" in shown
    assert "公民3,000.5元以上（含本数），法人或者其他组织50,000元以上（含本数）" in shown
    assert "罚款、没收合并计算" in shown
    assert "修改名称和依据" not in shown


def test_the_list_of_versions_names_state_and_days(cast: Cast, row: ReviewCatalogue) -> None:
    shown = page(cast.client("listadmin"), "catalogue-list")
    assert row.title in shown and "编制中" in shown
    assert row.title not in page(cast.client("outsider"), "catalogue-list")
    assert "编制新版本" not in page(cast.client("head"), "catalogue-list")


@pytest.mark.parametrize("test", sorted(TESTS))
def test_every_kind_of_rule_has_a_clear_form_that_keeps_what_it_saved(
    cast: Cast, row: ReviewCatalogue, test: str
) -> None:
    shown = page(cast.client("listadmin"), "catalogue-rule-create", row.pk, test)
    assert str(TEST_LABELS[test]) in shown

    send(cast, "catalogue-rule-create", row.pk, test, **fields(test))

    rule = row.rules.get(label="本项")
    assert rule.test == test
    known = FORMS[test].known(rule)
    for name, value in fields(test).items():
        if name != "inclusive":
            assert str(known[name]).rstrip("0") == str(value).rstrip("0") or known[name] == value
    again = send(cast, "catalogue-rule-edit", rule.pk, **fields(test, label="改过的一项"))
    assert again.status_code == 302
    assert row.rules.get(label="改过的一项").pk == rule.pk
    assert "改过的一项" in page(cast.client("listadmin"), "catalogue-detail", row.pk)


def test_the_forms_know_every_test() -> None:
    assert set(FORMS) == set(TEST_LABELS) == set(TESTS)


def test_an_unknown_test_has_no_form(cast: Cast, row: ReviewCatalogue) -> None:
    url = reverse("catalogue-rule-create", args=[row.pk, "guess"])
    assert cast.client("listadmin").get(url).status_code == 404


def test_a_refused_rule_keeps_what_was_typed(cast: Cast, row: ReviewCatalogue) -> None:
    law = row.rules.get(key="ordinary_penalty")

    answer = send(
        cast, "catalogue-rule-edit", law.pk, label="只审许可", article="x", kinds="permit"
    )

    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "不得低于法定审核范围" in shown
    assert "只审许可" in shown
    assert row.rules.get(key="ordinary_penalty").kinds == ["penalty"]


@pytest.mark.parametrize(
    ("test", "changes", "words"),
    [
        ("amount", {"limit_person": "", "limit_org": ""}, "没有规定数额"),
        ("amount", {"limit_person": "-1"}, "0.01"),
        ("amount", {"limit_person": "1e99"}, "limit_person"),
        ("penalty_kinds", {"penalty_kinds": []}, "penalty_kinds"),
        ("outcome", {"outcomes": ["burnt"]}, "burnt"),
        ("kind", {"label": ""}, "label"),
    ],
)
def test_a_wrong_form_is_shown_again_with_the_error(
    cast: Cast, row: ReviewCatalogue, test: str, changes: dict[str, Any], words: str
) -> None:
    answer = send(cast, "catalogue-rule-create", row.pk, test, **fields(test, **changes))

    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not row.rules.filter(label="本项").exists()


def test_a_rule_is_removed_after_a_question(cast: Cast, row: ReviewCatalogue) -> None:
    rule = row.rules.get(key="coercion")
    assert rule.label in page(cast.client("listadmin"), "catalogue-rule-remove", rule.pk)

    send(cast, "catalogue-rule-remove", rule.pk)

    assert not CatalogueRule.objects.filter(pk=rule.pk).exists()
    law = row.rules.get(key="hearing_held")
    refused = send(cast, "catalogue-rule-remove", law.pk)
    assert "不得低于法定审核范围" in refused.content.decode()
    assert row.rules.filter(pk=law.pk).exists()


def test_the_marks_of_law_are_shown(cast: Cast, row: ReviewCatalogue) -> None:
    shown = page(cast.client("listadmin"), "catalogue-detail", row.pk)

    assert shown.count(">法定<") == 2
    assert "可以扩大、不能缩小" in shown


def test_name_and_source_of_a_draft_are_changed(cast: Cast, row: ReviewCatalogue) -> None:
    send(cast, "catalogue-edit", row.pk, **{**TEXT, "doc_no": "云市监规〔2026〕8号"})
    assert ReviewCatalogue.objects.get().doc_no == "云市监规〔2026〕8号"
    refused = send(cast, "catalogue-edit", row.pk, **{**TEXT, "source": ""})
    assert refused.status_code == 200


def test_a_version_handed_in_has_no_forms_any_more(cast: Cast, row: ReviewCatalogue) -> None:
    catalogues.submit(row, by=cast.listadmin, on=TODAY(), valid_from=TODAY())
    client = cast.client("listadmin")
    rule = row.rules.get(key="coercion")

    for name, args in (
        ("catalogue-edit", [row.pk]),
        ("catalogue-rule-create", [row.pk, "kind"]),
        ("catalogue-rule-edit", [rule.pk]),
    ):
        assert client.get(reverse(name, args=args)).status_code == 404
    assert "增加一项" not in page(client, "catalogue-detail", row.pk)


def test_the_head_sends_a_version_back(cast: Cast, row: ReviewCatalogue) -> None:
    catalogues.submit(row, by=cast.listadmin, on=TODAY(), valid_from=TODAY())

    send(cast, "catalogue-return", row.pk, who="head", opinion="请补充行政强制执行。")

    shown = page(cast.client("listadmin"), "catalogue-detail", row.pk)
    assert "请补充行政强制执行。" in shown and "增加一项" in shown


def test_a_draft_is_given_up(cast: Cast, row: ReviewCatalogue) -> None:
    send(cast, "catalogue-discard", row.pk, reason="文件另行制定。")
    assert ReviewCatalogue.objects.get().status == "discarded"


def test_the_trial_shows_what_would_have_changed(cast: Cast, row: ReviewCatalogue) -> None:
    issued = factories.issued(cast.bureau)
    send(cast, "catalogue-rule-create", row.pk, "kind", **fields("kind", label="全部行政检查"))

    query = f"?since={issued.issued_on:%Y-01-01}&until={issued.issued_on:%Y-%m-%d}"
    shown = page(cast.client("listadmin"), "catalogue-trial", row.pk, query=query)

    assert "全部行政检查" in shown
    assert "没有变化" in shown
    assert "云溪市市场监督管理局" in shown
    assert f"{issued.issued_on:%Y-%m}" in shown
    assert issued.case.party.name not in shown


def test_the_trial_asks_for_a_period_that_runs_forward(cast: Cast, row: ReviewCatalogue) -> None:
    shown = page(
        cast.client("listadmin"),
        "catalogue-trial",
        row.pk,
        query="?since=2026-03-01&until=2025-03-01",
    )
    assert "截止日期早于起始日期" in shown
    assert "按审核事项" not in shown


@pytest.mark.parametrize(
    "name",
    ["catalogue-detail", "catalogue-edit", "catalogue-trial", "catalogue-submit"],
)
def test_the_lists_of_another_agency_do_not_exist(
    cast: Cast, row: ReviewCatalogue, name: str
) -> None:
    stranger = factories.user(["listadmin", "head"], cast.other_bureau)
    client = Client()
    client.force_login(stranger, backend="core.permissions.RoleBackend")

    assert client.get(reverse(name, args=[row.pk])).status_code == 404


def test_the_head_finds_what_waits_for_approval_on_the_desk(
    cast: Cast, row: ReviewCatalogue
) -> None:
    assert "待批准的法制审核目录清单" not in page(cast.client("head"), "desk")

    catalogues.submit(row, by=cast.listadmin, on=TODAY(), valid_from=TODAY())

    shown = page(cast.client("head"), "desk")
    assert "待批准的法制审核目录清单" in shown and row.title in shown
    assert reverse("catalogue-detail", args=[row.pk]) in shown
    for person in ("listadmin", "officer1", "outsider"):
        assert "待批准的法制审核目录清单" not in page(cast.client(person), "desk")


def test_the_list_administrator_finds_what_the_head_sent_back_on_the_desk(
    cast: Cast, row: ReviewCatalogue
) -> None:
    title, opinion = "退回修改的法制审核目录清单", "第四项没有依据条款。"
    catalogues.submit(row, by=cast.listadmin, on=TODAY(), valid_from=TODAY())
    assert title not in page(cast.client("listadmin"), "desk")

    catalogues.give_back(row, by=cast.head, opinion=opinion)

    shown = page(cast.client("listadmin"), "desk")
    assert title in shown and opinion in shown
    assert reverse("catalogue-detail", args=[row.pk]) in shown
    for person in ("head", "officer1", "outsider"):
        assert title not in page(cast.client(person), "desk")

    row.refresh_from_db()
    catalogues.submit(row, by=cast.listadmin, on=TODAY(), valid_from=TODAY())
    assert title not in page(cast.client("listadmin"), "desk")
