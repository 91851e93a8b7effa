"""
Every setting comes from the environment, or from the file `.env` beside manage.py, and is read here alone.

The defaults suit a machine of one's own; `manage.py check` and the server itself refuse what would be unsafe in
production (ledger/checks.py).
"""

import json
import logging
from collections.abc import Callable
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import orjson
import structlog
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env, validate

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()
# ENV_FILE: another file than `.env` to read variables from; empty for none. What is set already wins.
ENV_FILE = env.str("ENV_FILE", default=str(BASE_DIR / ".env"))
if ENV_FILE:
    env.read_env(ENV_FILE, recurse=False)


# Safety

INSECURE_SECRET_KEY = "insecure-developer-key"

# SECRET_KEY: signs sessions; long and random. Changing it logs everybody out, nothing else.
SECRET_KEY = env.str("SECRET_KEY", default=INSECURE_SECRET_KEY)

# DEBUG: tracebacks in the browser, static files without collectstatic. Never where others can reach it.
DEBUG = env.bool("DEBUG", default=False)

# ALLOWED_HOSTS: the names this site answers to, separated by commas.
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if DEBUG else [])

# CSRF_TRUSTED_ORIGINS: other origins that may post to the admin, with their scheme: https://rewards.example.com
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# LEDGER_ENCRYPTION_KEYS: Fernet keys, separated by commas. The first encrypts, all of them decrypt: to rotate, put a
# new one in front and keep the old.
LEDGER_ENCRYPTION_KEYS: list[str] = env.list("LEDGER_ENCRYPTION_KEYS", default=[])

# HTTPS: whether browsers reach the site by https. False sends cookies in the clear.
HTTPS = env.bool("HTTPS", default=not DEBUG)

# TRUSTED_PROXIES: how many proxies stand before the server and set X-Forwarded-For and X-Forwarded-Proto. With 0
# both headers are ignored, since anybody can send them.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)

# LEDGER_MAX_BODY_BYTES: the largest webhook that is taken, in bytes.
LEDGER_MAX_BODY_BYTES = env.int("LEDGER_MAX_BODY_BYTES", default=10 * 1024 * 1024)
DATA_UPLOAD_MAX_MEMORY_SIZE = LEDGER_MAX_BODY_BYTES

SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
X_FRAME_OPTIONS = "DENY"
# Whether subdomains keep to https, and browsers are told beforehand, is for whoever owns the domain.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

# The stock admin keeps to this: no inline script, no inline style, nothing from elsewhere.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}


# Database


# DATABASE_LOCK_TIMEOUT_MS: how long a statement waits for a lock; 0 for ever. A provider gives up after five seconds.
# manage.py sets this and the next to 0: an import or a migration may wait.
LOCK_TIMEOUT_MS = env.int("DATABASE_LOCK_TIMEOUT_MS", default=2000)

# DATABASE_STATEMENT_TIMEOUT_MS: how long a statement runs; 0 for ever. PostgreSQL only.
STATEMENT_TIMEOUT_MS = env.int("DATABASE_STATEMENT_TIMEOUT_MS", default=3000)


def postgresql(options: dict[str, Any]) -> dict[str, Any]:
    """A connection pool, statements prepared, every wait bounded."""
    # With both 0 no startup options are sent, which pgbouncer may need.
    bounds = {"lock_timeout": LOCK_TIMEOUT_MS, "statement_timeout": STATEMENT_TIMEOUT_MS}
    # DATABASE_PREPARE_THRESHOLD: a statement is prepared when it comes again this often; -1 never, for pgbouncer before
    # 1.21 in transaction mode.
    prepare_threshold = env.int("DATABASE_PREPARE_THRESHOLD", default=5)
    return {
        "pool": {
            # DATABASE_POOL_MIN, DATABASE_POOL_MAX: connections of one process; one for each blocking thread will do.
            "min_size": env.int("DATABASE_POOL_MIN", default=1),
            "max_size": env.int("DATABASE_POOL_MAX", default=8),
            "timeout": 2,
        },
        "connect_timeout": 2,
        # A server that vanished without a word is given up in seconds, not in the quarter of an hour TCP allows.
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 3,
        "tcp_user_timeout": 10_000,
        "application_name": "reward-ledger",
        "prepare_threshold": prepare_threshold if prepare_threshold >= 0 else None,
        # Without it Django writes the values into the text, and no statement ever comes twice.
        "server_side_binding": prepare_threshold >= 0,
        "options": " ".join(f"-c {name}={value}" for name, value in bounds.items() if value),
    } | options


