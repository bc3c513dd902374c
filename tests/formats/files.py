"""PDF and Word files of a few lines, made here so that each test says what is in its file."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)


def pdf(*pages: list[tuple[float, float, float, str]], info: str = "", extra: str = "") -> bytes:
    """A PDF; each page is a list of lines (x, y, size, text in Latin-1) in points from the lower left corner."""
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {extra} >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for i, lines in enumerate(pages):
        drawn = "".join(f"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm ({_escaped(text)}) Tj ET\n" for x, y, size, text in lines)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * i} 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(drawn.encode('cp1252'))} >>\nstream\n{drawn}endstream")
    objects.append(f"<< {info} >>")
    return assemble(objects)


def assemble(objects: list[str]) -> bytes:
    """A PDF of objects, the first of them its catalog, the last its properties."""
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(out.tell())
        out.write(f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252"))
    start = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    out.write("".join(f"{o:010d} 00000 n \n" for o in offsets).encode())
    out.write(f"trailer << /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R >>\nstartxref\n{start}\n%%EOF".encode())
    return out.getvalue()


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def pdf_of(*paragraphs: str, width: int = 80, info: str = "") -> bytes:
    """A PDF of paragraphs, set in lines of some `width` characters with a gap between paragraphs."""
    pages: list[list[tuple[float, float, float, str]]] = [[]]
    y = 800.0
    for paragraph in paragraphs:
        line = ""
        for word in [*paragraph.split(), ""]:
            if word and len(line) + len(word) < width:
                line = f"{line} {word}".strip()
                continue
            if y < 60:
                pages.append([])
                y = 800.0
            pages[-1].append((50, y, 11, line))
            y -= 13
            line = word
        y -= 10
    return pdf(*pages, info=info)


def docx(body: str, **parts: str) -> bytes:
    """A Word file with this XML in its body; parts are other files inside, `core` the properties."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", TYPES)
        made.writestr("word/document.xml", f'<?xml version="1.0"?><w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>')
        for name, content in parts.items():
            made.writestr({"core": "docProps/core.xml"}.get(name, name), content)
    return out.getvalue()


def docx_of(*paragraphs: str, title: str | None = None) -> bytes:
    """A Word file of paragraphs."""
    core = f'<c xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(title)}</dc:title></c>' if title else "<c/>"
    return docx("".join(f"<w:p><w:r><w:t>{escape(p)}</w:t></w:r></w:p>" for p in paragraphs), core=core)
