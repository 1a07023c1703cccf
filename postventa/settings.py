"""Settings. Everything that differs between two installations comes from the environment; README has the table."""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from postventa.logs import LOGGING as LOGGING
from postventa.logs import configure_structlog

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DATA_DIR = Path(env("POSTVENTA_DATA", default=str(BASE_DIR / ".data")))
DEBUG = env.bool("DEBUG", default=False)
# For trials, with DEBUG only: a file with the instant that it is for follow-ups and the outbox. See core/clock.py.
SIMULATED_CLOCK = env("SIMULATED_CLOCK", default="")
SECRET_KEY = env("SECRET_KEY")
# Earlier keys still open what they signed: links in letters, and the QRs on paper.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
# What an erased person had is sealed with the first; earlier ones open what they sealed. See docs/privacy.md.
SEAL_KEYS = env.list("SEAL_KEYS")
# In which somebody who asked to be erased can call it off.
ERASURE_HOURS = env.int("ERASURE_HOURS", default=24)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
BASE_URL = env("BASE_URL", default="http://localhost:8000")
HTTPS = BASE_URL.startswith("https://")

# The company that runs this installation: how it is called and what colour it wears.
COMPANY = {
    "name": env("COMPANY_NAME", default="Postventa"),
    "accent_hue": env.int("COMPANY_ACCENT_HUE", default=195),
    "country": env("COMPANY_COUNTRY", default="ES"),
    "email": env("COMPANY_EMAIL", default="postventa@localhost"),
    "address": env("COMPANY_ADDRESS", default=""),
    "tax_id": env("COMPANY_TAX_ID", default=""),
    "phone": env("COMPANY_PHONE", default=""),
    # Files: SVG, PNG, JPG or WebP for pages and papers; mail shows PNG and JPG only.
    "logo": env("COMPANY_LOGO", default=""),
    "mail_logo": env("COMPANY_LOGO_MAIL", default=""),
}
DEMO = env.bool("DEMO", default=False)

INSTALLED_APPS = [
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "django_prose_editor",
    "django_structlog",
    "lucide",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "core",
    "catalog",
    "customers",
    "warranties",
    "remedies",
    "tickets",
    "followups",
    "privacy",
    "reports",
    "postventa",
]

MIDDLEWARE = [
    "postventa.health.HealthFirst",
    # Outside of whatever may refuse a request, so that its answer has them too.
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "postventa.admin_csp.admin_csp",
    "postventa.no_store.keep_private",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "postventa.nul.refuse_nul",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "postventa.sessions.keep_sessions",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
]

ROOT_URLCONF = "postventa.urls"
WSGI_APPLICATION = "postventa.wsgi.application"

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
                "postventa.context.company",
            ],
            "builtins": [
                "postventa.templatetags.house",
                "postventa.templatetags.kept",
                "lucide.templatetags.lucide",
                "django.templatetags.i18n",
            ],
        },
    }
]

FORM_RENDERER = "postventa.form_html.FormRenderer"

DATABASES = {"default": env.db_url("DATABASE_URL")}
DATABASES["default"] |= {
    "ATOMIC_REQUESTS": False,
    "CONN_MAX_AGE": 60,
    "CONN_HEALTH_CHECKS": True,
    "TEST": {"NAME": env("TEST_DATABASE_NAME", default=None)},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "core.User"

REDIS_URL = env("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},  # a page does not wait for it
    }
}
# How long a page waits for Redis to say who else looks at a case, and what waits in the views: comforts both.
REDIS_PATIENCE = 0.1
# Not in the cache: who has signed in stays so while the cache is away.
SESSION_ENGINE = "django.contrib.sessions.backends.db"

CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A broker that takes connections and never answers must not keep a page that queues a task: the sweeps find its work.
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 2, "socket_timeout": 3}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 30 * 60
CELERY_TIMEZONE = "UTC"
DJANGO_STRUCTLOG_CELERY_ENABLED = True
CELERY_BEAT_SCHEDULER = "postventa.celery:BeatWithPulse"

