"""All settings, read from the environment. See .env.example and docs/operations.md."""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config.schedule import beat_schedule

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
if (BASE_DIR / ".env").exists():
    env.read_env(str(BASE_DIR / ".env"))

# PORTAL_MODE: "embedded" (demo and development on one machine) or "production".
MODE = env.str("PORTAL_MODE", default="embedded")
if MODE not in {"embedded", "production"}:
    raise ImproperlyConfigured(f"PORTAL_MODE must be embedded or production, not {MODE!r}")
PRODUCTION = MODE == "production"
DEMO = env.bool("PORTAL_DEMO", default=False)
DEBUG = env.bool("DJANGO_DEBUG", default=False)
# Named but empty, as a shell leaves it, is not named: nobody wants the data beside the code.
VAR_DIR = Path(env.str("PORTAL_VAR_DIR", default="") or BASE_DIR / "var")
VAR_DIR.mkdir(parents=True, exist_ok=True)

DEVELOPMENT_KEY = "embedded-mode-only-key-never-used-in-production-0123456789"
SECRET_KEY = env.str("DJANGO_SECRET_KEY", default="" if PRODUCTION else DEVELOPMENT_KEY)
# Key of the personal-data lookups (domain §13: encrypted at rest, searched by keyed hash).
PII_KEY = env.str("PORTAL_PII_KEY", default="" if PRODUCTION else DEVELOPMENT_KEY)
ALLOWED_HOSTS = env.list(
    "DJANGO_ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]", "testserver"]
)
CSRF_TRUSTED_ORIGINS = env.list("DJANGO_CSRF_TRUSTED_ORIGINS", default=[])
PUBLIC_BASE_URL = env.str("PORTAL_PUBLIC_URL", default="http://127.0.0.1:8000")
WEB_HOSTS = env.int("PORTAL_WEB_HOSTS", default=1)
# Reverse proxies in front of the web process: so many addresses at the right of X-Forwarded-For count.
TRUSTED_PROXIES = env.int("PORTAL_TRUSTED_PROXIES", default=0)
# Ed25519 key (PEM) of the signed logs; empty: made once under VAR_DIR in embedded mode.
SIGNING_KEY_FILE = env.str("PORTAL_SIGNING_KEY_FILE", default="")
# A second place, best on another machine, for the newest signed checkpoint of the audit log.
CHECKPOINT_DIR = env.str("PORTAL_CHECKPOINT_DIR", default="")
# A time-stamping authority (RFC 3161) for the last head of each day, and the certificates (PEM) it
# is trusted by; empty: no time stamps.
TSA_URL = env.str("PORTAL_TSA_URL", default="")
TSA_CA = env.str("PORTAL_TSA_CA", default="")
# How long the newest head of the publication log may wait for a witness before people are warned.
WITNESS_ALARM_HOURS = env.int("PORTAL_WITNESS_ALARM_HOURS", default=24)
# How long a change may wait to be taken by a platform above before people are warned.
PUSH_ALARM_HOURS = env.int("PORTAL_PUSH_ALARM_HOURS", default=24)
# How long the signed list of credentials that no longer count is fresh.
CREDENTIAL_LIST_MINUTES = env.int("PORTAL_CREDENTIAL_LIST_MINUTES", default=5)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "treebeard",
    "rest_framework",
    "drf_spectacular",
    "axes",
    "csp",
    "core",
    "enforcement",
    "recording",
    "legal_review",
    "disclosure",
    "supervision",
    "config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "core.middleware.NoNulMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "core.middleware.ActorMiddleware",
    "core.middleware.KeptFormMiddleware",
    "core.middleware.DomainErrorMiddleware",
    "config.middleware.OwnPasswordMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
FORM_RENDERER = "core.forms.PortalRenderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.http.site_context",
            ],
        },
    }
]

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'portal.sqlite3'}")}
# SQLite too reads the whole schema for a new connection, some 1,800 tables, indexes and triggers.
DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=60)
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # recursive_triggers: without it INSERT OR REPLACE would bypass the append-only triggers.
        # cache_size: 16 MB for each connection; with 2 MB a search reads the tops of its indexes again and again.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA recursive_triggers=ON; PRAGMA cache_size=-16384;",
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # A transaction left open holds back the sealing of every later entry of the audit log.
    _IDLE = env.int("PORTAL_IDLE_TRANSACTION_SECONDS", default=300)
    _OPTIONS = DATABASES["default"].setdefault("OPTIONS", {})
    _OPTIONS["options"] = (
        f"{_OPTIONS.get('options', '')} -c idle_in_transaction_session_timeout={_IDLE}s".strip()
    )
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "enforcement.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "core.permissions.RoleBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "desk"
LOGOUT_REDIRECT_URL = "home"
AXES_FAILURE_LIMIT = env.int("PORTAL_LOGIN_FAILURES", default=5)
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "core.http.client_ip"

SESSION_COOKIE_AGE = env.int("PORTAL_SESSION_SECONDS", default=8 * 3600)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "core.http.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = env.bool("DJANGO_SSL_REDIRECT", default=True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = env.int("DJANGO_HSTS_SECONDS", default=31536000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("PORTAL_STATIC_ROOT", default=str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = not PRODUCTION
MEDIA_ROOT = VAR_DIR / "media"
# Where nginx serves VAR_DIR to itself (deploy/nginx.conf); empty: this process sends files itself.
X_ACCEL_PREFIX = env.str("PORTAL_X_ACCEL_PREFIX", default="")

