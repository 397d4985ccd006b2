"""Jurisdictions as data: every entry cites its article, and the five seeds differ as they should."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.template.loader import render_to_string

from core import calendar_years, periods
from core.errors import RuleError
from core.periods import Period
from enforcement.models.kinds import ActionKind, PartyKind, PenaltyKind, Procedure
from enforcement.profiles import NATIONAL, PROFILE_KEYS, NamePolicy, Profile, load, read
from tests.core.calendar_case import day, national

SEEDS = PROFILE_KEYS[1:]
TABLES = ("period", "value", "money", "review", "question", "head", "recording", "names")
TODAY = date(2026, 11, 20)


def rows(key: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every row of a profile's file with its table."""
    for table in TABLES:
        for row in read(key).get(table, []):
            yield table, row


@pytest.mark.parametrize("key", PROFILE_KEYS)
def test_every_entry_names_its_article(key: str) -> None:
    assert list(rows(key))
    for table, row in rows(key):
        assert row["article"].strip(), (table, row)


@pytest.mark.parametrize("key", PROFILE_KEYS)
def test_every_entry_has_a_label_and_known_columns(key: str) -> None:
    for table, row in rows(key):
        if table != "names":
            assert row["label"].strip(), row
        if table == "money":
            assert row["yuan"] > 0
            assert isinstance(row["inclusive"], bool)
            assert set(row["parties"]) <= set(PartyKind.values)
        if "valid_from" in row and "valid_to" in row:
            assert row["valid_from"] <= row["valid_to"]


@pytest.mark.parametrize("key", PROFILE_KEYS)
def test_dated_entries_of_one_key_never_overlap(key: str) -> None:
    seen: dict[tuple[str, ...], list[tuple[date, date]]] = {}
    for table, row in rows(key):
        if table not in {"period", "value", "money"}:
            continue
        for party in row.get("parties", [""]):
            span = (row.get("valid_from", date.min), row.get("valid_to", date.max))
            name = (table, row["key"], row.get("domain", ""), party)
            for start, end in seen.setdefault(name, []):
                assert span[1] < start or end < span[0], name
            seen[name].append(span)


@pytest.mark.parametrize("key", PROFILE_KEYS)
def test_every_period_of_every_profile_can_be_applied(key: str) -> None:
    profile = load(key)
    for name in profile.keys("period"):
        try:
            period = profile.period(name, on=TODAY)
        except RuleError:
            # Only entries of another domain: the key exists, but not for this agency.
            assert all(row.get("domain") for row in read(NATIONAL)["period"] if row["key"] == name)
            continue
        assert periods.apply(period, TODAY, national()).due_on != TODAY


def test_there_are_five_seed_profiles_over_the_national_one() -> None:
    assert len(SEEDS) == 5
    assert {load(key).key for key in PROFILE_KEYS} == set(PROFILE_KEYS)
    assert load("changzhi_police") is load("changzhi_police")


@pytest.mark.parametrize(
    ("key", "kinds"),
    [
        ("changzhi_police", {"permit", "penalty", "coercion", "inspection"}),
        ("lingchuan_civil", {"permit", "penalty", "coercion"}),
        ("datong_commerce", {"coercion", "penalty", "inspection"}),
        ("xinshi_urban", set(ActionKind.values)),
        ("sanmenxia_gov", set(ActionKind.values)),
    ],
)
def test_the_kinds_in_scope_are_those_of_the_plan(key: str, kinds: set[str]) -> None:
    assert set(load(key).kinds) == kinds


@pytest.mark.parametrize("key", PROFILE_KEYS)
def test_sealed_records_are_sealed_everywhere(key: str) -> None:
    assert "治安" in load(key).sealed_domains
    assert "第一百三十六条" in load(key).sealed_article


