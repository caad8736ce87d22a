"""No module imports itself by way of others, not even for type checking alone, nor late inside a function."""

from __future__ import annotations

import grimp
import networkx as nx


def test_no_import_circle() -> None:
    imports = grimp.build_graph("kaohe", cache_dir=None)
    graph: nx.DiGraph[str] = nx.DiGraph(
        (module, imported)
        for module in imports.modules
        for imported in imports.find_modules_directly_imported_by(module)
    )
    assert len(graph) > 250
    assert [sorted(circle) for circle in nx.strongly_connected_components(graph) if len(circle) > 1] == []
