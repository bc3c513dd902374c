"""What a site's robots.txt lets programs fetch (RFC 9309)."""

from __future__ import annotations

from urllib.parse import quote, unquote_to_bytes

AGENT = "ContestedGround"
MAX_BYTES = 512_000
"""RFC 9309, section 2.5: at least 500 KiB are to be read."""
_PLAIN = "/?&=;:@!,+~()'-._"


def may_fetch(robots: str, path: str, agent: str = AGENT) -> bool:
    """Tell whether a file lets a program fetch a path.

    Parameters
    ----------
    robots
        Content of /robots.txt.
    path
        Path and query of the address.
    agent
        The program's name; a group for it counts alone, else that for all.
    """
    rules = _rules(robots, agent)
    path = _normal(path) or "/"
    best: tuple[int, bool] = (-1, True)
    for allow, pattern in rules:
        if _matches(pattern, path):
            best = max(best, (len(pattern), allow))  # of rules as long as each other, the one that allows
    return best[1] or path == "/robots.txt"


def _rules(robots: str, agent: str) -> list[tuple[bool, str]]:
    """Return the rules for a program: whether each allows, and its pattern."""
    groups: dict[str, list[tuple[bool, str]]] = {}
    names: list[str] = []
    listed = False  # whether the group's rules have begun: a name after them begins another group
    for line in robots.lstrip("\ufeff").splitlines():
        key, colon, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if not colon:
            continue
        if key == "user-agent":
            if listed:
                names, listed = [], False
            # "Name/1.0" means the same as "Name".
            names.append(value.lower().partition("/")[0].strip())
            groups.setdefault(names[-1], [])
        elif key in ("allow", "disallow"):
            listed = True
            if value:
                for name in names:
                    groups[name].append((key == "allow", _normal(value)))
    return groups.get(agent.lower(), groups.get("*", []))


def _normal(path: str) -> str:
    """Return a path with its percent signs written one way, the signs of patterns kept."""
    return quote(unquote_to_bytes(path.replace("%2A", "%252A").replace("%2a", "%252A").replace("%24", "%2524")), safe=_PLAIN + "*$%")


def _matches(pattern: str, path: str) -> bool:
    """Tell whether a pattern with `*` for anything and `$` for the end matches the beginning of a path; in linear time."""
    to_end = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    if to_end and not rest:
        return at == len(path)
    for i, part in enumerate(rest):
        if to_end and i == len(rest) - 1:
            return len(path) - len(part) >= at and path.endswith(part)
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return True
