"""The parts pages are built of: what they say, and that assistive technology can follow them."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory
from django.urls import get_resolver
from django.utils import translation

from core.errors import RuleError
from core.forms import PortalForm
from core.models import Alert, Deadline
from core.permissions import RoleBackend
from core.roles import role_table
from core.templatetags.ui import ROLE_NAMES, deadline_tone, deadline_words

STATIC = Path(settings.BASE_DIR) / "static"
TEMPLATES = Path(settings.BASE_DIR) / "templates"


class FilingForm(PortalForm):
    party = forms.CharField(label="当事人名称", help_text="与营业执照一致。")
    on = forms.DateField(label="立案日期")
    way = forms.ChoiceField(
        label="送达方式", widget=forms.RadioSelect, choices=[("a", "直接送达"), ("b", "留置送达")]
    )
    note = forms.CharField(label="备注", required=False, widget=forms.Textarea)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


class Row:
    """A stand-in for a model row with a choices field."""

    def __init__(self, status: str, words: str) -> None:
        self.status = status
        self.words = words

    def get_status_display(self) -> str:
        return self.words


def draw(source: str, request: HttpRequest | None = None, **context: Any) -> str:
    """A template string rendered with the `ui` tags; runs of white space become one space."""
    template = engines["django"].from_string("{% load ui %}" + source)
    return re.sub(r"\s+", " ", template.render(context, request)).strip()


def submitted(**data: str) -> FilingForm:
    form = FilingForm({"party": "", "on": "2026-03-02", "way": "a"} | data)
    form.is_valid()
    return form


def user_with(*roles: str) -> Any:
    return get_user_model()(username="someone", name="沈知行", roles=list(roles))


def request_of(user: Any, path: str = "/office/") -> HttpRequest:
    request = RequestFactory().get(path)
    request.user = user
    request.session = {}  # type: ignore[assignment]  # the message storage only needs a mapping
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]  # set by middleware
    return request


# Forms


def test_a_field_ties_label_and_help_to_its_control() -> None:
    html = draw("{% field form.party %}", form=FilingForm())
    assert '<label for="id_party">当事人名称' in html
    assert 'id="id_party_helptext"' in html
    assert 'aria-describedby="id_party_helptext"' in html


def test_a_wrong_field_points_to_its_error_text() -> None:
    html = draw("{% field form.party %}", form=submitted())
    assert 'id="id_party_error"' in html
    assert 'aria-describedby="id_party_helptext id_party_error"' in html
    assert 'aria-invalid="true"' in html


def test_a_choice_of_one_is_a_fieldset_with_a_legend() -> None:
    html = draw("{% field form.way %}", form=FilingForm())
    assert "<fieldset" in html
    assert "<legend>送达方式" in html


def test_an_optional_field_says_so_and_a_required_one_does_not() -> None:
    assert "选填" in draw("{% field form.note %}", form=FilingForm())
    assert "选填" not in draw("{% field form.party %}", form=FilingForm())


def test_a_hidden_field_is_drawn_bare() -> None:
    html = draw("{% field form.secret %}", form=FilingForm())
    assert html == '<input type="hidden" name="secret" id="id_secret">'


def test_a_whole_form_draws_every_field_once_and_the_summary_first() -> None:
    html = draw("{{ form }}", form=submitted())
    for name in FilingForm.base_fields:
        assert html.count(f'id="id_{name}"') == 1
    assert html.index('role="alert"') < html.index("<label")
    assert '<a href="#id_party">当事人名称：' in html


def test_an_untouched_form_has_no_error_summary() -> None:
    assert 'role="alert"' not in draw("{{ form }}", form=FilingForm())


def test_a_form_keeps_what_was_typed_and_escapes_it() -> None:
    html = draw("{{ form }}", form=submitted(note="<script>alert(1)</script>", on="2026-02-30"))
    assert "&lt;script&gt;" in html
    assert "<script>" not in html
    assert 'value="2026-02-30"' in html


def test_dates_use_the_entry_of_the_browser_in_iso_form() -> None:
    form = FilingForm(initial={"on": date(2026, 3, 2)})
    html = draw("{{ form.on }}", form=form)
    assert 'type="date"' in html
    assert 'value="2026-03-02"' in html


def test_a_refused_rule_is_shown_at_the_field_it_names() -> None:
    form = submitted(party="甲公司")
    form.refuse(RuleError("证件已过期", article="行政处罚法第四十二条", field="on"))
    assert form.errors["on"] == ["证件已过期（行政处罚法第四十二条）"]


def test_a_refused_rule_without_a_known_field_is_shown_above_the_form_with_its_details() -> None:
    form = submitted(party="甲公司")
    form.refuse(RuleError("材料不齐", remedy="请补正。", field="elsewhere", extra=["缺少笔录"]))
    assert form.non_field_errors() == ["材料不齐请补正。", "缺少笔录"]
    assert "缺少笔录" in draw("{% form_errors form %}", form=form)


def test_a_filter_form_sends_get_and_can_be_cleared() -> None:
    html = draw("{% filter_form form '/decisions/' %}", form=FilingForm())
    assert 'method="get"' in html
    assert 'href="/decisions/"' in html
    assert "csrfmiddlewaretoken" not in html


def test_an_upload_names_its_limit_and_hides_the_bar_until_it_is_needed() -> None:
    html = draw("{% file_upload form.party 10485760 %}", form=FilingForm())
    assert "10.0" in html
    assert re.search(r"<div[^>]*data-progress hidden", html)
    assert "{percent}" in html


# Badges and lists


def test_a_status_badge_shows_the_words_of_the_choice() -> None:
    html = draw("{% status_badge row %}", row=Row("withdrawn", "已撤下"))
    assert html == '<span class="badge badge-bad">已撤下</span>'
    assert "badge-neutral" in draw("{% status_badge row %}", row=Row("unheard of", "其他"))


@pytest.mark.parametrize(
    ("days_left", "words", "tone"),
    [
        (12, "剩余 12 个工作日", "info"),
        (3, "剩余 3 个工作日", "warn"),
        (0, "今日到期", "warn"),
        (-2, "已逾期 2 个工作日", "bad"),
        (None, "", "neutral"),
    ],
)
def test_a_deadline_says_how_many_working_days_remain(
    days_left: int | None, words: str, tone: str
) -> None:
    with translation.override("zh-hans"):
        assert deadline_words(days_left) == words
    assert deadline_tone(days_left) == tone


def test_every_ended_outcome_of_a_deadline_has_its_own_words() -> None:
    ended = [value for value in Deadline.Outcome.values if value != Deadline.Outcome.OPEN]
    with translation.override("zh-hans"):
        assert len({deadline_words(-5, value) for value in ended}) == len(ended)
        assert not any("逾期 5" in deadline_words(-5, value) for value in ended)
    assert deadline_tone(-5, Deadline.Outcome.MET) == "good"
    assert deadline_tone(5, Deadline.Outcome.LATE) == "bad"


def test_a_provisional_deadline_is_marked_and_dated() -> None:
    html = draw("{% deadline_badge due 5 True %}", due=date(2027, 1, 8))
    assert "暂定" in html
    assert '<time datetime="2027-01-08">' in html
    assert "暂定" not in draw("{% deadline_badge due 5 %}", due=date(2027, 1, 8))


def test_an_empty_state_says_what_happens_next() -> None:
    html = draw("{% empty_state '没有案件' '送审后出现在这里。' '/office/' '查看' %}")
    assert "送审后出现在这里。" in html
    assert '<a class="btn btn-secondary" href="/office/">查看</a>' in html


def test_a_timeline_keeps_the_order_and_escapes_the_words() -> None:
    moments = [
        {"when": date(2026, 1, 5), "title": "立案", "tone": "good"},
        {"when": date(2026, 1, 9), "title": "<b>笔录</b>", "url": "/x/"},
    ]
    html = draw("{% timeline moments %}", moments=moments)
    assert html.index("立案") < html.index("2026-01-09")
    assert '<a href="/x/">&lt;b&gt;笔录&lt;/b&gt;</a>' in html


def test_tabs_mark_the_open_one_and_show_a_count_of_zero() -> None:
    items = [
        {"label": "概览", "url": "#a", "current": True},
        {"label": "证据", "url": "#b", "count": 0},
    ]
    html = draw("{% tabs items '案卷' %}", items=items)
    assert '<a href="#a" aria-current="page">概览</a>' in html
    assert '证据 <span class="count">0</span>' in html
    assert 'aria-label="案卷"' in html


def test_breadcrumbs_link_every_step_but_the_last() -> None:
    html = draw("{% breadcrumbs '首页' '/' '决定' '/decisions/' '118号' %}")
    assert html.count("<a ") == 2
    assert '<li aria-current="page">118号</li>' in html


def test_a_data_list_draws_a_dash_for_nothing_but_not_for_zero() -> None:
    html = draw("{% data_list pairs %}", pairs=[("罚款", 0), ("备注", ""), ("依据", None)])
    assert "<dd>0</dd>" in html
    assert html.count("<dd>—</dd>") == 2


def test_a_table_has_a_caption_and_scrolls_by_keyboard() -> None:
    html = draw(
        "{% table '决定' classes='stacked' %}<tbody><tr><td>{{ x }}</td></tr></tbody>{% endtable %}",
        x="<i>",
    )
    assert '<caption class="visually-hidden">决定</caption>' in html
    assert 'tabindex="0"' in html
    assert '<table class="data stacked">' in html
    assert "<td>&lt;i&gt;</td>" in html


def test_turning_the_page_keeps_every_filter() -> None:
    request = RequestFactory().get("/decisions/?q=食品&kind=penalty&after=old")
    html = draw("{% cursor_pages 'new' %}", request)
    next_url = re.search(r'rel="next" href="([^"]+)"', html)
    assert next_url is not None
    assert next_url[1] == "?q=%E9%A3%9F%E5%93%81&amp;kind=penalty&amp;after=new"
    assert 'href="?q=%E9%A3%9F%E5%93%81&amp;kind=penalty"' in html


def test_a_list_of_one_page_has_no_page_links() -> None:
    assert draw("{% cursor_pages '' %}", RequestFactory().get("/decisions/?q=a")) == ""


# Frame


def test_every_role_has_a_name_on_the_pages() -> None:
    assert set(ROLE_NAMES) == set(role_table())


def test_a_navigation_entry_is_marked_on_its_page_and_below_it() -> None:
    on = draw("{% nav_link 'login' '登录' %}", RequestFactory().get("/login/"))
    below = draw("{% nav_link 'login' '登录' %}", RequestFactory().get("/login/more/"))
    exact = draw("{% nav_link 'login' '登录' exact=True %}", RequestFactory().get("/login/more/"))
    assert 'aria-current="page"' in on
    assert 'aria-current="true"' in below
    assert "aria-current" not in exact


def test_every_url_name_of_the_frame_exists() -> None:
    frame = [TEMPLATES / name for name in ("base.html", "public.html", "office.html")]
    names = set()
    for page in [*frame, *(TEMPLATES / "partials").glob("*.html")]:
        names |= set(re.findall(r"""\{% (?:url|nav_link) ["']([\w-]+)["']""", page.read_text()))
    assert {"home", "decision-list", "desk", "login", "set_language"} <= names
    for name in sorted(names):
        assert get_resolver().reverse_dict.getlist(name), name


def test_a_role_sees_only_the_entries_it_may_open() -> None:
    officer = draw("{% include 'partials/office_nav.html' %}", request_of(user_with("officer")))
    listadmin = draw("{% include 'partials/office_nav.html' %}", request_of(user_with("listadmin")))
    assert "案件" in officer
    assert "审计日志" not in officer
    assert "案件" not in listadmin
    assert "工作日历" in listadmin


def test_a_role_has_a_module_only_through_one_of_its_permissions() -> None:
    backend = RoleBackend()
    assert backend.has_module_perms(user_with("listadmin"), "enforcement")
    assert not backend.has_module_perms(user_with("listadmin"), "legal_review")
    assert not backend.has_module_perms(AnonymousUser(), "enforcement")


@pytest.mark.django_db
def test_the_office_bar_names_the_account_and_counts_its_unread_warnings() -> None:
    user = get_user_model().objects.create(username="u1", name="沈知行", roles=["officer"])
    other = get_user_model().objects.create(username="u2", name="何可", roles=["officer"])
    deadline = Deadline.objects.create(
        key="k", label="公示", subject_type="decision", subject_id="1", period={}, article="x",
        start_on=date(2026, 1, 5), due_on=date(2026, 1, 14),
    )  # fmt: skip
    for recipient, level in [(user, "warn3"), (user, "warn1"), (other, "warn3")]:
        Alert.objects.create(deadline=deadline, recipient=recipient, level=level, text="临期")
    html = draw("{% include 'office.html' %}", request_of(user))
    assert "沈知行" in html
    assert "执法人员" in html
    assert re.search(r'count-bad">2<', html)


def test_the_public_frame_has_a_skip_link_a_main_and_one_form_of_search() -> None:
    html = draw(
        "{% include 'public.html' %}", request_of(AnonymousUser(), "/decisions/?q=a&kind=b")
    )
    assert html.index('href="#main"') < html.index("<header")
    assert html.count('<main id="main"') == 1
    assert html.count('role="search"') == 1
    assert '<input type="hidden" name="next" value="/decisions/?q=a&amp;kind=b">' in html


def test_an_icon_that_a_template_names_is_in_the_sprite() -> None:
    known = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "img/icons.svg").read_text()))
    for page in TEMPLATES.rglob("*.html"):
        used = set(re.findall(r'\{% icon "([\w-]+)"', page.read_text()))
        assert used <= known, (page, used - known)


