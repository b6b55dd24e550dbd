"""Links that documents carry: whose page one is, and what of it may be shown to others."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit, urlunsplit

from knowledge.ingest.copies.canonical import canonical_link

_SECRET = re.compile(
    r"x-(?:amz|goog|oss|ms|obs|cos)-.+|(?:aws|google|oss)?accesskeyid|key-pair-id|"
    r".*(?:token|secret|password|passwd|signature|api-?_?key|credentials?|session-?_?id)|"
    r"(?:.*[-_.])?(?:key|sig|sign|auth|authorization|session|sess|pass|pwd|passphrase|jwt|bearer|hmac|otp|sas)"
)


def host_of(link: str | None) -> str:
    """The host of a web link, nothing where it is none."""
    try:
        parts = urlsplit(link or "")
        return parts.hostname or "" if parts.scheme in ("http", "https") else ""
    except ValueError:
        return ""


def own_link(claimed: str | None, fetched: str | None) -> str | None:
    """The link that a text calls its own, where it is on the host that it was fetched from: it speaks for no other.

    Without ``fetched`` anybody may have written it: None.
    """
    if fetched is None:
        return None
    try:
        link = urljoin(fetched, claimed or "")
    except ValueError:
        return fetched
    return link if same_host(link, fetched) else fetched


def same_host(one: str | None, other: str | None) -> bool:
    """Whether both are web links of one host, be it with ``www.`` or without."""
    hosts = [host_of(link).removeprefix("www.") for link in (one, other)]
    return bool(hosts[0]) and hosts[0] == hosts[1]


def public_link(link: str) -> str:
    """The link as it is stored and shown: without a password, and without what in its query, or its fragment, follows
    its reader (``utm_source``) or looks like a secret by its name: token, key, sig, signature, auth, password, session,
    X-Amz-… and the like. What has no such part is given back as it is.
    """
    try:
        parts = urlsplit(link)
        host = parts.netloc.rpartition("@")[2]
        asked = [p for p in parts.query.split("&") if not _follows(p) and not _secret(p)]
        shown = "" if any(_secret(p) for p in re.split("[&?]", parts.fragment)) else parts.fragment
        kept = urlunsplit((parts.scheme, host, parts.path, "&".join(asked), shown))
        plain = host == parts.netloc and asked == parts.query.split("&") and shown == parts.fragment
    except ValueError:
        return link.partition("?")[0].partition("#")[0]
    return link if plain else kept


def holds_secret(link: str) -> bool:
    """Whether `public_link` leaves out what may say which page it is, so that two pages may have one public link."""
    return canonical_link(link) != canonical_link(public_link(link))


def _follows(parameter: str) -> bool:
    return bool(parameter) and "?" not in canonical_link(f"https://host.example/page?{parameter}")


def _secret(parameter: str) -> bool:
    name, equals, value = parameter.partition("=")
    spelt = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    return bool(equals and value) and (_SECRET.fullmatch(spelt) or _SECRET.fullmatch(name.lower())) is not None
