"""What the web application is told when it is composed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Config:
    """`secret_key` signs the cookie and keys the throttle; it must be the same in every process."""

    secret_key: bytes
    demo: bool = False
    demo_password: str = ""  # the sign-in page of a demonstration shows it
    secure_cookies: bool = True  # off only for plain HTTP on this machine
    trusted_proxies: int = 0  # how many proxies in front set X-Forwarded-For
    sign_in_hours: int = 12  # a sign-in ends after this, however busy
    idle_minutes: int = 60  # and after this without a request
    tracking_minutes: int = 60  # how long a tracking code, once typed in, opens its case
    worker_late_seconds: int = 120  # a heartbeat older than this means that deadlines are not being watched
