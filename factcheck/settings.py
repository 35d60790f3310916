"""Every setting of the desk. Values come from the environment; a bad one refuses to start and names itself."""

import logging
import ssl
from datetime import timedelta
from importlib.util import find_spec
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from corsheaders.defaults import default_headers
from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvValidationError
from kombu import Queue
from marshmallow.validate import OneOf, Range

from factcheck import deskfiles, logs
from factcheck.rates import rates
from workers.extraction import DEFAULT_THRESHOLD, SCORERS

env = Env(eager=False)

BASE_DIR = Path(__file__).resolve().parent.parent

# --- Where the rows live, and what carries the bell

DATABASE = env.dj_db_url("DATABASE_URL", default="sqlite:///factcheck.sqlite3")
REDIS_URL = env.str("REDIS_URL", default="")
# The bell can be carried by another broker, amqp://user:password@host/ say.
BROKER_URL = env.str("FACTCHECK_BROKER_URL", default="") or REDIS_URL
# The most connections that one process keeps, for its threads to share; 0: each thread keeps its own.
DATABASE_POOL = env.int("FACTCHECK_DATABASE_POOL", default=0, validate=Range(0, 1_000))
STATEMENT_SECONDS = env.float("FACTCHECK_STATEMENT_SECONDS", default=30, validate=Range(0, 86_400))
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
FACTCHECK_MAX_LEASES = env.int("FACTCHECK_MAX_LEASES", default=20, validate=Range(1, 10_000))
FACTCHECK_CHECKWORTHY_THRESHOLD = env.float(
    "FACTCHECK_CHECKWORTHY_THRESHOLD", default=DEFAULT_THRESHOLD, validate=Range(0, 1)
)
FACTCHECK_SCORER = env.str("FACTCHECK_SCORER", default=None, validate=OneOf(list(SCORERS)))
# How often the links of published verdicts are looked at; 0 is never.
LINK_DAYS = env.int("FACTCHECK_LINK_DAYS", default=None, validate=Range(min=0, max=365))
# The address of a web archive, to which that of a page is added: the archive then takes a copy.
FACTCHECK_ARCHIVE_URL = env.str("FACTCHECK_ARCHIVE_URL", default="")
FACTCHECK_SLOW_SECONDS = env.float(
    "FACTCHECK_SLOW_SECONDS", default=1, validate=Range(min=0.01, max=3_600)
)
FACTCHECK_SWEEP_SECONDS = env.float(
    "FACTCHECK_SWEEP_SECONDS", default=30, validate=Range(min=0.1, max=3_600)
)
FACTCHECK_RETRY_SECONDS = env.float(
    "FACTCHECK_RETRY_SECONDS", default=30, validate=Range(min=0.1, max=3_600)
)
FACTCHECK_STATEMENTS = env.bool("FACTCHECK_STATEMENTS", default=False)
FACTCHECK_SECOND_PERSON = env.bool("FACTCHECK_SECOND_PERSON", default=True)
# What a webhook says of an event, in the API's shape; and how long its receiver may take to answer.
WEBHOOK_DATA = "factcheck.api.webhooks.data_of"
WEBHOOK_SECONDS = 15.0
FACTCHECK_CORS_ORIGINS: list[str] = env.list("FACTCHECK_CORS_ORIGINS", default=[])
FACTCHECK_SOURCES = env.int("FACTCHECK_SOURCES", default=2, validate=Range(0, 50))
FACTCHECK_PRIMARY_SUFFICES = env.bool("FACTCHECK_PRIMARY_SUFFICES", default=True)
FACTCHECK_REQUIRE_SOURCES = env.bool("FACTCHECK_REQUIRE_SOURCES", default=False)
FACTCHECK_PUBLIC_READ = env.bool("FACTCHECK_PUBLIC_READ", default=True)
FACTCHECK_FETCH_PRIVATE = env.bool("FACTCHECK_FETCH_PRIVATE", default=False)
FACTCHECK_MAX_ARTICLE_CHARS = env.int(
    "FACTCHECK_MAX_ARTICLE_CHARS", default=2_000_000, validate=Range(min=1, max=20_000_000)
)

