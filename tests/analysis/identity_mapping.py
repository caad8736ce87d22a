"""The mapping of a policy on itself: every input from itself, every unit named after itself."""

from __future__ import annotations

from kaohe.policy.model import Policy


def identity_mapping(policy: Policy, path: str, unit_types: tuple[str, ...], tables: tuple[str, ...]) -> str:
    """The text of a mapping file that gives these tables column by column."""
    lines = [f"policy: {path}", "units:"]
    for id_ in unit_types:
        groups = ", ".join(f"{group}: {group}" for group in policy.units[id_].groups)
        lines.append(f"  {id_}: {{unit: {id_}, groups: {{{groups}}}}}" if groups else f"  {id_}: {id_}")
    lines.append("inputs:")
    for id_ in tables:
        lines += [f"  {id_}.{column}: {id_}.{column}" for column in policy.tables[id_].columns]
    return "\n".join(lines) + "\n"
