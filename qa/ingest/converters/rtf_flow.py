"""The paragraphs and tables of a file in RTF, which has marks where they end and none where they begin."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Flow:
    """What stands together on a page: the body, a note, a box, the label of an item."""

    blocks: list[str] = field(default_factory=list)
    boxes: list[str] = field(default_factory=list)  # anchored in the paragraph that is being read
    rows: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    cell: list[str] = field(default_factory=list)  # the paragraphs before the present one
    line: list[str] = field(default_factory=list)

    def end_paragraph(self, in_table: bool) -> None:
        """Put what is written of it with the blocks, or in a table with what its cell holds."""
        text = "".join(self.line).strip()
        self.line.clear()
        if in_table:
            self.cell.append(text)
            return
        self.end_table()
        self.blocks += filter(None, (text, *self.boxes))
        self.boxes.clear()

    def end_cell(self) -> None:
        """An empty one keeps its place, lest the next ones stand under another's name."""
        self.end_paragraph(in_table=True)
        self.cells.append(" ".join(" ".join(self.cell).replace(" | ", " ").split()))
        self.cell.clear()

    def end_row(self) -> None:
        """Put its cells together; a row without text is none."""
        if any(self.cells):
            self.rows.append(" | ".join(self.cells).rstrip())
        self.cells.clear()

    def end_table(self) -> None:
        """Make one block of its rows, also of a row that a damaged file leaves open."""
        if self.cell:
            self.cells.append(" ".join(filter(None, self.cell)))
            self.cell.clear()
        self.end_row()
        if self.rows:
            self.blocks.append("\n".join(self.rows))
            self.rows.clear()

    def ended(self) -> list[str]:
        """All its blocks, when nothing more comes."""
        self.end_paragraph(in_table=False)
        return self.blocks