FACTCHECK_METRICS_FROM = env.list(
    "FACTCHECK_METRICS_FROM",
    subcast=ip_network,
    default=[
        ip_network(inside)
        for inside in (
            "127.0.0.0/8",
            "::1",
            "10.0.0.0/8",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "fc00::/7",
        )
    ],
)

# --- Who asks, how often, and what is written down of it

FACTCHECK_PROXIES = env.int("FACTCHECK_PROXIES", default=0, validate=Range(0, 10))
THROTTLE = env.str("FACTCHECK_THROTTLE", default="")
LOG_STYLE = env.str("FACTCHECK_LOG", default=None, validate=OneOf(logs.STYLES))

# --- Django's own

DEBUG = env.bool("FACTCHECK_DEBUG", default=False)
ALLOWED_HOSTS = env.list("FACTCHECK_ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
SECRET_KEY = env.str("FACTCHECK_SECRET_KEY", default="")

try:
    env.seal()
except EnvValidationError as error:
    raise ImproperlyConfigured(f"The environment cannot be used. {error}") from None

if FACTCHECK_SCORER == "neural" and not (find_spec("onnxruntime") and find_spec("tokenizers")):
    # Found out by the first article, it would fail that article and every other.
    raise ImproperlyConfigured(
        "FACTCHECK_SCORER: neural needs two more packages: pip install onnxruntime tokenizers."
    )

# --- Embedded mode: no Redis, so one process is web server and worker, and keeps its files beside its database

EMBEDDED = not BROKER_URL

# A desk that is being tried out calls on nobody.
FACTCHECK_LINK_DAYS = (0 if EMBEDDED else 30) if LINK_DAYS is None else LINK_DAYS
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

for origin in FACTCHECK_CORS_ORIGINS if FACTCHECK_CORS_ORIGINS != ["*"] else ():
    parts = urlsplit(origin)
    if parts.scheme not in {"http", "https"} or f"{parts.scheme}://{parts.netloc}" != origin:
        raise ImproperlyConfigured(
            f"FACTCHECK_CORS_ORIGINS: {origin!r} is not a site such as https://news.example.org; or it is * alone."
        )

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
        SECURE_HSTS_SECONDS = 365 * 24 * 3600
        # Names that a browser takes from this very host alone, and never from a neighbour under one domain.
        SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
        SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
# A desk at facts.example.org speaks neither for the other hosts of example.org nor for a list inside browsers:
# HSTS for subdomains and its preloading are for whoever keeps the domain to add, at the proxy.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

# What .env.example holds, all the world knows.
if SECRET_KEY.startswith("example-for-localhost-only") and urlsplit(SITE_URL).hostname not in {
    "localhost",
    "127.0.0.1",
    "::1",
}:
    raise ImproperlyConfigured(
        "FACTCHECK_SECRET_KEY: this is the key of .env.example, good for a FACTCHECK_SITE_URL on localhost only."
        " Anybody could sign in with it here: put in your own, from openssl rand -hex 32."
    )
if len(SECRET_KEY) < 32 and SITE_URL.startswith("https://"):
    raise ImproperlyConfigured(
        "FACTCHECK_SECRET_KEY: shorter than 32 characters, so it could be guessed: put in a longer one, from"
        " openssl rand -hex 32."
    )

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
    DATABASE["CONN_MAX_AGE"] = 600
else:
    DATABASE["CONN_HEALTH_CHECKS"] = True
    limits: dict[str, Any] = {
        "connect_timeout": 3,
        # A database that went away without a word is noticed within a minute.
        "keepalives_idle": 20,
        "keepalives_interval": 10,
        "keepalives_count": 3,
        "tcp_user_timeout": 30_000,
    }
    if STATEMENT_SECONDS:
        # A pooler between us and the database may refuse these: 0 leaves them out.
        limits["options"] = (
            f"-c statement_timeout={round(STATEMENT_SECONDS * 1000)}"
            f" -c idle_in_transaction_session_timeout={round(STATEMENT_SECONDS * 2000)}"
        )
    if DATABASE_POOL:
        # The pool tries a database that is down ever more rarely; given up soon, it tries again for each request.
        limits["pool"] = {
            "min_size": 1,
            "max_size": DATABASE_POOL,
            "timeout": 5,
            "reconnect_timeout": 2,
        }
    DATABASE["OPTIONS"] = limits | DATABASE.get("OPTIONS", {})  # what the address says goes first
    DATABASE["CONN_MAX_AGE"] = 0 if DATABASE_POOL else 600
DATABASES = {"default": DATABASE}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Cache: counts of calls, which may be lost. A request does not wait for it, as little as for the broker.

CACHES = {
    "default": (
        {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": [REDIS_URL],
            "KEY_PREFIX": "factcheck-cache",
            "OPTIONS": {"socket_timeout": 0.2, "socket_connect_timeout": 0.2},
        }
        if REDIS_URL.startswith(("redis://", "rediss://"))
        else {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "OPTIONS": {"MAX_ENTRIES": 100_000},
        }
    )
}

# --- Django

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "axes",
    "corsheaders",
    "claims",
    "factcheck",
]
MIDDLEWARE = [
    "factcheck.health.Probes",
    "django.middleware.security.SecurityMiddleware",
    "factcheck.policies.ContentPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # After the static files, of which nobody reads a line.
    "factcheck.logs.RequestLines",
    "corsheaders.middleware.CorsMiddleware",
    # With random bytes in each answer, so that its length tells nothing of the secrets in it.
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "factcheck.api.once.Once",
]
# Pages of other sites may call what needs no session: none is sent along.
CORS_ALLOW_ALL_ORIGINS = FACTCHECK_CORS_ORIGINS == ["*"]
CORS_ALLOWED_ORIGINS = [] if CORS_ALLOW_ALL_ORIGINS else FACTCHECK_CORS_ORIGINS
CORS_URLS_REGEX = r"^/(api/v1|v1alpha1|feeds|verdicts)/"
CORS_ALLOW_HEADERS = (*default_headers, "idempotency-key", "if-none-match", "if-modified-since")
CORS_EXPOSE_HEADERS = ("ETag", "Last-Modified", "Retry-After", "Idempotent-Replayed")
ROOT_URLCONF = "factcheck.urls"
WSGI_APPLICATION = "factcheck.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Before the applications' own: unfold's frame of a page is ours to extend.
        "DIRS": [BASE_DIR / "factcheck" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "factcheck.health.alarms",
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
LOGIN_REDIRECT_URL = "admin:index"
# A shift with its breaks; the next day begins with a password.
SESSION_COOKIE_AGE = 12 * 3600
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True

# --- Signing in: ten wrong passwords for a name from an address close it to that address for a while

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "factcheck.signing_in.People"]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "factcheck.addresses.counted_address"
AXES_LOCKOUT_CALLABLE = "factcheck.signing_in.locked_out"
# Or whoever keeps trying would keep a colleague behind the same address out for ever.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# --- What a browser may load and run on our pages, and more where a library needs it

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
CONTENT_SECURITY_POLICY_UNDER = {
    # unfold's Alpine.js makes functions of the words in attributes, and its theme is a style element.
    "/admin/": {
        "script-src": ["'self'", "'unsafe-eval'"],
        "style-src": ["'self'", "'unsafe-inline'"],
    },
}