def sqlite(options: dict[str, Any]) -> dict[str, Any]:
    """Several writers without "database is locked", and nothing acknowledged that a power cut takes back."""
    pragmas = {
        "journal_mode": "WAL",
        # NORMAL may lose the last commits when the power goes; a 2xx has promised that they are stored.
        "synchronous": "FULL",
        # An INSERT OR REPLACE deletes too, and the append-only triggers must hear of it.
        "recursive_triggers": "ON",
        "journal_size_limit": 64 * 1024 * 1024,
        "cache_size": -16 * 1024,
        "mmap_size": 256 * 1024 * 1024,
    }
    return {
        # A transaction that begins by reading can't wait for a writer, it fails: take the lock at once.
        "transaction_mode": "IMMEDIATE",
        "timeout": LOCK_TIMEOUT_MS / 1000 or 3600,
        "init_command": "; ".join(f"PRAGMA {name}={value}" for name, value in pragmas.items()),
    } | options


# DATABASE_URL: postgres://user:password@host:5432/name or sqlite:///file, from the directory of manage.py. Options in
# its query (?sslmode=require&pool=false) win over those above.
database: dict[str, Any] = dict(env.dj_db_url("DATABASE_URL", default="sqlite:///db.sqlite3"))
if database["ENGINE"] not in {"django.db.backends.postgresql", "django.db.backends.sqlite3"}:
    raise ImproperlyConfigured("DATABASE_URL: this runs on postgres://… and sqlite:///… alone.")
if database["ENGINE"] == "django.db.backends.postgresql":
    # DATABASE_SERVER_SIDE_CURSORS: false behind pgbouncer in transaction mode.
    database["DISABLE_SERVER_SIDE_CURSORS"] = not env.bool("DATABASE_SERVER_SIDE_CURSORS", default=True)
    database["OPTIONS"] = postgresql(database.get("OPTIONS", {}))
else:
    if database["NAME"] != ":memory:":
        database["NAME"] = str(BASE_DIR / database["NAME"])
    # The last connection to close folds the write-ahead log back, at the cost of a webhook: keep one open.
    database["CONN_MAX_AGE"] = 600
    database["OPTIONS"] = sqlite(database.get("OPTIONS", {}))

DATABASES = {"default": database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


# Application

INSTALLED_APPS = [
    "ledger",
    "rewards_site.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "knox",
    "corsheaders",
    "csp",
    "axes",
    "django_otp",
    "django.forms",
]

MIDDLEWARE = [
    "rewards_site.telling.RequestsAreTold",
    "rewards_site.middleware.ProbesGoFirst",
    "django.middleware.security.SecurityMiddleware",
    "rewards_site.middleware.WebhooksGoStraight",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "rewards_site.middleware.WhatIsUnseenIsShown",
]

ROOT_URLCONF = "rewards_site.urls"
WSGI_APPLICATION = "rewards_site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
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

# So that the templates of form fields can be our own.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "ledger.access.signing_in.LoggedBackend"]

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# Who guesses is locked out by name and address together: a colleague's typo locks nobody else out, and a stranger
# elsewhere can't lock a colleague out.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
# SIGN_IN_TRIES: wrong passwords in a row that a name may have at one address before it is locked there.
AXES_FAILURE_LIMIT = env.int("SIGN_IN_TRIES", default=5)
# SIGN_IN_LOCK_MINUTES: how long it is locked. Trying on makes it no longer.
AXES_COOLOFF_TIME = timedelta(minutes=env.int("SIGN_IN_LOCK_MINUTES", default=15))
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "ledger.admin.sign_in.address"
AXES_LOCKOUT_CALLABLE = "ledger.admin.sign_in.locked_out"
# What is kept of a failed try ends with the lock; who signed in is no list of its own.
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# REQUIRE_SECOND_FACTOR: whether staff must give a code of an authenticator app as well. Who has set one up always must.
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", default=False)

# SESSION_HOURS: how long one signs in for, whatever one does. SESSION_IDLE_MINUTES: after so long without a page too.
SESSION_HOURS = env.int("SESSION_HOURS", default=12)
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", default=60)
# SESSION_ENDS_WITH_BROWSER: for desks that several people share.
SESSION_EXPIRE_AT_BROWSER_CLOSE = env.bool("SESSION_ENDS_WITH_BROWSER", default=False)
SESSION_ENGINE = "ledger.sessions"
SESSION_COOKIE_AGE = SESSION_HOURS * 3600
# Lax, not strict: a link in a ticket must open a page of the desk.
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
# By this prefix a browser takes the cookie from this host alone, over https alone.
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "ledger.api.authentication.BearerAuthentication",
        "ledger.api.authentication.DeskAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["ledger.api.authentication.MayUseApi"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "ledger.schema.operations.Operation",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "NUM_PROXIES": TRUSTED_PROXIES,
}