@pytest.mark.parametrize(
    ("key", "name", "count", "unit"),
    [
        ("pub.license_penalty_days", "公开", 7, "workday"),
        ("pub.other_decision_days", "公开", 20, "workday"),
        ("pub.withdraw_penalty_days", "撤回", 3, "workday"),
        ("proc.file_decide_days", "决定", 90, "day"),
        ("proc.hearing_request_days", "听证", 5, "workday"),
        ("proc.service_days", "送达", 7, "workday"),
        ("proc.pay_days", "缴纳", 15, "day"),
        ("coerce.seal_days", "查封", 30, "day"),
        ("coerce.court_window", "申请", 3, "month"),
        ("permit.decide_days", "许可", 20, "workday"),
        ("record.archive_days", "归档", 20, "workday"),
        ("coerce.emergency_report_hours", "报告", 24, "hour"),
    ],
)
def test_the_national_periods_have_their_unit(key: str, name: str, count: int, unit: str) -> None:
    period = load(NATIONAL).period(key, on=TODAY)
    assert (period.count, period.unit) == (count, unit)
    assert name in period.label


def test_only_calendar_periods_roll_and_coercion_never_does() -> None:
    profile = load(NATIONAL)
    assert profile.period("proc.pay_days").rolls
    assert not profile.period("proc.service_days").rolls
    assert not profile.period("coerce.seal_days").rolls
    assert not profile.period("coerce.freeze_days.extension").rolls


def test_civil_affairs_counts_natural_days_where_nothing_else_is_said() -> None:
    period = load("lingchuan_civil").period("pub.withdraw_penalty_days", on=TODAY)
    assert (period.count, period.unit) == (3, "day")
    assert load("lingchuan_civil").period("proc.public_notice_service_days").count == 60
    assert load(NATIONAL).period("proc.public_notice_service_days").count == 30


def test_urban_management_follows_the_housing_ministry() -> None:
    profile = load("xinshi_urban")
    assert profile.region == "650000"
    assert profile.period("review.days").count == 10
    assert profile.period("proc.file_decide_days.second_extension").count == 60


def test_a_domain_may_be_asked_for_by_name() -> None:
    police = load("changzhi_police")
    assert police.period("proc.file_decide_days", on=TODAY).count == 90
    assert police.period("proc.file_decide_days", on=TODAY, domain="public_security").count == 30
    simple = police.money("simple.fine_limit", "person", on=TODAY, domain="public_security")
    assert simple.amount_cents == 500_00


def test_the_seed_period_held_until_the_law_of_2021_took_over() -> None:
    profile = load("sanmenxia_gov")
    assert profile.period("pub.withdraw_penalty_days", on=date(2021, 7, 14)).count == 20
    assert profile.period("pub.withdraw_penalty_days", on=date(2021, 7, 15)).count == 3
    assert profile.period("pub.withdraw_penalty_days").count == 3


@pytest.mark.parametrize("key", SEEDS)
def test_every_seed_says_what_later_law_overtook_and_why(key: str) -> None:
    found = load(key).superseded
    assert any(row.key == "pub.withdraw_penalty_days" for row in found)
    for row in found:
        assert all([row.seed_text, row.law_text, row.article, row.explanation])


def test_the_page_explains_a_superseded_rule() -> None:
    profile = load("sanmenxia_gov")
    context = {"superseded": profile.superseded, "source": profile.source}
    text = render_to_string("partials/superseded.html", context)
    assert "20个工作日内撤下" in text
    assert "行政处罚法第四十八条、第八十五条" in text


@pytest.mark.parametrize(
    ("party", "on", "cents"),
    [
        ("person", TODAY, 200_00),
        ("org", TODAY, 3_000_00),
        ("sole_trader", TODAY, 200_00),
        ("person", date(2021, 7, 14), 50_00),
        ("org", date(2021, 7, 14), 1_000_00),
    ],
)
def test_the_simple_procedure_has_its_limit(party: str, on: date, cents: int) -> None:
    limit = load(NATIONAL).money("simple.fine_limit", party, on=on)
    assert (limit.amount_cents, limit.inclusive) == (cents, True)


