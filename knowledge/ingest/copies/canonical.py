"""The links of one page in one spelling."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_TRACKING = re.compile(
    r"(?:utm|mtm|pk|piwik|matomo)_\w+|[gd]clid|gclsrc|[gw]braid|(?:fb|msc?l?k|y|tw|tt)clid|msclkid|li_fat_id|igshid|"
    r"mc_[ce]id|mkt_tok|_hs(?:enc|mi)|hsctatracking|vero_id|oly_(?:anon|enc)_id|_ga|_gl|ref_src|cmpid|wt\.mc_id|"
    r"at_(?:medium|campaign)|phpsessid|jsessionid|sessionid"
)
_ENCODED = re.compile(r"%([0-9A-Fa-f]{2})", re.ASCII)
_PORTS = {"http": 80, "https": 443}


def canonical_link(url: str) -> str:
    """One spelling for the links of one page, to compare by; not meant to be opened. Never raises."""
    for _ in range(len(url) + 3):  # what one pass leaves at the end, a space or a slash, the next one takes
        simpler = _simpler(url)
        if simpler == url:
            break
        url = simpler
    return url


def _simpler(url: str) -> str:
    url = url.strip()
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return url
    scheme = parts.scheme.lower()
    if scheme not in _PORTS or not host or any(map(str.isspace, host)):
        return url
    plain = host.removeprefix("www.")
    host = plain if "." in plain else host
    if port not in (None, *_PORTS.values()):
        host += f":{port}"
    path = re.sub(r";jsessionid=[^/;]*", "", parts.path, flags=re.IGNORECASE).rstrip("/")
    asked = [p for p in parts.query.split("&") if p and not _TRACKING.fullmatch(p.partition("=")[0].lower())]
    query = "?" + "&".join(sorted(asked)) if asked else ""
    shown = f"#{parts.fragment}" if parts.fragment.startswith("!") else ""
    return f"https://{host}{_ENCODED.sub(_decoded, path)}{_ENCODED.sub(_decoded, query)}{shown}"


def _decoded(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    return character if character.isascii() and (character.isalnum() or character in "-._~") else match.group().upper()