SPECTACULAR_SETTINGS = {
    "TITLE": "Reward Ledger",
    "DESCRIPTION": (
        "The ledger's lists, read-only. Money is a decimal text with its currency beside it, points are integers, "
        "times are RFC 3339 in UTC. Null is unknown, never 0; what your role does not show you is masked."
    ),
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "PREPROCESSING_HOOKS": ["ledger.schema.operations.whole_addresses"],
    # Words of a closed list stand where they are used, under no made-up name.
    "POSTPROCESSING_HOOKS": [],
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    # As they are declared: what is asked first comes first.
    "SORT_OPERATIONS": False,
    "SORT_OPERATION_PARAMETERS": False,
    "ENABLE_DJANGO_DEPLOY_CHECK": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    # No validator elsewhere is asked; webhooks are not for trying.
    "SWAGGER_UI_SETTINGS": {"validatorUrl": None, "supportedSubmitMethods": ["get"]},
}

# API_TOKEN_DAYS: how long an API token is good for, at most and unless it is made for less.
API_TOKEN_DAYS = env.int("API_TOKEN_DAYS", default=365, validate=validate.Range(min=1))
# API_RATE: how often a token, or somebody who is signed in, may ask the API: so many requests a s, m, h or d.
API_RATE = env.str(
    "API_RATE", default="600/m", validate=validate.Regexp(r"^[1-9]\d{0,8}/[smhd]$", error="It looks like 600/m.")
)
# Scanners of leaked secrets, and people, know a token by how it begins.
REST_KNOX = {"AUTH_HEADER_PREFIX": "Bearer", "TOKEN_PREFIX": "ledger_"}
KNOX_TOKEN_MODEL = "ledger.ApiToken"
# Knox's migrations would make the table of its own tokens, which ours stand in for.
MIGRATION_MODULES = {"knox": None}

# API_CORS_ORIGINS: sites whose scripts may read the API in a browser, with a token: https://dashboards.example.com
CORS_ALLOWED_ORIGINS: list[str] = env.list("API_CORS_ORIGINS", default=[])
CORS_URLS_REGEX = r"^/api/"
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS"]
CORS_ALLOW_HEADERS = ["accept", "authorization", "if-none-match"]
CORS_EXPOSE_HEADERS = ["content-disposition", "etag", "link", "ratelimit", "ratelimit-policy", "retry-after"]

# TIME_ZONE: the zone the admin shows times in. Times are stored in UTC.
TIME_ZONE = env.str("TIME_ZONE", default="UTC")
USE_TZ = True
LANGUAGE_CODE = "en"

STATIC_URL = "static/"
# STATIC_ROOT: where `collectstatic` puts style sheets and scripts, and the server finds them.
STATIC_ROOT = env.path("STATIC_ROOT", default=BASE_DIR / "staticfiles")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}


# Metrics at /metrics: for whoever has the token or comes from these addresses; without either there is no such page.

