"""Filing of major penalties in the back office."""

from django.urls import path

from core.views.acts import page
from legal_review.acts import filings as acts
from legal_review.views import filings

ONE = "penalty-filings/<uuid:pk>/"
PACKAGE = "penalty-filings/packages/<int:pk>"

urlpatterns = [
    path("penalty-filings/", filings.filing_list, name="penalty-filings"),
    path("penalty-filings/inbox/", filings.filing_inbox, name="penalty-filing-inbox"),
    path(ONE, filings.filing_detail, name="penalty-filing"),
    path(f"{PACKAGE}.pdf", filings.filing_paper, name="penalty-filing-paper"),
    path(f"{PACKAGE}.zip", filings.filing_zip, name="penalty-filing-zip"),
    path(f"{ONE}send/", page(acts.FILING_SEND), name="penalty-filing-send"),
    path(f"{ONE}answer/", page(acts.FILING_ANSWER), name="penalty-filing-answer"),
    path(f"{ONE}receive/", page(acts.FILING_RECEIVE), name="penalty-filing-receive"),
    path(f"{ONE}return/", page(acts.FILING_RETURN), name="penalty-filing-return"),
    path(f"{ONE}ask/", page(acts.FILING_ASK), name="penalty-filing-ask"),
    path(f"{ONE}conclude/", page(acts.FILING_CONCLUDE), name="penalty-filing-conclude"),
]
