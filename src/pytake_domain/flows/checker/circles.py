"""Circles in a graph of steps."""

from collections.abc import Iterator, Mapping, Sequence


def circles(steps: Mapping[str, Sequence[str]]) -> Iterator[set[str]]:
    """Strongly connected parts with an edge inside (Tarjan's way, without recursion)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    path: list[str] = []
    on_path: set[str] = set()
    for root, first in steps.items():
        work = [(root, iter(first))] if root not in index else []
        while work:
            node, targets = work[-1]
            if node not in index:
                index[node] = low[node] = len(index)
                path.append(node)
                on_path.add(node)
            for target in targets:
                if target not in index:
                    work.append((target, iter(steps[target])))
                    break
                if target in on_path:
                    low[node] = min(low[node], index[target])
            else:
                work.pop()
                if work:
                    parent = work[-1][0]
                    low[parent] = min(low[parent], low[node])
                if low[node] == index[node]:
                    part = set(path[path.index(node) :])
                    del path[path.index(node) :]
                    on_path -= part
                    if len(part) > 1 or node in steps[node]:
                        yield part


def round_from(first: str, steps: Mapping[str, Sequence[str]], circle: set[str]) -> tuple[str, ...]:
    """The shortest way inside a circle from one of its nodes back to it, without the node itself at the beginning."""
    before: dict[str, str] = {}
    waiting = [first]
    for node in waiting:
        for target in steps[node]:
            if target == first:
                way = [node]
                while way[-1] != first:
                    way.append(before[way[-1]])
                return (*reversed(way[:-1]), first)
            if target in circle and target not in before:
                before[target] = node
                waiting.append(target)
    return ()