# Originals and documents. S3 with object lock in production, a local write-once tree otherwise.
S3_BUCKET = env.str("PORTAL_S3_BUCKET", default="")
_BLOBS: dict[str, object] = {
    "BACKEND": "core.storage.WormFileStorage",
    "OPTIONS": {"location": str(VAR_DIR / "blobs")},
}
if S3_BUCKET:
    _BLOBS = {
        "BACKEND": "core.storage.WormS3Storage",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": env.str("PORTAL_S3_ENDPOINT"),
            "access_key": env.str("PORTAL_S3_ACCESS_KEY"),
            "secret_key": env.str("PORTAL_S3_SECRET_KEY"),
            # Compliance lock from the day of storing; it can be extended later but never shortened.
            "retention_days": env.int("PORTAL_S3_RETENTION_DAYS", default=183),
        },
    }
# A second place, best in another building, to which every original is copied: a directory or a bucket.
SECOND_DIR = env.str("PORTAL_SECOND_DIR", default="")
SECOND_BUCKET = env.str("PORTAL_SECOND_S3_BUCKET", default="")
_SECOND: dict[str, dict[str, object]] = {}
if SECOND_BUCKET:
    _SECOND["blobs_second"] = {
        "BACKEND": "core.storage.WormS3Storage",
        "OPTIONS": {
            "bucket_name": SECOND_BUCKET,
            "endpoint_url": env.str("PORTAL_SECOND_S3_ENDPOINT"),
            "access_key": env.str("PORTAL_SECOND_S3_ACCESS_KEY"),
            "secret_key": env.str("PORTAL_SECOND_S3_SECRET_KEY"),
            "retention_days": env.int("PORTAL_S3_RETENTION_DAYS", default=183),
        },
    }
elif SECOND_DIR:
    _SECOND["blobs_second"] = {
        "BACKEND": "core.storage.WormFileStorage",
        "OPTIONS": {"location": SECOND_DIR},
    }
STORAGES = {
    **_SECOND,
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "blobs": _BLOBS,
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
UPLOAD_MAX_BYTES = env.int("PORTAL_UPLOAD_MAX_BYTES", default=512 * 1024 * 1024)
# Resumable uploads: the largest file, what the unfinished ones of an agency may take together, and
# how long an unfinished one waits to be continued. Technical limits of the installation.
RESUMABLE_MAX_BYTES = env.int("PORTAL_RESUMABLE_MAX_BYTES", default=10 * 1024**3)
RESUMABLE_AGENCY_BYTES = env.int("PORTAL_RESUMABLE_AGENCY_BYTES", default=100 * 1024**3)
RESUMABLE_DAYS = env.int("PORTAL_RESUMABLE_DAYS", default=7)

REDIS_URL = env.str("REDIS_URL", default="")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # Whole public pages (disclosure/views/kept_pages.py), in the memory of each process.
    "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "pages"},
}
# Mail to readers who saved a search (PORTAL_MAIL_URL: smtp+tls://user:password@host:587); none without it
# in production, files under VAR_DIR in embedded mode.
MAIL_URL = env.str(
    "PORTAL_MAIL_URL", default="" if PRODUCTION else f"filemail:///{VAR_DIR / 'mail'}"
)
MAIL_ENABLED = bool(MAIL_URL)
globals().update(env.email_url_config(MAIL_URL or "dummymail://"))
DEFAULT_FROM_EMAIL = env.str("PORTAL_MAIL_FROM", default="portal@localhost")
EMAIL_TIMEOUT = 10
# How long a saved search waits for its confirmation before it and the address are deleted.
SUBSCRIPTION_CONFIRM_HOURS = env.int("PORTAL_SUBSCRIPTION_CONFIRM_HOURS", default=48)
SWEEP_SECONDS = env.int("PORTAL_SWEEP_SECONDS", default=60)
# /readyz answers 503 when the scheduler has been silent for longer than this.
HEARTBEAT_MAX_SECONDS = env.int("PORTAL_HEARTBEAT_MAX_SECONDS", default=60)

# What is to be done lives in rows; the broker is only a doorbell, so any task may run late or twice.
BROKER_DIR = VAR_DIR / "broker"
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = (
    {"visibility_timeout": 120}
    if REDIS_URL
    else {
        "data_folder_in": str(BROKER_DIR / "queue"),
        "data_folder_out": str(BROKER_DIR / "queue"),
        "processed_folder": str(BROKER_DIR / "processed"),
        "control_folder": str(BROKER_DIR / "control"),
        "store_processed": False,
        "polling_interval": 0.2,
    }
)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 900
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE = beat_schedule(SWEEP_SECONDS)
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "scheduler")

REST_FRAMEWORK = {
    # The description of the API asks for none, and would write any other into a header.
    "ALLOWED_VERSIONS": ["v1"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "core.http.api_exception_handler",
    "DEFAULT_THROTTLE_RATES": {"anon": "600/min", "user": "1200/min", "exchange": "120/min"},
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Enforcement portal API",
    "VERSION": "1",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "core.api_answers.name_refusals",
    ],
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "ENUM_NAME_OVERRIDES": {
        "ActionKindEnum": "enforcement.models.kinds.ActionKind",
        "PowerKindEnum": "enforcement.models.kinds.PowerKind",
        "DrawStatusEnum": "enforcement.models.Draw.Status",
        "CaseStatusEnum": "enforcement.models.Case.Status",
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"tokens": {"()": "core.hidden_addresses.HideTokens"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["tokens"]}
    },
    "root": {"handlers": ["console"], "level": env.str("PORTAL_LOG_LEVEL", default="WARNING")},
}
