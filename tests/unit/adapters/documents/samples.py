"""Documents as people have them."""

import io
import zipfile

from fpdf import FPDF
from PIL import Image

NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
HTML = """<!doctype html><html><head><title>Rede Sol · Planos</title><meta charset="utf-8">
<script>var segredo = "não leia";</script><style>p { color: red }</style></head>
<body><nav><a href="/">Início</a></nav>
<main><h1>Planos</h1><p>Temos fibra em toda a cidade, com instalação <b>grátis</b> para quem assina hoje.</p>
<h2>Preços</h2><table><tr><th>Plano</th><th>Preço</th></tr><tr><td>500 mega</td><td>R$&nbsp;99,90</td></tr></table>
<p hidden>Isto ninguém vê.</p><p style="display: none">Nem isto.</p>
<ul><li>Sem fidelidade</li><li>Wi-Fi 6</li></ul>
<div>Texto solto<br>em duas linhas</div></main><footer>© Rede Sol</footer></body></html>"""


def pdf(*pages: str, password: str = "", title: str = "") -> bytes:
    made = FPDF()
    made.set_font("Helvetica", size=12)
    if title:
        made.set_title(title)
    for page in pages:
        made.add_page()
        made.multi_cell(0, 6, page)
    if password:
        made.set_encryption(owner_password="dono", user_password=password)
    return bytes(made.output())


def locked_against_changes(text: str) -> bytes:
    made = FPDF()
    made.set_font("Helvetica", size=12)
    made.add_page()
    made.multi_cell(0, 6, text)
    made.set_encryption(owner_password="dono")
    return bytes(made.output())


def scanned() -> bytes:
    made = FPDF()
    made.add_page()
    picture = io.BytesIO()
    Image.new("RGB", (60, 60), "white").save(picture, "PNG")
    made.image(picture, x=10, y=10, w=50)
    return bytes(made.output())


def docx(
    body: str, *, head: str = "", parts: dict[str, str] | None = None, packed: int = zipfile.ZIP_DEFLATED
) -> bytes:
    styles = (
        f'<w:styles {NS}><w:style w:styleId="Ttulo2"><w:name w:val="heading 2"/></w:style>'
        '<w:style w:styleId="Ttulo"><w:name w:val="Title"/></w:style></w:styles>'
    )
    files = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"{head}<w:document {NS}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": styles,
        **(parts or {}),
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", packed) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return made.getvalue()


def paragraph(text: str, style: str = "", run: str = "") -> str:
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{look}<w:r>{run}<w:t>{text}</w:t></w:r></w:p>"


def table(*rows: tuple[str, ...]) -> str:
    cells = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


WORD = docx(
    paragraph("Manual", "Ttulo")
    + paragraph("Instalação", "Ttulo2")
    + paragraph("O técnico liga antes.")
    + paragraph("segredo", run="<w:rPr><w:vanish/></w:rPr>")
    + table(("Plano", "Preço"), ("500 mega", "R$ 99,90"))
)