@pytest.mark.parametrize(
    ("key", "person", "org"),
    [
        ("sanmenxia_gov", 5_000_00, 50_000_00),
        ("datong_commerce", 10_000_00, 100_000_00),
        ("changzhi_police", 2_000_00, 10_000_00),
    ],
)
def test_hearing_thresholds_are_those_of_the_place(key: str, person: int, org: int) -> None:
    profile = load(key)
    assert profile.money("hearing.amount", "person", on=TODAY).amount_cents == person
    assert profile.money("hearing.amount", "org", on=TODAY).amount_cents == org


def test_a_public_security_hearing_has_its_own_threshold() -> None:
    police = load("changzhi_police")
    threshold = police.money("hearing.amount", "person", on=TODAY, domain="public_security")
    assert threshold.amount_cents == 4_000_00


def test_only_the_plan_of_sanmenxia_files_major_penalties() -> None:
    filing = load("sanmenxia_gov")
    assert filing.money("filing.amount", "org").amount_cents == 100_000_00
    assert filing.value("filing.kinds") == ["stop_business", "revoke_licence"]
    assert filing.has("filing.amount")
    assert not load("datong_commerce").has("filing.amount")
    with pytest.raises(RuleError):
        load("datong_commerce").money("filing.amount", "org")


@pytest.mark.parametrize("key", PROFILE_KEYS)
def test_review_rules_use_known_tests_kinds_and_thresholds(key: str) -> None:
    profile = load(key)
    for rule in profile.review_rules(TODAY):
        assert rule["test"] in {"kind", "penalty_kinds", "amount", "outcome", "hearing_held"}
        assert set(rule.get("kinds", [])) <= set(ActionKind.values)
        assert set(rule.get("procedures", [])) <= set(Procedure.values)
        assert set(rule.get("penalty_kinds", [])) <= set(PenaltyKind.values)
        if rule["test"] == "amount":
            assert profile.money(rule["threshold"], "person", on=TODAY).amount_cents
    keys = [rule["key"] for rule in profile.review_rules(TODAY)]
    assert len(keys) == len(set(keys))
    assert "hearing_held" in keys


def test_the_review_scope_is_wider_or_narrower_by_plan() -> None:
    scope = {key: {rule["key"] for rule in load(key).review_rules(TODAY)} for key in SEEDS}
    assert "all_but_simple" in scope["changzhi_police"]
    assert "ordinary_penalty" in scope["sanmenxia_gov"] & scope["xinshi_urban"]
    assert "ordinary_penalty" not in scope["datong_commerce"] | scope["lingchuan_civil"]


def test_the_checklist_has_every_head_of_the_guiding_opinion() -> None:
    keys = [row["key"] for row in load(NATIONAL).review_heads()]
    assert len(keys) == len(set(keys)) == 10
    assert len(load(NATIONAL).review_questions()) == 6


def level(profile: Profile, activity: str) -> tuple[str, bool]:
    """Level and exemption of an activity."""
    row = next(row for row in profile.recording_rules() if row["activity"] == activity)
    return row["level"], row["exempt"]


def test_the_older_plans_demand_recording_where_the_newer_allow_a_written_record() -> None:
    for key in ("changzhi_police", "lingchuan_civil", "datong_commerce"):
        assert level(load(key), "site_inspection") == ("partial", False)
        assert level(load(key), "direct_service") == ("partial", False)
    for key in ("xinshi_urban", "sanmenxia_gov"):
        assert level(load(key), "site_inspection") == ("partial", True)
        assert level(load(key), "direct_service") == ("optional", True)


@pytest.mark.parametrize("key", PROFILE_KEYS)
def test_sealing_goods_is_always_recorded_in_full(key: str) -> None:
    assert level(load(key), "seal_demolish") == ("full", False)
    activities = [row["activity"] for row in load(key).recording_rules()]
    assert len(activities) == len(set(activities))


def test_recording_rules_can_be_asked_for_one_kind() -> None:
    activities = {row["activity"] for row in load(NATIONAL).recording_rules("permit")}
    assert "hearing" in activities
    assert "site_inspection" not in activities


