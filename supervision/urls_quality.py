"""Samples of legal reviews and second reviews, in the back office and on the public site."""

from django.urls import path

from core.views.acts import page
from supervision.acts import quality as acts
from supervision.views import public as public_views
from supervision.views import quality, second

ONE = "review-quality/samples/<uuid:pk>/"
BOTH = "review-quality/comparisons/<uuid:pk>/"
SHEET = "second-reviews/<uuid:pk>/"

urlpatterns = [
    path("review-quality/samples/", quality.sample_list, name="quality-samples"),
    path("review-quality/samples/new/", quality.sample_create, name="quality-plan"),
    path(ONE, quality.sample_detail, name="quality-sample"),
    path(f"{ONE}results/", quality.sample_results, name="quality-results"),
    path(f"{ONE}results.csv", quality.sample_table, name="quality-table"),
    path(f"{ONE}commit/", page(acts.COMMIT), name="quality-commit"),
    path(f"{ONE}seed/", page(acts.SEED), name="quality-seed"),
    path(f"{ONE}close/", page(acts.CLOSE), name="quality-close"),
    path(f"{ONE}abandon/", page(acts.ABANDON), name="quality-abandon"),
    path(BOTH, quality.second_compare, name="second-compare"),
    path(f"{BOTH}note/", page(acts.NOTE), name="second-note"),
    path("second-reviews/", second.second_list, name="second-reviews"),
    path(SHEET, second.second_detail, name="second-review"),
    path(f"{SHEET}documents/<int:document>/", second.second_document, name="second-document"),
    path(f"{SHEET}evidence/<uuid:evidence>/", second.second_evidence, name="second-evidence"),
    path(f"{SHEET}sign/", page(acts.SIGN), name="second-sign"),
    path(f"{SHEET}recuse/", page(acts.RECUSE), name="second-recuse"),
]

public = [
    path("review-quality/", public_views.sample_list, name="quality-list"),
    path("review-quality/<uuid:pk>/", public_views.sample_detail, name="quality-detail"),
    path("review-quality/<uuid:pk>/draw.json", public_views.sample_file, name="quality-file"),
]