def test_no_template_of_a_page_holds_a_style_or_a_script_of_its_own() -> None:
    """The content security policy would refuse it; printed documents never reach a browser."""
    inline = re.compile(r"""\s(?:style|on[a-z]+)=["']|<style|<script(?![^>]*\ssrc=)""")
    for page in TEMPLATES.rglob("*.html"):
        if "documents" not in page.parts:
            assert not inline.search(page.read_text()), page


OWN = ("calendar", "desk", "editor", "live", "paper", "proof", "redact", "review", "upload")


def test_style_and_script_leave_room_for_the_first_view() -> None:
    sizes = [(STATIC / f"css/{name}.css").stat().st_size for name in ("frame", "portal", "office")]
    assert sum(sizes) <= 30_000
    own = {path for name in OWN for path in STATIC.glob(f"*/{name}*.*")}
    everything = sum(path.stat().st_size for path in STATIC.rglob("*.*") if path not in own)
    assert everything <= 60_000


@pytest.mark.parametrize("name", OWN)
def test_what_only_one_page_loads_is_small_too(name: str) -> None:
    assert 0 < sum(path.stat().st_size for path in STATIC.glob(f"*/{name}*.*")) <= 30_000


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, two: str) -> float:
    light, dark = sorted((luminance(one), luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("ink", "bg"),
        ("soft", "bg"),
        ("soft", "surface"),
        ("soft", "brand-tint"),
        ("brand-mid", "bg"),
        ("brand-mid", "bad-tint"),
        ("brand", "brand-tint"),
        ("bad", "bad-tint"),
        ("warn", "warn-tint"),
        ("good", "good-tint"),
        ("surface", "brand"),
        ("surface", "bad"),
    ],
)
def test_text_stands_out_from_its_ground_as_wcag_aa_asks(text: str, ground: str) -> None:
    css = (STATIC / "css/frame.css").read_text()
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", css))
    assert contrast(colours[text], colours[ground]) >= 4.5
