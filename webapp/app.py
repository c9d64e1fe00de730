"""The composition root of the web application."""

from __future__ import annotations

from datetime import timedelta
from types import ModuleType

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from ombud.storage.session import Database
from ombud.webapp import errors, fields, guards, headers, idempotency, language, logs, sent, words
from ombud.webapp.access import routes as access
from ombud.webapp.accounts import links, login, own, reaching, second_factor
from ombud.webapp.accounts import routes as accounts
from ombud.webapp.acting import routes as acting
from ombud.webapp.administration import log, organisations, people, roles, signing_in
from ombud.webapp.administration import routes as administration
from ombud.webapp.answering import beginning
from ombud.webapp.answering import by_code as answering_by_code
from ombud.webapp.answering import routes as answering
from ombud.webapp.board import agenda, ballots, bodies, meetings, opening
from ombud.webapp.calendar import feed, keeping
from ombud.webapp.calendar import routes as calendar
from ombud.webapp.cases import proving
from ombud.webapp.cases import routes as cases
from ombud.webapp.checklists import routes as checklists
from ombud.webapp.closures import routes as closures
from ombud.webapp.config import Config
from ombud.webapp.conflicts import routes as conflicts
from ombud.webapp.delegations import routes as delegations
from ombud.webapp.desk import Desk
from ombud.webapp.duties import routes as duties
from ombud.webapp.files import LARGEST_REQUEST, LARGEST_TEXT, UnspooledRequest
from ombud.webapp.guidance import routes as guidance
from ombud.webapp.health import pulse
from ombud.webapp.health import routes as health
from ombud.webapp.home import routes as home
from ombud.webapp.identity import routes as identity
from ombud.webapp.inbox import follow_ups, saved
from ombud.webapp.inbox import routes as inbox
from ombud.webapp.lettertexts import routes as lettertexts
from ombud.webapp.mailbox import routes as mailbox
from ombud.webapp.messages import routes as messages
from ombud.webapp.operator import casework
from ombud.webapp.operator import routes as operator
from ombud.webapp.overview import routes as overview
from ombud.webapp.policies import routes as policies
from ombud.webapp.public import routes as public
from ombud.webapp.public import tracked
from ombud.webapp.registry import routes as registry
from ombud.webapp.search import routes as search
from ombud.webapp.settings import routes as settings
from ombud.webapp.substitutes import routes as substitutes
from ombud.webapp.tasks import routes as tasks
from ombud.workflows.casefile.clauses import read_manual
from ombud.workflows.clock import Clock
from ombud.workflows.office import Office
from ombud.workflows.procedures.root import BPMN

FEATURES: tuple[ModuleType, ...] = (
    access,
    accounts,
    acting,
    administration,
    agenda,
    answering,
    answering_by_code,
    ballots,
    beginning,
    bodies,
    calendar,
    cases,
    casework,
    checklists,
    closures,
    conflicts,
    delegations,
    duties,
    feed,
    follow_ups,
    guidance,
    health,
    home,
    identity,
    inbox,
    keeping,
    lettertexts,
    links,
    log,
    mailbox,
    meetings,
    messages,
    opening,
    operator,
    organisations,
    overview,
    own,
    people,
    policies,
    proving,
    public,
    reaching,
    registry,
    roles,
    saved,
    search,
    second_factor,
    settings,
    signing_in,
    substitutes,
    tasks,
    tracked,
)


def create_app(database: Database, office: Office, *, clock: Clock, config: Config) -> Flask:
    """Raises `guards.Unguarded` when a route was added without saying who may call it."""
    logs.configure()
    app = Flask(__name__)
    app.request_class = UnspooledRequest
    app.secret_key = config.secret_key
    app.config.update(
        SESSION_COOKIE_NAME="ombud",
        SESSION_COOKIE_SECURE=config.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=config.sign_in_hours),
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=LARGEST_TEXT,
        WTF_CSRF_TIME_LIMIT=None,  # a decision may take a day to write; the token lives as long as the session
        WTF_CSRF_SSL_STRICT=config.secure_cookies,
    )
    app.extensions["ombud"] = Desk(database, office, clock, config, read_manual(BPMN))
    errors.install(app)
    sent.install(app)
    login.install(app)
    language.install(app)
    CSRFProtect(app)
    idempotency.install(app)
    words.install(app)
    pulse.install(app)
    fields.install(app)
    guards.install(app)
    for feature in FEATURES:
        app.register_blueprint(feature.blueprint)
    guards.public(record="everybody")(app.view_functions["static"])
    guards.check(app)
    headers.install(app, secure=config.secure_cookies)
    if config.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=config.trusted_proxies, x_proto=config.trusted_proxies)  # type: ignore[method-assign]
    return app
