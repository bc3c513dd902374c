"""Start the dashboard's server: `python -m dashboard [options of streamlit run]`.

Streamlit imports a page's modules when the first person opens it. Those that take long and need no page are
imported here, so that the first person waits no longer than the others.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import folium  # noqa: F401
from streamlit.web.cli import main

import geo.frames  # noqa: F401
from dashboard.evidence import prepare
from geo.gazetteer.index import load_gazetteer

if __name__ == "__main__":
    load_gazetteer()
    threading.Thread(target=prepare, name="prepare", daemon=True).start()
    sys.argv = ["streamlit", "run", str(Path(__file__).parent.parent / "streamlit_app.py"), *sys.argv[1:]]
    main()