@pytest.mark.parametrize(
    ("kind", "party", "policy"),
    [
        ("penalty", "person", NamePolicy.SURNAME_MOU),
        ("penalty", "org", NamePolicy.FULL),
        ("penalty", "sole_trader", NamePolicy.FULL),
        ("permit", "person", NamePolicy.FULL),
        ("other", "person", NamePolicy.HIDDEN),
    ],
)
def test_names_are_shown_by_kind_and_party(kind: str, party: str, policy: NamePolicy) -> None:
    assert load("sanmenxia_gov").name_policy(kind, party) is policy
    assert load("sanmenxia_gov").name_article()


@pytest.mark.parametrize("kind", ActionKind.values)
def test_every_kind_has_numbers_for_its_files_and_documents(kind: str) -> None:
    for key in (f"number.case.{kind}", f"number.decision.{kind}"):
        text = load(NATIONAL).value(key).format(prefix="云市监", year=2026, n=7)
        assert "〔2026〕7号" in text
    assert load(NATIONAL).value("number.archive").format(prefix="", year=2026, n=7) == "20260007"


def test_a_value_has_its_article_for_messages() -> None:
    assert "第四十二条" in load(NATIONAL).article("officer.min_count")
    assert "第六十七条" in load(NATIONAL).article("proc.pay_days")


def test_an_unknown_key_or_profile_is_refused_with_what_there_is() -> None:
    with pytest.raises(RuleError) as refusal:
        load(NATIONAL).period("proc.pay", on=TODAY)
    assert "proc.pay_days" in refusal.value.remedy
    assert "proc.service_days" not in refusal.value.remedy
    with pytest.raises(RuleError) as refusal:
        load("atlantis")
    assert "sanmenxia_gov" in refusal.value.remedy


def test_a_period_not_yet_in_force_is_refused() -> None:
    with pytest.raises(RuleError):
        load("changzhi_police").period("filing.days", on=TODAY)
    key, police = "proc.simple_record_days", "public_security"
    before = load(NATIONAL).period(key, on=date(2025, 12, 31), domain=police)
    since = load(NATIONAL).period(key, on=date(2026, 1, 1), domain=police)
    assert (before.unit, since.unit) == ("workday", "hour")


def test_the_annual_report_is_due_each_january() -> None:
    profile = load(NATIONAL)
    assert profile.yearly_keys() == ["pub.annual_report_due"]
    assert profile.yearly("pub.annual_report_due", date(2026, 11, 20)) == date(2027, 1, 31)
    assert profile.yearly("pub.annual_report_due", date(2027, 1, 31)) == date(2027, 1, 31)
    assert profile.yearly("pub.annual_report_due", date(2027, 2, 1)) == date(2028, 1, 31)


@pytest.mark.parametrize("key", PROFILE_KEYS)
def test_the_publication_deadline_holds_in_every_place(key: str) -> None:
    period = load(key).period("pub.license_penalty_days", on=TODAY)
    assert periods.apply(period, day("2026-11-20"), national()).due_on == day("2026-12-01")


def test_penalty_law_names_its_working_days_one_by_one() -> None:
    """行政处罚法 85: two, three, five and seven days are working days; the rest are not."""
    for row in read(NATIONAL)["period"]:
        if row["article"].startswith("行政处罚法") and "参照" not in row["article"]:
            working = row["count"] in {2, 3, 5, 7} and row["unit"] != "year"
            assert (row["unit"] == "workday") is working, row


def test_a_period_can_be_read_back_from_its_snapshot() -> None:
    for key in load(NATIONAL).keys("period"):
        found = [row for row in read(NATIONAL)["period"] if row["key"] == key]
        if not found[0].get("domain"):
            period = load(NATIONAL).period(key)
            assert Period.from_dict(period.to_dict()) == period


def test_the_statutory_days_cite_their_decree() -> None:
    for year in range(calendar_years.FIRST_YEAR, calendar_years.LAST_YEAR + 1):
        assert "国务院令" in calendar_years.statutory_article(year)
    assert date(2026, 2, 16) in calendar_years.statutory(2026)
