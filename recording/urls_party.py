"""The party's own page, at the root of the site; and the pages of the party in the back office."""

from django.urls import path

from core.views.acts import page
from recording.acts.party_links import PARTY_LINK_REVOKE
from recording.views import case_party, party

public = [
    path("<str:token>/", party.party_page_view, name="party-page"),
    path("<str:token>/confirm/", party.party_confirm, name="party-confirm"),
    path("<str:token>/defence/", party.party_defence, name="party-defence"),
    path("<str:token>/hearing/", party.party_hearing, name="party-hearing"),
    path("<str:token>/documents/<int:pk>.pdf", party.party_document, name="party-document"),
]
urlpatterns = [
    path("cases/<uuid:pk>/party/", case_party.case_party, name="case-party"),
    path("cases/<uuid:pk>/party/link/", case_party.party_link_issue, name="party-link-issue"),
    path("party-links/<int:pk>/revoke/", page(PARTY_LINK_REVOKE), name="party-link-revoke"),
]
