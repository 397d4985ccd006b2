"""Pages of measures, forced execution and performance by substitute."""

from django.urls import path

from core.views.acts import page
from recording.acts import forced, measures
from recording.views import coercion

MEASURE, FORCED, SUBSTITUTION = (
    "measures/<int:pk>",
    "forced-executions/<int:pk>",
    "substitutions/<int:pk>",
)

urlpatterns = [
    path("cases/<uuid:pk>/measures/", coercion.case_measures, name="case-measures"),
    path("cases/<uuid:pk>/measures/new/", page(measures.MEASURE_PLAN), name="measure-plan"),
    path(f"{MEASURE}/inventory/", page(measures.MEASURE_LIST), name="measure-list"),
    path(f"{MEASURE}/approval/", page(measures.MEASURE_JUDGE), name="measure-judge"),
    path(f"{MEASURE}/scene/", page(measures.MEASURE_ENFORCE), name="measure-enforce"),
    path(f"{MEASURE}/freezing/", page(measures.MEASURE_FREEZE), name="measure-freeze"),
    path(f"{MEASURE}/test/", page(measures.MEASURE_TEST), name="measure-test"),
    path(f"{MEASURE}/extension/", page(measures.MEASURE_EXTEND), name="measure-extend"),
    path(f"{MEASURE}/custody/", page(measures.MEASURE_CUSTODY), name="measure-custody"),
    path(f"{MEASURE}/release/", page(measures.MEASURE_RELEASE), name="measure-release"),
    path(f"{MEASURE}/hand-over/", page(measures.MEASURE_HAND_OVER), name="measure-hand-over"),
    path(f"{MEASURE}/confiscation/", page(measures.MEASURE_CONFISCATE), name="measure-confiscate"),
    path(
        "coercion-papers/<int:pk>/serve/",
        page(measures.PAPER_SERVE),
        name="coercion-paper-serve",
    ),
    path("decisions/<uuid:pk>/urge/", page(forced.FORCED_URGE), name="forced-urge"),
    path(f"{FORCED}/defence/", page(forced.FORCED_HEAR), name="forced-hear"),
    path(f"{FORCED}/decision/", page(forced.FORCED_DECIDE), name="forced-decide"),
    path(f"{FORCED}/execution/", page(forced.FORCED_EXECUTE), name="forced-execute"),
    path(f"{FORCED}/performed/", page(forced.FORCED_PERFORM), name="forced-perform"),
    path(f"{FORCED}/terminated/", page(forced.FORCED_TERMINATE), name="forced-terminate"),
    path(
        "decisions/<uuid:pk>/substitution/",
        page(forced.SUBSTITUTION_ORDER),
        name="substitution-order",
    ),
    path(f"{SUBSTITUTION}/urge/", page(forced.SUBSTITUTION_URGE), name="substitution-urge"),
    path(
        f"{SUBSTITUTION}/work/", page(forced.SUBSTITUTION_CARRY_OUT), name="substitution-carry-out"
    ),
    path(
        f"{SUBSTITUTION}/performed/",
        page(forced.SUBSTITUTION_PERFORM),
        name="substitution-perform",
    ),
    path(
        f"{SUBSTITUTION}/terminated/",
        page(forced.SUBSTITUTION_TERMINATE),
        name="substitution-terminate",
    ),
]
