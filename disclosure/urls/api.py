"""The API, under api/v1/: public reading, staff actions, and the schema of both."""

from django.urls import path
from django.views.decorators.cache import never_cache
from drf_spectacular.views import SpectacularAPIView

from disclosure.api import entries as api_entries
from disclosure.api import exchange as api_exchange
from disclosure.api import exchange_proceedings as api_proceedings
from disclosure.api import public as api
from disclosure.api import random_checks as api_random
from disclosure.api import rules as api_rules
from disclosure.api import staff as api_staff
from disclosure.caching import kept_a_minute, revalidated

public = [
    path("decisions/", revalidated(api.DecisionList.as_view()), name="api-decision-list"),
    path(
        "decisions/<uuid:pk>/",
        revalidated(api.DecisionDetail.as_view()),
        name="api-decision-detail",
    ),
    path("agencies/", kept_a_minute(api.AgencyList.as_view()), name="api-agency-list"),
    path("agencies/<int:pk>/", kept_a_minute(api.AgencyDetail.as_view()), name="api-agency-detail"),
    path("officers/", kept_a_minute(api.OfficerList.as_view()), name="api-officer-list"),
    path(
        "officers/<int:pk>/", kept_a_minute(api.OfficerDetail.as_view()), name="api-officer-detail"
    ),
    path("items/", kept_a_minute(api.ItemList.as_view()), name="api-item-list"),
    path("items/<int:pk>/", kept_a_minute(api.ItemDetail.as_view()), name="api-item-detail"),
    path(
        "random-checks/",
        kept_a_minute(api_random.RandomCheckList.as_view()),
        name="api-random-check-list",
    ),
    path(
        "random-checks/<uuid:pk>/",
        revalidated(api_random.RandomCheckDetail.as_view()),
        name="api-random-check-detail",
    ),
    path(
        "review-catalogue/",
        kept_a_minute(api_rules.CatalogueList.as_view()),
        name="api-review-catalogue-list",
    ),
    path(
        "review-catalogue/<int:pk>/",
        kept_a_minute(api_rules.CatalogueDetail.as_view()),
        name="api-review-catalogue-detail",
    ),
    path(
        "recording-items/",
        kept_a_minute(api_rules.RecordingList.as_view()),
        name="api-recording-items",
    ),
    path(
        "inspection-plans/",
        kept_a_minute(api_rules.InspectionPlanList.as_view()),
        name="api-inspection-plans",
    ),
    path(
        "inspection-caps/",
        kept_a_minute(api_rules.InspectionCapList.as_view()),
        name="api-inspection-caps",
    ),
    path(
        "discretion/", kept_a_minute(api_rules.BenchmarkList.as_view()), name="api-benchmark-list"
    ),
    path(
        "discretion/<int:pk>/",
        kept_a_minute(api_rules.BenchmarkDetail.as_view()),
        name="api-benchmark-detail",
    ),
    path(
        "delegations/",
        kept_a_minute(api_rules.DelegationList.as_view()),
        name="api-delegation-list",
    ),
    path(
        "delegations/<int:pk>/",
        kept_a_minute(api_rules.DelegationDetail.as_view()),
        name="api-delegation-detail",
    ),
    path("entries/", kept_a_minute(api_entries.EntryList.as_view()), name="api-entry-list"),
    path(
        "entries/<int:pk>/",
        revalidated(api_entries.EntryDetail.as_view()),
        name="api-entry-detail",
    ),
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
]

staff = [
    path("cases/", never_cache(api_staff.CaseList.as_view()), name="api-case-list"),
    path("cases/<uuid:pk>/", never_cache(api_staff.CaseDetail.as_view()), name="api-case-detail"),
    path("cases/<uuid:pk>/submit-review/", api_staff.submit_review, name="api-case-submit-review"),
    path("reviews/<uuid:pk>/approve/", api_staff.approve_review, name="api-review-approve"),
    path("reviews/<uuid:pk>/return/", api_staff.return_review, name="api-review-return"),
    path("decisions/<uuid:pk>/issue/", api_staff.issue_decision, name="api-decision-issue"),
    path(
        "publications/<uuid:pk>/redact/",
        api_staff.redact_publication,
        name="api-publication-redact",
    ),
    path(
        "publications/<uuid:pk>/approve/",
        api_staff.approve_publication,
        name="api-publication-approve",
    ),
    path(
        "publications/<uuid:pk>/publish/",
        api_staff.publish_publication,
        name="api-publication-publish",
    ),
]

exchange = [
    path(f"exchange/{address}", never_cache(view.as_view()), name=f"api-exchange-{name}")
    for address, view, name in (
        ("decisions/", api_exchange.SendRecords, "send"),
        ("decisions/withdraw/", api_exchange.WithdrawDecision, "decision-withdraw"),
        ("decisions/changes/", api_exchange.DecisionChanges, "decision-changes"),
        ("withdraw/", api_exchange.WithdrawRecord, "withdraw"),
        ("changes/", api_exchange.ChangeFeed, "changes"),
        ("receipts/<uuid:pk>/", api_exchange.ReceiptDetail, "receipt"),
        ("proceedings/", api_proceedings.BeginProceeding, "proceeding-begin"),
        ("proceedings/end/", api_proceedings.EndProceeding, "proceeding-end"),
    )
]

urlpatterns = [*public, *staff, *exchange]