# --- Static files

STATIC_URL = "/static/"
# An image has them collected, with a digest in each name; elsewhere they are served from where they are.
COLLECTED = BASE_DIR / "static"
STATIC_ROOT = COLLECTED if COLLECTED.is_dir() else None
WHITENOISE_USE_FINDERS = EMBEDDED or not STATIC_ROOT
if not WHITENOISE_USE_FINDERS:
    STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }

MAX_BODY_BYTES = 32 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_BODY_BYTES

# --- REST API

if not THROTTLE:
    THROTTLE = "off" if EMBEDDED else "anonymous=600/min,token=6000/min"
try:
    FACTCHECK_RATES = rates(THROTTLE)
except ValueError as error:
    raise ImproperlyConfigured(f"FACTCHECK_THROTTLE: {error}; or it is off.") from None
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "factcheck.api.access.BearerToken",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_THROTTLE_CLASSES": ["factcheck.api.throttles.Allowance"],
    "DEFAULT_PARSER_CLASSES": ["factcheck.api.bodies.BoundedJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "factcheck.api.paging.Newest",
    "DEFAULT_SCHEMA_CLASS": "factcheck.api.schema.Described",
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
        "MatchKindEnum": "claims.models.ClaimMatch.Kind",
        "MatchStateEnum": "claims.models.ClaimMatch.State",
        "VerdictStateEnum": "claims.models.Verdict.State",
        "DifferenceKindEnum": "claims.likeness.KINDS",
        "WebhookEventEnum": "claims.webhooks.KINDS",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "factcheck.api.schema.add_problems",
        "factcheck.api.schema.add_examples",
    ],
}