# METRICS_TOKEN: long and random; sent as "Authorization: Bearer …".
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
# METRICS_ADDRESSES: addresses and networks, separated by commas: 10.0.0.5,10.1.0.0/16
metrics_addresses: list[str] = env.list("METRICS_ADDRESSES", default=[])
try:
    METRICS_ADDRESSES = [ip_network(address) for address in metrics_addresses]
except ValueError as error:
    raise ImproperlyConfigured(f"METRICS_ADDRESSES: {error}.") from error
# METRICS_DIRECTORY: where the processes of a server, or of several on one machine, count together. Emptied at every
# start, and in memory: a systemd RuntimeDirectory. Empty: each process answers for itself.
METRICS_DIRECTORY = env.str("METRICS_DIRECTORY", default="")

# Alarms: who is told what manage.py check_sources finds. Without either way it is at the desk alone.

# ALARM_EMAILS: whom mails go to, separated by commas. ALARM_EMAIL_FROM: whom they come from.
ALARM_EMAILS: list[str] = env.list("ALARM_EMAILS", default=[])
ALARM_EMAIL_FROM = env.str("ALARM_EMAIL_FROM", default="")
# EMAIL_URL: the server that sends mail: smtp+tls://user:password@mail.example.com:587
mail: dict[str, Any] = env.dj_email_url("EMAIL_URL", default="smtp://localhost:25")
EMAIL_BACKEND, EMAIL_HOST, EMAIL_PORT = mail["EMAIL_BACKEND"], mail["EMAIL_HOST"], mail["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = mail["EMAIL_HOST_USER"], mail["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = mail["EMAIL_USE_TLS"], mail["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 10
# ALARM_WEBHOOK_URL: where alarms are posted to as JSON: https, or this machine. ALARM_WEBHOOK_SECRET: signs them.
ALARM_WEBHOOK_URL = env.str("ALARM_WEBHOOK_URL", default="")
ALARM_WEBHOOK_SECRET = env.str("ALARM_WEBHOOK_SECRET", default="")
# ALARM_DESK_URL: where the desk is, for the links in messages: https://rewards.example.com
ALARM_DESK_URL = env.str("ALARM_DESK_URL", default="").rstrip("/")
# ALARM_REMINDER_HOURS: so often at most one is reminded of an alarm that nobody has acknowledged; 0 for never.
ALARM_REMINDER_HOURS = env.int("ALARM_REMINDER_HOURS", default=24, validate=validate.Range(min=0))
# ALARM_QUEUE_HOURS: how long what failed, or is held, may wait for somebody.
ALARM_QUEUE_HOURS = env.int("ALARM_QUEUE_HOURS", default=24, validate=validate.Range(min=1))

# Logs: one JSON object a line on standard output, with no personal data and no bodies

# LOG_LEVEL: DEBUG, INFO, WARNING or ERROR.
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO").upper()

# No line says which thread or process wrote it: nobody need look that up.
logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False


def as_line(said: object, default: Callable[[Any], Any]) -> str:
    try:
        return orjson.dumps(said, default=default).decode()
    except orjson.JSONEncodeError:  # half a character, in what a stranger sent
        return json.dumps(said, default=default)


_log_steps: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    # A traceback as text: the structured one shows local variables, and with them customers.
    structlog.processors.format_exc_info,
]

structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *_log_steps,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": _log_steps,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(serializer=as_line),
            ],
        },
    },
    "handlers": {
        "stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "json"},
        "silent": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["stdout"], "level": LOG_LEVEL},
    # Django's own handlers would mail errors and print outside the format.
    "loggers": {
        "django": {"handlers": [], "level": LOG_LEVEL, "propagate": True},
        # What went wrong with a request is in its own line, without its address.
        "django.request": {"handlers": [], "level": "ERROR", "propagate": True},
        # At DEBUG they write out what a page shows, and what a statement asks for.
        "django.template": {"handlers": [], "level": "INFO", "propagate": True},
        "django.db.backends": {"handlers": [], "level": "INFO", "propagate": True},
        # Four lines for every sign-in, of which none tells who.
        "axes": {"handlers": [], "level": "WARNING", "propagate": True},
        # Whoever asks for another host is answered 400; a traceback of it helps nobody.
        "django.security.DisallowedHost": {"handlers": ["silent"], "propagate": False},
    },
}
