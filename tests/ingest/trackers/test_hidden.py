"""Text of PDF files that nobody sees: it is not quoted, and the report says on which pages it stands."""

from __future__ import annotations

import io
from collections.abc import Callable

import pypdf
import pytest
from fpdf import FPDF
from PIL import Image
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    RectangleObject,
    StreamObject,
    TextStringObject,
)

from tests.ingest.trackers.reading import read, squeezed, text

SEEN = "Le conseil de la ville a voté la dépense lundi soir."
SECRET = "Texte secret du relecteur."
NOTE = "Hidden text of 1 of 1 pages was not read (1)."


def page() -> FPDF:
    document = FPDF()
    document.set_font("Helvetica", size=11)
    document.add_page()
    document.text(20, 20, SEEN)
    return document


def notes(data: bytes) -> str:
    return " ".join(str(note) for note in read("a.pdf", data).notes)


def white(document: FPDF) -> None:
    document.set_text_color(255)
    document.text(20, 40, SECRET)


def nearly_white(document: FPDF) -> None:
    document.set_text_color(253, 254, 255)
    document.text(20, 40, SECRET)


def black_on_black(document: FPDF) -> None:
    document.rect(15, 30, 150, 15, style="F")
    document.text(20, 40, SECRET)


def undrawn(document: FPDF) -> None:
    document.text_mode = 3  # type: ignore[assignment]
    document.text(20, 40, SECRET)


def tiny(document: FPDF) -> None:
    document.set_font_size(0.5)
    document.text(20, 40, SECRET)


def covered(document: FPDF) -> None:
    """As people black out lines, in vain."""
    document.text(20, 40, SECRET)
    document.rect(15, 30, 150, 15, style="F")


def covered_by_a_picture(document: FPDF) -> None:
    document.text(20, 40, SECRET)
    document.image(Image.new("RGB", (300, 40), "gray"), 15, 30, 100, 15)


def off_page(document: FPDF) -> None:
    document.text(20, 340, SECRET)


def transparent(document: FPDF) -> None:
    with document.local_context(fill_opacity=0):
        document.text(20, 40, SECRET)


def clipped(document: FPDF) -> None:
    with document.rect_clip(x=20, y=100, w=50, h=20):
        document.text(20, 40, SECRET)


def white_over_words(document: FPDF) -> None:
    document.set_text_color(255)
    document.text(20, 20, SECRET)


HIDING = [white, white_over_words, nearly_white, black_on_black, undrawn, tiny, covered, covered_by_a_picture,
          off_page, transparent, clipped]  # fmt: skip


@pytest.mark.parametrize("hide", HIDING)
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_text_that_nobody_sees(hide: Callable[[FPDF], None], turn: int) -> None:
    """https://github.com/ui-insight/vandalizer/pull/777, https://github.com/opendataloader-project/opendataloader-pdf/issues/9.

    Also https://github.com/NVIDIA/garak/pull/1756 and https://github.com/freelawproject/x-ray/issues/3.
    """
    document = page()
    hide(document)
    data = turned(bytes(document.output()), turn)
    assert squeezed(text("a.pdf", data)) == SEEN
    assert notes(data) == NOTE


def turned(data: bytes, degrees: int) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    writer.pages[0].rotate(degrees)
    return written(writer)


