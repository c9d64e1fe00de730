"""What an installation is told by its environment: database, key, mail server, address."""

from __future__ import annotations

import os
from pathlib import Path

from ombud.storage.schema import migrate
from ombud.storage.sealing import Vault, parse_key
from ombud.storage.session import Database
from ombud.webapp.config import Config
from ombud.webapp.forms_bridge import form_catalogue
from ombud.workflows.mail.smtp import SmtpMailer
from ombud.workflows.office import Office
from ombud.workflows.procedures.deployed import DeployedProcedures

DEFAULT_DATABASE = "sqlite:///var/ombud.sqlite"


class FileMissing(Exception):
    """A file that the environment names is not there."""


def database() -> Database:
    return Database(os.environ.get("OMBUD_DATABASE_URL", DEFAULT_DATABASE))


def migrated() -> Database:
    """The database, brought to this version's schema. Raises SchemaMismatch where a newer Ombud has been at work."""
    found = database()
    migrate(found)
    return found


def vault() -> Vault:
    """Raises BadKey, which says how to make one."""
    return Vault(parse_key(os.environ.get("OMBUD_KEY")))


def office(with_vault: Vault | None = None) -> Office:
    return Office(
        procedures=DeployedProcedures(),
        forms=form_catalogue(),
        vault=with_vault or vault(),
        base_url=os.environ.get("OMBUD_BASE_URL", "http://localhost:8000"),
        sender=os.environ.get("OMBUD_MAIL_FROM", "ombud@localhost"),
    )


def mailer() -> SmtpMailer:
    return SmtpMailer(
        host=os.environ.get("OMBUD_MAIL_HOST", "localhost"),
        port=int(os.environ.get("OMBUD_MAIL_PORT", "25")),
        starttls=os.environ.get("OMBUD_MAIL_STARTTLS", "") == "1",
        user=os.environ.get("OMBUD_MAIL_USER", ""),
        password=os.environ.get("OMBUD_MAIL_PASSWORD", ""),
    )


def config() -> Config:
    """The cookie key follows from the master key, so that every process has the same one."""
    return Config(
        secret_key=vault().code_for("cookies"),
        breached_passwords=_file("OMBUD_BREACHED_PASSWORDS"),
        demo=os.environ.get("OMBUD_DEMO", "") == "1",
        demo_password=os.environ.get("OMBUD_DEMO_PASSWORD", ""),
        secure_cookies=os.environ.get("OMBUD_PLAIN_HTTP", "") != "1",
        trusted_proxies=int(os.environ.get("OMBUD_TRUSTED_PROXIES", "0")),
    )


def _file(name: str) -> Path | None:
    """Raises FileMissing where a file is named that is not there: it would never be asked, and nobody would know."""
    given = os.environ.get(name, "")
    if not given:
        return None
    if not Path(given).is_file():
        raise FileMissing(f"{name} names {given}, which is not a file.")
    return Path(given)


def var() -> Path:
    """Where files of this installation lie."""
    return Path(os.environ.get("OMBUD_VAR", "var"))
