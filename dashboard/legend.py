"""The map's legend: how the types are drawn, and a switch for each that narrows everything to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboard.wording import looks, say, type_name
from geo.filter import EVENT_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dashboard.state import View

DISPUTED = "disputed"
"""What the switch of disputed rows is called; the others are called by their types."""


def rows(
    present: Iterable[str], view: View, *, disputed: bool, regions: bool, groups: bool, approximate: bool, claims_only: bool
) -> list[dict[str, Any]]:
    """Return the legend's rows: the types that there are, and the ways of drawing that are used.

    Parameters
    ----------
    present
        The types of the events under all filters but that of types, so that those that are off can be switched on again.
    view
        The view.
    disputed, regions, groups, approximate, claims_only
        Whether any place is drawn as disputed, as an area, as a group that is not named, within a circle, or for its claims alone.

    Returns
    -------
    list of dict
        Each with `colour dark shape label`; a row that is a switch has also `codes`, what it stands for, `on`, whether it is among the
        filters, and `off`, whether the filters leave it out.
    """
    there, chosen = set(present) | set(view.filter.types), set(view.filter.types)
    drawn = set(looks())
    kinds = [(looks()[t], type_name(t), [t]) for t in looks() if t in there]
    if others := [t for t in EVENT_TYPES if t in there - drawn]:
        kinds.append((looks()["other"], type_name("other"), others))
    found: list[dict[str, Any]] = [
        look | {"label": label, "codes": codes, "on": chosen.issuperset(codes), "off": bool(chosen) and chosen.isdisjoint(codes)}
        for look, label, codes in kinds
    ]
    if disputed or view.filter.disputed:
        switch = {"codes": [DISPUTED], "on": view.filter.disputed, "off": False}
        found.append(looks()["disputed"] | {"label": say("map.disputed")} | switch)
    if regions:
        found.append(looks()["other"] | {"shape": "region", "label": say("map.region")})
    if groups:
        found.append(looks()["other"] | {"shape": "hatch", "label": say("map.group")})
    if approximate:
        found.append(looks()["other"] | {"shape": "radius", "label": say("map.approximate")})
    if claims_only:
        found.append(looks()["claims"] | {"label": say("map.claims_only")})
    return found


def switched(view: View, told: Mapping[str, Any]) -> View:
    """Return the view after a switch of the legend: its types join the filters, or leave them where all are among them."""
    given = told.get("codes")
    codes = [c for c in given if isinstance(c, str)] if isinstance(given, list) else []
    if codes == [DISPUTED]:
        return view.filtered(disputed=not view.filter.disputed)
    codes = [c for c in codes if c in EVENT_TYPES]
    chosen = view.filter.types
    if set(codes) <= set(chosen):
        return view.filtered(types=tuple(t for t in chosen if t not in codes)) if codes else view
    return view.filtered(types=tuple(dict.fromkeys((*chosen, *codes))))
