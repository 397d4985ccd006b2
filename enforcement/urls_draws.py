"""Random draws in the back office."""

from django.urls import path

from core.views.acts import page
from enforcement.acts import draws as acts
from enforcement.views import draws

ONE = "draws/<uuid:pk>/"

urlpatterns = [
    path("draws/", draws.draw_list, name="draw-list"),
    path("draws/new/", draws.draw_create, name="draw-create"),
    path(ONE, draws.draw_detail, name="draw-detail"),
    path(f"{ONE}objects/", page(acts.DRAW_OBJECTS), name="draw-objects"),
    path(f"{ONE}officers/", page(acts.DRAW_OFFICERS), name="draw-officers"),
    path(f"{ONE}recusals/", page(acts.DRAW_RECUSE), name="draw-recuse"),
    path(f"{ONE}commit/", page(acts.DRAW_COMMIT), name="draw-commit"),
    path(f"{ONE}seed/", page(acts.DRAW_SEED), name="draw-seed"),
    path(f"{ONE}abandon/", page(acts.DRAW_ABANDON), name="draw-abandon"),
    path("draws/objects/<int:pk>/exclude/", page(acts.OBJECT_EXCLUDE), name="draw-object-exclude"),
    path(
        "draws/officers/<int:pk>/exclude/", page(acts.OFFICER_EXCLUDE), name="draw-officer-exclude"
    ),
    path("draws/drawn/<int:pk>/task/", page(acts.DRAWN_TASK), name="drawn-task"),
]
