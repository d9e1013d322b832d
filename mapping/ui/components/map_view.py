"""The Folium map: a base that never changes, so that adding a point does not move it."""

from streamlit_folium import st_folium

from mapping.domain.snapshot import Snapshot
from mapping.maps.base import base_map
from mapping.maps.clicks import RETURNED, GroundClick, new_click
from mapping.maps.layers import feature_group
from mapping.maps.points import actor_points, contribution_points
from mapping.maps.shapes import contribution_shapes
from mapping.services.select import Selected
from mapping.ui import data, state

HEIGHT_PX = 560


def show_map(snapshot: Snapshot, selected: Selected) -> None:
    """Show zones, actors and contributions; touching a sign opens its bubble and nothing else runs."""
    _draw(snapshot, selected, key="carte", returned_objects=())


def touch_map(snapshot: Snapshot, selected: Selected) -> tuple[float, float] | None:
    """Show the same map and return the (lon, lat) that was just touched, wherever a sign may be."""
    returned = _draw(snapshot, selected, key="contribuer", returned_objects=RETURNED)
    click = new_click(returned, state.seen_click(state.ADD_MAP))
    state.remember_click(state.ADD_MAP, returned)
    return (click.lon, click.lat) if isinstance(click, GroundClick) else None


def _draw(
    snapshot: Snapshot, selected: Selected, *, key: str, returned_objects: tuple[str, ...]
) -> dict[str, object] | None:
    filieres = snapshot.workshop.filieres
    points = actor_points(selected.actors, filieres) + contribution_points(
        selected.contributions, filieres, photos=True
    )
    shown: dict[str, object] | None = st_folium(
        base_map(snapshot.zones, basemap=data.basemap()),
        key=key,
        height=HEIGHT_PX,
        use_container_width=True,
        returned_objects=returned_objects,
        feature_group_to_add=feature_group(
            points,
            shapes=contribution_shapes(selected.contributions, filieres),
            interactive=not returned_objects,
        ),
    )
    return shown
