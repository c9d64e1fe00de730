"""What the web application is told when it is composed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Config:
    """`secret_key` signs the cookie and keys the throttle; it must be the same in every process."""

    secret_key: bytes
    breached_passwords: Path | None = None  # sorted lines "SHA-1:count", as the public list of them is handed out
    demo: bool = False
    demo_password: str = ""  # the sign-in page of a demonstration shows it
    secure_cookies: bool = True  # off only for plain HTTP on this machine
    trusted_proxies: int = 0  # how many proxies in front set X-Forwarded-For
    sign_in_hours: int = 12  # a sign-in ends after this, however busy
    idle_minutes: int = 60  # and after this without a request
    halfway_minutes: int = 10  # how long the page that asks for the second factor stays open after the password
    tracking_minutes: int = 60  # how long a tracking code, once typed in, opens its case
    worker_late_seconds: int = 120  # a heartbeat older than this means that deadlines are not being watched