def written(writer: pypdf.PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def on_dark(document: FPDF) -> None:
    document.rect(15, 30, 150, 15, style="F")
    document.set_text_color(255)
    document.text(20, 40, SECRET)


def on_a_picture(document: FPDF) -> None:
    document.image(Image.new("RGB", (300, 400), "navy"), 0, 25, 210, 100)
    document.set_text_color(255)
    document.text(20, 40, SECRET)


def pale(document: FPDF) -> None:
    document.set_text_color(200)
    document.text(20, 40, SECRET)


def small(document: FPDF) -> None:
    document.set_font_size(4)
    document.text(20, 40, SECRET)


def white_with_an_outline(document: FPDF) -> None:
    document.text_mode = 2  # type: ignore[assignment]
    document.set_text_color(255)
    document.set_draw_color(0)
    document.text(20, 40, SECRET)


def outlined(document: FPDF) -> None:
    document.text_mode = 1  # type: ignore[assignment]
    document.text(20, 40, SECRET)


def under_a_pale_sheet(document: FPDF) -> None:
    """As a marker pen over the line."""
    document.text(20, 40, SECRET)
    document.set_fill_color(255, 255, 0)
    with document.local_context(fill_opacity=0.4):
        document.rect(15, 30, 150, 15, style="F")


@pytest.mark.parametrize(
    "show", [on_dark, on_a_picture, pale, small, outlined, white_with_an_outline, under_a_pale_sheet]
)
def test_text_that_is_seen(show: Callable[[FPDF], None]) -> None:
    """https://github.com/Andy8647/pdf-injection-scanner/issues/1: what the same rules must leave alone."""
    document = page()
    show(document)
    data = bytes(document.output())
    assert squeezed(text("a.pdf", data)) == f"{SEEN} {SECRET}"
    assert notes(data) == ""


# ---------------------------------------------------------------- layers


def layered(*, is_on: bool, as_form: bool) -> bytes:
    """A page with a sentence in a layer, of its own content or of a form that it places."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(bytes(page().output())))
    layer = DictionaryObject({NameObject("/Type"): NameObject("/OCG"), NameObject("/Name"): TextStringObject("A")})
    layer = writer._add_object(layer)  # type: ignore[assignment]
    state = DictionaryObject({NameObject("/ON" if is_on else "/OFF"): ArrayObject([layer])})
    writer.root_object[NameObject("/OCProperties")] = DictionaryObject(
        {NameObject("/OCGs"): ArrayObject([layer]), NameObject("/D"): state}
    )
    sheet = writer.pages[0]
    resources = sheet["/Resources"].get_object()  # type: ignore[union-attr]
    assert isinstance(resources, DictionaryObject)
    drawn = f"BT /F1 11 Tf 60 700 Td ({SECRET}) Tj ET".encode("latin-1")
    if as_form:
        form = StreamObject()
        form.set_data(drawn)
        form.update({
            NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): RectangleObject((0, 0, 600, 850)), NameObject("/OC"): layer,
            NameObject("/Resources"): resources,
        })  # fmt: skip
        resources[NameObject("/XObject")] = DictionaryObject({NameObject("/Fm"): writer._add_object(form)})
        drawn = b"/Fm Do"
    else:
        resources[NameObject("/Properties")] = DictionaryObject({NameObject("/MC0"): layer})
        drawn = b"/OC /MC0 BDC " + drawn + b" EMC"
    more = StreamObject()
    more.set_data(drawn)
    sheet[NameObject("/Contents")] = ArrayObject([sheet["/Contents"].indirect_reference, writer._add_object(more)])  # type: ignore[union-attr]
    return written(writer)


@pytest.mark.parametrize("as_form", [False, True])
def test_layers(*, as_form: bool) -> None:
    """https://github.com/yfedoseev/pdf_oxide/issues/1373: layers that are switched off."""
    off, on = (layered(is_on=is_on, as_form=as_form) for is_on in (False, True))
    assert squeezed(text("a.pdf", off)) == SEEN
    assert notes(off) == NOTE
    assert squeezed(text("a.pdf", on)) == f"{SEEN} {SECRET}"
    assert notes(on) == ""


# ---------------------------------------------------------------- scans


def scan(picture: Image.Image, *, is_over: bool, mode: int = 3) -> FPDF:
    """A page with what an OCR program read under or over its picture."""
    document = FPDF()
    document.set_font("Helvetica", size=11)
    document.add_page()
    if is_over:
        document.image(picture, 0, 0, 210, 297)
    document.text_mode = mode  # type: ignore[assignment]
    for at in range(6):
        document.text(20, 20 + 6 * at, SEEN)
    if not is_over:
        document.image(picture, 0, 0, 210, 297)
    return document


@pytest.mark.parametrize("size", [(800, 1100), (2480, 3508)])
@pytest.mark.parametrize(("is_over", "mode"), [(True, 3), (False, 3), (False, 0)])
def test_what_was_read_of_a_scan_is_its_text(size: tuple[int, int], *, is_over: bool, mode: int) -> None:
    """https://github.com/axa-group/Parsr/issues/4: OCR programs put it over the picture unseen, or beneath it."""
    data = bytes(scan(Image.new("RGB", size, "white"), is_over=is_over, mode=mode).output())
    assert squeezed(text("a.pdf", data)) == " ".join([SEEN] * 6)
    assert notes(data) == ""


def test_what_is_blacked_out_of_a_scan() -> None:
    """https://github.com/alam00000/bentopdf/issues/762: what was read of it lies there still."""
    document = scan(Image.new("RGB", (800, 1100), "white"), is_over=True)
    document.text(20, 60, SECRET)
    document.rect(15, 55, 150, 8, style="F")
    data = bytes(document.output())
    assert SECRET not in squeezed(text("a.pdf", data))
    assert notes(data) == NOTE


def test_beside_a_photograph_hidden_text_is_hidden() -> None:
    """No thread: own case. A picture of a third of the page is no scan of the lines below it."""
    document = page()
    document.image(Image.new("RGB", (800, 400), "gray"), 0, 30, 210, 100)
    document.text_mode = 3  # type: ignore[assignment]
    document.text(20, 200, SECRET)
    data = bytes(document.output())
    assert squeezed(text("a.pdf", data)) == SEEN
    assert notes(data) == NOTE


def filled_form(flags: int) -> bytes:
    """A page with a field that is filled, and whose look is left to programs."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(bytes(page().output())))
    field = DictionaryObject({
        NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/Widget"),
        NameObject("/FT"): NameObject("/Tx"), NameObject("/T"): TextStringObject("a"),
        NameObject("/V"): TextStringObject(SECRET), NameObject("/F"): NumberObject(flags),
        NameObject("/Rect"): RectangleObject((60, 600, 300, 620)),
    })  # fmt: skip
    placed = ArrayObject([writer._add_object(field)])
    writer.pages[0][NameObject("/Annots")] = placed
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject({NameObject("/Fields"): placed})
    return written(writer)


@pytest.mark.parametrize(("flags", "is_seen"), [(4, True), (2, False), (32, False)])
def test_fields_that_are_not_shown(flags: int, *, is_seen: bool) -> None:
    """No thread: own case. ISO 32000-1, table 165: hidden, and not on the screen."""
    data = filled_form(flags)
    assert squeezed(text("a.pdf", data)) == (f"{SEEN} {SECRET}" if is_seen else SEEN)
    assert notes(data) == ("" if is_seen else NOTE)


def test_hidden_text_is_told_by_page() -> None:
    """No thread: own case."""
    document = page()
    for at in range(4):
        document.add_page()
        document.text(20, 20, SEEN)
        if at in (1, 2):
            undrawn(document)
            document.text_mode = 0  # type: ignore[assignment]
    assert notes(bytes(document.output())) == "Hidden text of 2 of 5 pages was not read (3-4)."
