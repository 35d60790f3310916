"""Every setting of the desk. Values come from the environment; a bad one refuses to start and names itself."""

from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvValidationError
from marshmallow.validate import OneOf, Range

from factcheck import deskfiles
from workers.extraction import DEFAULT_THRESHOLD, SCORERS

env = Env(eager=False)

BASE_DIR = Path(__file__).resolve().parent.parent

# --- Where the rows live, and what carries the bell

DATABASE = env.dj_db_url("DATABASE_URL", default="sqlite:///factcheck.sqlite3")
REDIS_URL = env.str("REDIS_URL", default="")
SQLITE_SYNCHRONOUS = env.str(
    "FACTCHECK_SQLITE_SYNCHRONOUS", default="NORMAL", validate=OneOf(["NORMAL", "FULL"])
)

# --- What a newsroom sets

SITE_URL = env.str("FACTCHECK_SITE_URL", default="").rstrip("/")
FACTCHECK_ORGANISATION = env.str("FACTCHECK_ORGANISATION", default="A factcheck desk")
FACTCHECK_LEASE_MINUTES = env.float(
    "FACTCHECK_LEASE_MINUTES",
    default=30,
    validate=Range(min=0, min_inclusive=False, max=7 * 24 * 60),
)
FACTCHECK_CHECKWORTHY_THRESHOLD = env.float(
    "FACTCHECK_CHECKWORTHY_THRESHOLD", default=DEFAULT_THRESHOLD, validate=Range(0, 1)
)
FACTCHECK_SCORER = env.str("FACTCHECK_SCORER", default=None, validate=OneOf(list(SCORERS)))
FACTCHECK_SECOND_PERSON = env.bool("FACTCHECK_SECOND_PERSON", default=True)
FACTCHECK_PUBLIC_READ = env.bool("FACTCHECK_PUBLIC_READ", default=True)
FACTCHECK_FETCH_PRIVATE = env.bool("FACTCHECK_FETCH_PRIVATE", default=False)
FACTCHECK_MAX_ARTICLE_CHARS = env.int(
    "FACTCHECK_MAX_ARTICLE_CHARS", default=2_000_000, validate=Range(min=1, max=20_000_000)
)

DEBUG = env.bool("FACTCHECK_DEBUG", default=False)
ALLOWED_HOSTS = env.list("FACTCHECK_ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
SECRET_KEY = env.str("FACTCHECK_SECRET_KEY", default="")

try:
    env.seal()
except EnvValidationError as error:
    raise ImproperlyConfigured(f"The environment cannot be used. {error}") from None

# --- Embedded mode: no Redis, so one process is web server and worker, and keeps its files beside its database

EMBEDDED = not REDIS_URL
SQLITE = DATABASE["ENGINE"] == "django.db.backends.sqlite3"
if SQLITE:
    if DATABASE["NAME"] == ":memory:":
        raise ImproperlyConfigured(
            "DATABASE_URL: a desk needs a file, as in sqlite:///factcheck.sqlite3"
        )
    # The file itself, whichever link leads to it: two desks must not take it for two.
    DATABASE["NAME"] = Path(DATABASE["NAME"]).resolve()
DESK_FOLDER = DATABASE["NAME"].parent if SQLITE else Path.cwd()
DESK_NAME = Path(DATABASE["NAME"]).name

if not SECRET_KEY:
    if not EMBEDDED:
        raise ImproperlyConfigured(
            "FACTCHECK_SECRET_KEY: needed wherever REDIS_URL is set; a long random string."
        )
    if not DESK_FOLDER.is_dir():
        raise ImproperlyConfigured(f"DATABASE_URL: the folder {DESK_FOLDER} does not exist.")
    try:
        SECRET_KEY = deskfiles.secret_key(DESK_FOLDER)
    except OSError as error:
        raise ImproperlyConfigured(
            f"DATABASE_URL: the desk cannot keep its files in {DESK_FOLDER} ({error.strerror})."
        ) from None

if SITE_URL:
    site = urlsplit(SITE_URL)
    if site.scheme not in {"http", "https"} or not site.hostname or site.path or site.query:
        raise ImproperlyConfigured(
            f"FACTCHECK_SITE_URL: {SITE_URL!r} is not an address such as https://facts.example.org"
        )
    ALLOWED_HOSTS.append(site.hostname)
    CSRF_TRUSTED_ORIGINS = [SITE_URL]
    if site.scheme == "https":
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
        SECURE_SSL_REDIRECT = True
        SECURE_REDIRECT_EXEMPT = [r"^healthz/"]
        SECURE_HSTS_SECONDS = 365 * 24 * 3600
        SECURE_HSTS_INCLUDE_SUBDOMAINS = True
        SECURE_HSTS_PRELOAD = True
        SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True

# --- Database

if SQLITE:
    DATABASE["OPTIONS"] = {
        # A transaction that reads first and writes later would otherwise fail with "database is locked"
        # instead of waiting its turn.
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": f"PRAGMA journal_mode=WAL; PRAGMA synchronous={SQLITE_SYNCHRONOUS};",
    }
    # Threaded tests need a file: an in-memory database is one connection for all.
    DATABASE["TEST"] = {"NAME": DESK_FOLDER / "test.sqlite3"}
else:
    DATABASE["CONN_HEALTH_CHECKS"] = True
DATABASE["CONN_MAX_AGE"] = 600
DATABASES = {"default": DATABASE}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Django

INSTALLED_APPS = [
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "claims",
    "factcheck",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "factcheck.urls"
WSGI_APPLICATION = "factcheck.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
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
LOGIN_URL = "admin:login"
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
# One process on a laptop serves the files where they are; many machines collect them first.
WHITENOISE_USE_FINDERS = EMBEDDED
STATIC_ROOT = None if EMBEDDED else BASE_DIR / "static"

MAX_BODY_BYTES = 32 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_BODY_BYTES

# --- REST API

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "factcheck.api.access.BearerToken",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PARSER_CLASSES": ["factcheck.api.bodies.BoundedJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "factcheck.api.paging.Newest",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    # `?format=` would answer 404 to a client that means something else by it.
    "URL_FORMAT_OVERRIDE": None,
    "EXCEPTION_HANDLER": "factcheck.api.problems.answer",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "OAS_VERSION": "3.1.1",
    "TITLE": "factcheck",
    "VERSION": "1",
    "DESCRIPTION": "A fact-checking desk: articles in, claims queued, verdicts out.",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "ClaimKindEnum": "claims.models.Claim.Kind",
        "VersionKindEnum": "claims.models.VerdictVersion.Kind",
        "ChangeKindEnum": ["clarification", "correction"],
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "factcheck.api.schema.add_problems",
    ],
}

