"""The public site, at the root."""

from django.urls import path, re_path

from disclosure.feeds import decision_feed
from disclosure.urls.complaints import public as complaint_pages
from disclosure.urls.consultations import public as consultation_pages
from disclosure.urls.corrections import public as correction_pages
from disclosure.urls.entries import urlpatterns as entry_pages
from disclosure.urls.random_checks import urlpatterns as random_check_pages
from disclosure.urls.subscriptions import public as subscription_pages
from disclosure.views.public import (
    agencies,
    cards,
    decisions,
    discretion,
    files,
    flowcharts,
    home,
    inspections,
    ledger,
    open_data,
    organisations,
    registers,
    remedies,
    review_catalogues,
    trust,
    verify,
    witness,
)
from disclosure.views.public.codes import task_arrived, task_rated
from disclosure.views.public.sitemaps import sitemap, sitemap_month, sitemap_pages

urlpatterns = [
    path("", home.home, name="home"),
    path("decisions/", decisions.decision_list, name="decision-list"),
    path("decisions/export.csv", decisions.decision_csv, name="decision-csv"),
    path("decisions/<uuid:pk>/", decisions.decision_detail, name="decision-detail"),
    path("decisions/<uuid:pk>/files/<int:number>/", files.decision_file, name="decision-file"),
    path("decisions/<uuid:pk>/card.png", cards.decision_card, name="decision-card"),
    path("agencies/<int:pk>/card.png", cards.agency_card, name="agency-card"),
    path("decisions/<uuid:pk>/document.pdf", decisions.decision_pdf, name="decision-pdf"),
    path(
        "decisions/<uuid:pk>/deadline/", decisions.decision_derivation, name="decision-derivation"
    ),
    path("decisions/<uuid:pk>/proof/", ledger.decision_proof, name="decision-proof"),
    path("organisations/", organisations.organisation_find, name="organisation-find"),
    re_path(
        r"^organisations/(?P<uscc>[0-9A-Z]{18})/$",
        organisations.organisation,
        name="organisation",
    ),
    path("agencies/", agencies.agency_list, name="agency-list"),
    path("agencies/<int:pk>/", agencies.agency_detail, name="agency-detail"),
    path("officers/", registers.officer_list, name="officer-list"),
    path("officers/<int:pk>/", registers.officer_detail, name="officer-detail"),
    path("items/", registers.item_list, name="item-list"),
    path("items/<int:pk>/", registers.item_detail, name="item-detail"),
    path("discretion/", discretion.benchmark_list, name="benchmark-list"),
    path("discretion/<int:pk>/", discretion.benchmark_detail, name="benchmark-detail"),
    path("inspections/", inspections.inspection_column, name="inspection-column"),
    path("inspections/plans/<int:pk>/", inspections.inspection_plan, name="inspection-plan"),
    path("inspections/caps/<int:pk>/", inspections.inspection_cap, name="inspection-cap"),
    path("flowcharts/", flowcharts.flowchart_list, name="flowchart-list"),
    path("flowcharts/<slug:key>/", flowcharts.flowchart_detail, name="flowchart-detail"),
    path("review-catalogue/", review_catalogues.catalogue_list, name="review-catalogue-list"),
    path(
        "review-catalogue/<int:pk>/",
        review_catalogues.catalogue_detail,
        name="review-catalogue-detail",
    ),
    path(
        "review-catalogue/<int:pk>/export.<str:kind>",
        review_catalogues.catalogue_export,
        name="review-catalogue-export",
    ),
    *random_check_pages,
    *correction_pages,
    *entry_pages,
    *complaint_pages,
    *consultation_pages,
    *subscription_pages,
    re_path(
        r"^statutes/(?P<pk>[0-9]{1,12})/articles/(?P<no>[0-9]{1,5}(?:-[0-9]{1,3})?)/$",
        registers.statute_article,
        name="statute-article",
    ),
    path("v/", verify.verify, name="verify"),
    path("v/<str:code>", verify.verify_code, name="verify-code"),
    path("v/<str:code>/arrived", task_arrived, name="task-arrived"),
    path("v/<str:code>/rating", task_rated, name="task-rated"),
    path("remedies/", remedies.remedies_page, name="remedies"),
    path("open-data/", home.open_data, name="open-data"),
    path(f"open-data/{open_data.SCRIPT.name}", open_data.snapshot_script, name="open-data-script"),
    re_path(
        r"^open-data/(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})/(?P<name>[A-Za-z0-9.-]{1,40})$",
        open_data.snapshot_file,
        name="open-data-file",
    ),
    path("trust/", trust.trust, name="trust"),
    re_path(
        r"^trust/checkpoints/(?P<size>[0-9]{1,15})/$", trust.checkpoint, name="trust-checkpoint"
    ),
    re_path(r"^trust/stamps/(?P<size>[0-9]{1,15})\.tsr$", trust.stamp, name="trust-stamp"),
    path("trust/credentials/<str:name>", trust.credential_file, name="credential-file"),
    path("trust/scripts/<str:name>", trust.script, name="trust-script"),
    path("ledger/", ledger.ledger_page, name="ledger"),
    path("ledger/witness/", witness.witness, name="witness"),
    path("ledger/witness/add-checkpoint", witness.add_checkpoint, name="witness-add"),
    path("ledger/numbers/", ledger.ledger_numbers, name="ledger-numbers"),
    path("ledger/<str:name>", ledger.ledger_file, name="ledger-file"),
    re_path(
        r"^ledger/entries/(?P<number>[0-9]{6})\.jsonl$",
        ledger.ledger_entries,
        name="ledger-entries",
    ),
    re_path(
        r"^ledger/leaves/(?P<number>[0-9]{6})\.txt$", ledger.ledger_leaves, name="ledger-leaves"
    ),
    re_path(
        r"^ledger/checkpoints/(?P<size>[0-9]{1,15})/$",
        ledger.ledger_checkpoint,
        name="ledger-checkpoint",
    ),
    path("feeds/decisions.atom", decision_feed, name="decision-feed"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("sitemap-pages.xml", sitemap_pages, name="sitemap-pages"),
    path("sitemap-<int:year>-<int:month>.xml", sitemap_month, name="sitemap-month"),
    path("robots.txt", home.robots, name="robots"),
]
