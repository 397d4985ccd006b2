"""The lists that come and go as sheets by a table of their columns (enforcement.imports.rows)."""

from django.utils.translation import gettext_lazy as _

from enforcement.imports.rows import Book
from enforcement.models import InspectionCap, InspectionPlan, RandomCheckItem, RandomCheckPlan
from enforcement.services import inspection_lists, random_checks

BOOKS = {
    book.key: book
    for book in (
        Book(
            "random-items",
            _("随机抽查事项清单"),
            "random-item-list",
            RandomCheckItem,
            (
                *("name", "item", "basis", "target", "content", "ratio", "way", "method"),
                *("frequency", "times_a_year", "weight", "field", "level", "leading_unit"),
                *("joining_units", "season", "remark", "effective_from", "effective_to"),
            ),
            ("name", "effective_from"),
            random_checks.keep_item,
        ),
        Book(
            "random-plans",
            _("年度抽查计划"),
            "random-plan-list",
            RandomCheckPlan,
            ("year", "check_item", "base", "count", "first_month", "last_month"),
            ("check_item", "year", "first_month"),
            random_checks.keep_plan,
        ),
        Book(
            "plans",
            _("年度检查计划"),
            "plan-list",
            InspectionPlan,
            ("year", "item", "target", "count", "first_month", "last_month"),
            ("item", "year", "target"),
            inspection_lists.keep_plan,
        ),
        Book(
            "caps",
            _("年度检查频次上限"),
            "plan-list",
            InspectionCap,
            ("item", "grade", "times", "basis", "valid_from", "valid_to"),
            ("item", "grade", "valid_from"),
            inspection_lists.keep_cap,
        ),
    )
}
