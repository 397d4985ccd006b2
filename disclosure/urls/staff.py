"""Publication in the back office."""

from django.urls import path

from core.views import acts
from disclosure.acts.exchange import TOKEN_AGREE
from disclosure.acts.order import ACTS as ORDER
from disclosure.acts.referrals import ACTS as REFERRALS
from disclosure.acts.rulings import ACTS as RULINGS
from disclosure.acts.terms import ACTS as TERMS
from disclosure.urls.complaints import urlpatterns as complaint_pages
from disclosure.urls.consultations import urlpatterns as consultation_pages
from disclosure.urls.corrections import urlpatterns as correction_pages
from disclosure.urls.files import urlpatterns as file_pages
from disclosure.views.staff import (
    actions,
    comparison,
    exchange,
    platforms,
    publications,
    withholdings,
)

ONE = "publications/<uuid:pk>/"

urlpatterns = [
    *correction_pages,
    *complaint_pages,
    *consultation_pages,
    *file_pages,
    path("exchange-tokens/", exchange.token_list, name="exchange-token-list"),
    path("exchange-tokens/<int:pk>/revoke/", exchange.token_revoke, name="exchange-token-revoke"),
    path("exchange-tokens/<int:pk>/agree/", acts.page(TOKEN_AGREE), name=TOKEN_AGREE.name),
    path("platforms/", platforms.platform_list, name="platform-list"),
    path("platforms/<int:pk>/stop/", platforms.platform_stop, name="platform-stop"),
    path("platforms/<int:pk>/retry/", platforms.platform_retry, name="platform-retry"),
    path("witnesses/", platforms.witness_list, name="witness-list"),
    path("witnesses/<int:pk>/stop/", platforms.witness_stop, name="witness-stop"),
    path("witnessed-logs/<int:pk>/stop/", platforms.witness_unwatch, name="witness-unwatch"),
    path("publications/", publications.publication_queue, name="publication-queue"),
    path("publications/withholdings/", withholdings.withholding_list, name="withholding-list"),
    path(ONE, publications.publication_detail, name="publication-detail"),
    path(f"{ONE}redact/", actions.publication_redact, name="publication-redact"),
    path(f"{ONE}approve/", actions.publication_approve, name="publication-approve"),
    path(f"{ONE}return/", actions.publication_return, name="publication-return"),
    path(f"{ONE}publish/", actions.publication_publish, name="publication-publish"),
    path(f"{ONE}withhold/", actions.publication_withhold, name="publication-withhold"),
    path(f"{ONE}confirm/", actions.publication_confirm, name="publication-confirm"),
    path(f"{ONE}reconsider/", actions.publication_reconsider, name="publication-reconsider"),
    path(f"{ONE}withdraw/", actions.publication_withdraw, name="publication-withdraw"),
    *(
        path(f"{ONE}{act.name.removeprefix('publication-')}/", acts.page(act), name=act.name)
        for act in (*TERMS, *REFERRALS, *RULINGS, *ORDER)
    ),
    path(
        "decisions/<uuid:pk>/comparison/",
        comparison.decision_comparison,
        name="decision-comparison",
    ),
    path("cases/<uuid:pk>/publication/", publications.case_publication, name="case-publication"),
]
