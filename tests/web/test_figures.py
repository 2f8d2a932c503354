"""Figures: nothing the policy refuses, nothing cut, no two labels on one place."""

from __future__ import annotations

import random
import re
import xml.etree.ElementTree as ET  # our own drawing, not foreign input

from api.documents.figures import COLUMNS, SIZE, WIDTH, Bar, Flow, sankey, stage_bars, text_width, wrap

NS = "{http://www.w3.org/2000/svg}"


def tree(seed: int) -> Flow:
    rng = random.Random(seed)  # noqa: S311 - shapes, not secrets
    names = ["Electricity, official national average, China", "三元正极材料（中国，2024年）", "Cell", "x" * 60]

    def node(depth: int, value: float) -> Flow:
        if depth == 3 or rng.random() < 0.2:
            return Flow(rng.choice(names), value, f"{value:.3g} · 1.0 %", rng.randrange(4))
        parts = [rng.random() ** 4 + 1e-6 for _ in range(rng.randint(1, 7))]
        whole = sum(parts)
        children = tuple(node(depth + 1, value * p / whole) for p in parts)
        return Flow(
            rng.choice(names),
            value,
            f"{value:.3g} · 1.0 %",
            -1 if depth < 2 else rng.randrange(4),
            "",
            False,
            children,
        )

    return node(0, 1.0)


def boxes(svg: str) -> list[tuple[float, float, float, float]]:
    found = []
    for text in ET.fromstring(svg).iter(f"{NS}text"):  # noqa: S314
        for row in text.findall(f"{NS}tspan"):
            wide = text_width("".join(row.itertext()))
            x, y = float(row.get("x", 0)), float(row.get("y", 0))
            left = x - wide if text.get("text-anchor") == "end" else x
            found.append((left, y - SIZE * 0.8, left + wide, y + SIZE * 0.2))
    return found


def test_labels_of_a_sankey_never_meet_and_stay_inside() -> None:
    for seed in range(40):
        svg = sankey(tree(seed), "Contributions & more")
        height = float(re.search(r'viewBox="0 0 \d+ (\d+)"', svg)[1])  # type: ignore[index]
        placed = boxes(svg)
        for i, a in enumerate(placed):
            assert a[1] >= -1, seed
            assert a[3] <= height + 1, seed
            for b in placed[i + 1 :]:
                apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] + 0.5 or b[3] <= a[1] + 0.5
                assert apart, (seed, a, b)


def test_words_are_wrapped_and_never_cut() -> None:
    for text in (
        "Electricity, official national average, China, 2024",
        "三元锂动力电池包用正极材料前驱体",
        "a",
        "",
    ):
        lines = wrap(text, 120)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        assert all(text_width(line) <= 120 or " " not in line for line in lines)


def test_figures_hold_under_the_policy() -> None:
    bars = (Bar("Material <&>", 2.0, "2.00", 0), Bar("回收", -0.5, "−0.500", 3), Bar("Nothing", 0.0, "0", 1))
    for svg in (stage_bars(bars, 'A "title"', 340), sankey(tree(1), 'A "title"')):
        assert "style=" not in svg
        assert "<style" not in svg
        assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")
        ET.fromstring(svg)  # noqa: S314


def test_zero_and_negative_flows_are_left_out() -> None:
    svg = sankey(Flow("P", 1.0, "1", -1, "", False, (Flow("credit", -1.0, "-1", 0), Flow("a", 1.0, "1", 0))), "t")
    assert "credit" not in svg


def test_columns_leave_room_for_their_labels() -> None:
    for depth, (x, room) in enumerate(COLUMNS[:-1]):
        right = COLUMNS[depth - 1][0] if depth else WIDTH
        assert x + 18 + room <= right
