"""Pages of the record, under the back office."""

from django.urls import path

from core.views.acts import page
from recording import urls_coercion
from recording.acts import casework, discretion
from recording.urls_access import urlpatterns as access
from recording.urls_archive import urlpatterns as archives
from recording.urls_coverage import urlpatterns as coverage
from recording.urls_devices import urlpatterns as devices
from recording.urls_disposal import urlpatterns as disposal
from recording.urls_dossier import urlpatterns as dossiers
from recording.urls_edited import urlpatterns as edited
from recording.urls_execution import urlpatterns as execution
from recording.urls_incidents import urlpatterns as incidents
from recording.urls_loans import urlpatterns as loans
from recording.urls_media import urlpatterns as media
from recording.urls_numbers import urlpatterns as numbers
from recording.urls_papers import urlpatterns as papers
from recording.urls_party import urlpatterns as party
from recording.urls_permits import urlpatterns as permits
from recording.urls_procedure import urlpatterns as procedure
from recording.urls_search import urlpatterns as searching
from recording.urls_storage import urlpatterns as storage
from recording.urls_supplies import urlpatterns as supplies
from recording.urls_tasks import urlpatterns as tasks
from recording.urls_uploads import urlpatterns as uploads
from recording.views import archive, documents, evidence, service, steps

urlpatterns = [
    *archives,
    *access,
    *coverage,
    *devices,
    *disposal,
    *dossiers,
    *edited,
    *incidents,
    *party,
    *procedure,
    *execution,
    *loans,
    *media,
    *numbers,
    *papers,
    *permits,
    *searching,
    *storage,
    *supplies,
    *tasks,
    *uploads,
    path("cases/<uuid:pk>/record/", steps.case_record, name="case-record"),
    path("cases/<uuid:pk>/record/new/", steps.step_create, name="step-create"),
    path("cases/<uuid:pk>/evidence/", evidence.evidence_list, name="evidence-list"),
    path("cases/<uuid:pk>/evidence/new/", evidence.evidence_upload, name="evidence-upload"),
    path("evidence/<uuid:pk>/", evidence.evidence_download, name="evidence-download"),
    path("cases/<uuid:pk>/file.pdf", documents.case_print, name="case-print"),
    path("documents/<int:pk>.pdf", documents.document_pdf, name="document-pdf"),
    path("decisions/<uuid:pk>/notice/", page(casework.NOTICE_SERVE), name="notice-serve"),
    path("notices/<int:pk>/defence/", page(casework.DEFENCE_RECORD), name="defence-record"),
    path("notices/<int:pk>/waiver/", page(casework.NOTICE_WAIVE), name="notice-waive"),
    path("notices/<int:pk>/hearing/", page(casework.HEARING_REQUEST), name="hearing-request"),
    path("defences/<int:pk>/answer/", page(casework.DEFENCE_ANSWER), name="defence-answer"),
    path(
        "decisions/<uuid:pk>/departure/",
        page(discretion.DEPARTURE_APPROVE),
        name="departure-approve",
    ),
    path("decisions/<uuid:pk>/issue/", service.decision_issue, name="decision-issue"),
    path(
        "decisions/<uuid:pk>/issue-on-spot/",
        service.decision_issue_on_spot,
        name="decision-issue-on-spot",
    ),
    path("decisions/<uuid:pk>/serve/", page(casework.DECISION_SERVE), name="decision-serve"),
    path("cases/<uuid:pk>/close/", page(casework.CASE_CLOSE), name="case-close"),
    path("cases/<uuid:pk>/archive/", archive.case_archive, name="case-archive"),
    path("cases/<uuid:pk>/archived/", archive.archive_detail, name="archive-detail"),
    path("cases/<uuid:pk>/archived/export/", archive.archive_export, name="archive-export"),
    path("verify_case_file.py", archive.archive_script, name="archive-script"),
    path(
        "cases/<uuid:pk>/archived/manifest.json", archive.archive_manifest, name="archive-manifest"
    ),
    *urls_coercion.urlpatterns,
]