# --- Celery: the doorbell. State is in the rows, so there is no result backend and a message holds ids only.

CELERY_BROKER_URL = REDIS_URL or None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
# Late acknowledgement alone loses the task of a killed child.
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20
# Shorter than the pause after which a begun piece of work may be begun again.
CELERY_TASK_TIME_LIMIT = 110
CELERY_TASK_SOFT_TIME_LIMIT = 100
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# The default of 100 makes a worker give up for good.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# A request must not wait for a broker that is down: the sweep is the retry.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "max_retries": 0,
    "visibility_timeout": 600,
    "socket_timeout": 10,
    "socket_connect_timeout": 3,
    "socket_keepalive": True,
    "health_check_interval": 10,
}
CELERY_BEAT_SCHEDULE = {"sweep": {"task": "workers.tasks.sweep", "schedule": 30.0}}

# --- The admin

UNFOLD = {
    "SITE_TITLE": "factcheck",
    "SITE_HEADER": "factcheck",
    "SITE_SUBHEADER": FACTCHECK_ORGANISATION,
    "SITE_SYMBOL": "fact_check",
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": "factcheck.admin.navigation.icon"}
    ],
    "SITE_URL": None,
    "SHOW_VIEW_ON_SITE": False,
    # The desk's history is its events, which no page can skip.
    "SHOW_HISTORY": False,
    "SIDEBAR": {"navigation": "factcheck.admin.navigation.sidebar"},
    "DASHBOARD_CALLBACK": "factcheck.admin.front.front_page",
    "STYLES": ["factcheck.admin.navigation.stylesheet"],
    "COLORS": {
        "primary": {
            "50": "oklch(97% .014 254.604)",
            "100": "oklch(93.2% .032 255.585)",
            "200": "oklch(88.2% .059 254.128)",
            "300": "oklch(80.9% .105 251.813)",
            "400": "oklch(70.7% .165 254.624)",
            "500": "oklch(62.3% .214 259.815)",
            "600": "oklch(54.6% .245 262.881)",
            "700": "oklch(48.8% .243 264.376)",
            "800": "oklch(42.4% .199 265.638)",
            "900": "oklch(37.9% .146 265.522)",
            "950": "oklch(28.2% .091 267.935)",
        },
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        **{name: {"level": "INFO"} for name in ("claims", "workers", "factcheck")},
        # A caller's mistake is told to the caller.
        "django.request": {"level": "ERROR"},
        # Whoever asks by another host's name is refused: no fault of ours to show a traceback for.
        "django.security": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