# --- Celery: the doorbell. State is in the rows, so there is no result backend and a message holds ids only.

CELERY_BROKER_URL = BROKER_URL or None
# A slow page must not stand in front of a text, nor either in front of the sweep.
CELERY_TASK_QUEUES = [
    Queue(name, routing_key=name) for name in ("sweep", "extraction", "fetching", "delivery")
]
CELERY_TASK_DEFAULT_QUEUE = "sweep"
CELERY_TASK_ROUTES = {
    "workers.tasks.fetch_article": {"queue": "fetching"},
    "workers.tasks.look_up_pages": {"queue": "fetching"},
    "workers.tasks.check_links": {"queue": "fetching"},
    "workers.tasks.deliver_webhooks": {"queue": "delivery"},
    "workers.tasks.read_article": {"queue": "extraction"},
    "workers.tasks.compare_claims": {"queue": "extraction"},
}
CELERY_TASK_CREATE_MISSING_QUEUES = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
# Late acknowledgement alone loses the task of a killed child. What kills every child that tries it is bounded by
# the attempts that its row counts.
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20
# A child that has grown, by whatever text, makes room for a fresh one.
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1_000
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000  # kilobytes
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_TASK_SOFT_TIME_LIMIT = 100
CELERY_TASK_TIME_LIMIT = 110
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# The default of 100 makes a worker give up for good.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# A request must not wait for a broker that is down or stopped: the sweep is the retry. `workers/celery.py` gives
# workers and beat more patience.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_TIMEOUT = 0.4
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"max_retries": 0, "read_timeout": 0.4, "write_timeout": 0.4}
    if BROKER_URL.startswith("amqp")
    else {
        "max_retries": 0,
        "socket_timeout": 0.4,
        "socket_connect_timeout": 0.4,
        # What a worker holds for longer without a word is given to another.
        "visibility_timeout": 600,
        "socket_keepalive": True,
        "health_check_interval": 10,
    }
)
if BROKER_URL.startswith("rediss") and "ssl_cert_reqs" not in BROKER_URL:
    # Left to itself kombu speaks TLS to whoever answers.
    CELERY_BROKER_USE_SSL = {"ssl_cert_reqs": ssl.CERT_REQUIRED}
CELERY_BEAT_SCHEDULER = "workers.pulse:Scheduler"
CELERY_BEAT_MAX_LOOP_INTERVAL = 5
CELERY_BEAT_SCHEDULE = {
    "sweep": {
        "task": "workers.tasks.sweep",
        "schedule": FACTCHECK_SWEEP_SECONDS,
        # A worker that comes back after days need not hear them all. Longer than clocks may be wrong by.
        "options": {"expires": 6 * 3_600},
    }
}

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

# --- Logs

LOGGING = logs.configuration(LOG_STYLE or ("console" if EMBEDDED else "json"))
# Only that a request began; how it ended is told by `factcheck/logs.py`, and who asked where they are recognised.
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG
DJANGO_STRUCTLOG_TRUST_UPSTREAM_REQUEST_ID = True
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_USER_ID_FIELD = None