EMAIL_HOST = env("SMTP_HOST", default="localhost")
EMAIL_PORT = env.int("SMTP_PORT", default=25)
EMAIL_HOST_USER = env("SMTP_USER", default="")
EMAIL_HOST_PASSWORD = env("SMTP_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("SMTP_TLS", default=False)
EMAIL_TIMEOUT = env.int("SMTP_TIMEOUT", default=20)
DEFAULT_FROM_EMAIL = f"{COMPANY['name']} <{COMPANY['email']}>"
# A message that a worker took longer ago than this was lost with it, and is given to another (several SMTP time-outs).
OUTBOX_STUCK_SECONDS = env.int("OUTBOX_STUCK_SECONDS", default=300)
# Messages a minute, at most: through the mail server, to a domain («gmail.com=60,outlook.com=30») and by text. 0: any.
MAIL_RATE_PER_MINUTE = env.int("MAIL_RATE_PER_MINUTE", default=0)
MAIL_RATE_PER_DOMAIN = {name.lower(): int(rate) for name, rate in env.dict("MAIL_RATE_PER_DOMAIN", default={}).items()}
SMS_RATE_PER_MINUTE = env.int("SMS_RATE_PER_MINUTE", default=0)
# Who sends text messages (core/sms.py); "" for nobody. For development core.sms.FileSms, with files in SMS_DIR.
SMS_BACKEND = env("SMS_BACKEND", default="")
SMS_DIR = env("SMS_DIR", default=str(DATA_DIR / "sms"))
# Up to so many hours before it begins, a customer may choose another hour for a visit.
VISIT_MOVE_HOURS = env.int("VISIT_MOVE_HOURS", default=12)
# Set by `make run`: the folder where the local SMTP sink keeps what it received; gives the page /buzon/.
MAIL_SINK_DIR = env("MAIL_SINK_DIR", default=None)

LANGUAGE_CODE = "es"
LANGUAGES = [("es", _("Spanish")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["postventa.formats"]
TIME_ZONE = env("TIME_ZONE", default="Europe/Madrid")
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "files"
_manifest = env.bool("STATIC_MANIFEST", default=(STATIC_ROOT / "staticfiles.json").exists())
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if _manifest and not DEBUG
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not _manifest
WHITENOISE_KEEP_ONLY_HASHED_FILES = False

# Sign-in. Staff: e-mail and password, second factor if they set one. Customers: a code sent to their e-mail.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "welcome"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
# Each code may be tried three times. «key» is the e-mail, whether anybody has it or not.
ACCOUNT_RATE_LIMITS = {"request_login_code": "20/m/ip,60/h/ip,3/m/key,12/h/key"}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_ADAPTER = "postventa.accounts.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "postventa.accounts.LoginForm",
    "request_login_code": "postventa.accounts.RequestCodeForm",
    "confirm_login_code": "postventa.accounts.ConfirmCodeForm",
    "reset_password": "postventa.accounts.ResetForm",
    "reset_password_from_key": "postventa.accounts.ResetKeyForm",
    "change_password": "postventa.accounts.ChangePasswordForm",
    "reauthenticate": "postventa.accounts.ReauthenticateForm",
}

# Sites that may show the complaint form in a frame: «https://shop.example», several with commas. See docs/portal.md.
EMBED_ORIGINS = env.list("EMBED_ORIGINS", default=[])

# Browser-side safety.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
# How many proxies add to X-Forwarded-For: the limits of sign-in count by the visitor's address, not by the proxy's.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=1 if BEHIND_PROXY else 0)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 300  # far more than a form takes, so that the form can say how many it does
UPLOAD_MAX_BYTES = 10 * 1024 * 1024
IMPORT_MAX_BYTES = 200 * 1024 * 1024

REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["postventa.api.access.IsStaff"],
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Postventa",
    "DESCRIPTION": "After-sales: purchases, deliveries, guarantees, cases.",
    "VERSION": "0.1.0",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SERVE_PERMISSIONS": ["postventa.api.access.IsStaff"],
}
UNFOLD = {"SITE_TITLE": "Postventa", "SITE_HEADER": "Postventa", "SITE_SYMBOL": "handshake"}

configure_structlog()
