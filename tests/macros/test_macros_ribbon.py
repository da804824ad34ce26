"""La cinta: cada orden con su botón, sus textos dentro de lo que admite Office y sus imágenes en su sitio.

Las reglas son las del esquema publicado de customUI 2009/07 ([MS-CUSTOMUI2]); el validador de Microsoft las comprueba
otra vez sobre los archivos construidos.
"""

import re
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree
from PIL import Image

from cartera_xl.excel import ribbon
from cartera_xl.excel.registry import COMMANDS, RIBBON_TAB
from cartera_xl.excel.vba import callback_name
from macros.build import ADD_IN_FILE, TEMPLATE_FILE
from macros.package import read_package

N = f"{{{ribbon.NAMESPACE}}}"
NCNAME = re.compile(r"[A-Za-z_][\w.\-]*\Z")
ATRIBUTOS = {
    "customUI": {"onLoad", "loadImage"},
    "ribbon": {"startFromScratch"},
    "tabs": set(),
    "tab": {"id", "label", "keytip", "visible", "getVisible"},
    "group": {"id", "label", "keytip", "visible", "getVisible"},
    "button": {"id", "label", "image", "size", "screentip", "supertip", "keytip", "onAction", "enabled", "visible"},
}
HIJOS = {"customUI": {"ribbon"}, "ribbon": {"tabs"}, "tabs": {"tab"}, "tab": {"group"}, "group": {"button"}}
MAXIMO = {"label": 1024, "screentip": 1024, "supertip": 1024, "onAction": 1024, "keytip": 3, "id": 1024, "image": 1024}
ARCHIVOS = pytest.mark.parametrize("archivo", [ADD_IN_FILE, TEMPLATE_FILE], ids=lambda ruta: ruta.name)


def faltas(xml: str, imagenes: set[str]) -> list[str]:
    """Lo que Office no aceptaría de una cinta."""
    raiz = etree.fromstring(xml.encode())
    elementos = list(raiz.iter())
    encontradas = [f for elemento in elementos for f in _del_elemento(elemento, imagenes)]
    ids = [elemento.get("id") for elemento in elementos if elemento.get("id")]
    encontradas += [f"id repetido: {ident}" for ident in sorted(set(ids)) if ids.count(ident) > 1]
    for pestana in raiz.iter(f"{N}tab"):
        letras = [boton.get("keytip") or "" for boton in pestana.iter(f"{N}button")]
        encontradas += [
            f"dos teclas chocan: {una} y {otra}"
            for i, una in enumerate(letras)
            for j, otra in enumerate(letras)
            if i != j and otra.startswith(una)
        ]
    return encontradas


def _del_elemento(elemento: etree._Element, imagenes: set[str]) -> list[str]:
    nombre = etree.QName(elemento).localname
    atributos = {str(clave): str(valor) for clave, valor in elemento.attrib.items()}
    malas = [f"{nombre}: atributo {clave}" for clave in atributos.keys() - ATRIBUTOS.get(nombre, set())]
    malas += [f"{nombre}: hijo {hijo}" for hijo in _hijos(elemento) - HIJOS.get(nombre, set())]
    malas += [
        f"{clave} vacío o largo" for clave, maximo in MAXIMO.items() if not 0 < len(atributos.get(clave, "x")) <= maximo
    ]
    if "id" in ATRIBUTOS.get(nombre, set()) and not NCNAME.match(atributos.get("id", "")):
        malas.append(f"{nombre}: id «{atributos.get('id')}»")
    if nombre in {"tab", "group", "button"} and "label" not in atributos:
        malas.append(f"{nombre} sin rótulo")
    if nombre == "button":
        malas += [f"button sin {clave}" for clave in ATRIBUTOS["button"] - {"enabled", "visible"} - atributos.keys()]
        malas += [f"sin imagen {atributos.get('image')}"] if atributos.get("image") not in imagenes else []
        malas += ["size"] if atributos.get("size") not in {"large", "normal"} else []
        malas += ["keytip"] if not re.fullmatch(r"[A-Z0-9]{1,3}", atributos.get("keytip", "")) else []
    return malas


def _hijos(elemento: etree._Element) -> set[str]:
    return {etree.QName(hijo).localname for hijo in elemento}


IMAGENES = {orden.id for orden in COMMANDS}


@pytest.mark.parametrize("cede", [True, False])
def test_la_cinta_cumple_las_reglas_de_office(cede: bool) -> None:
    assert faltas(ribbon.ribbon_xml(gives_way=cede), IMAGENES) == []


@pytest.mark.parametrize(
    ("viejo", "nuevo"),
    [
        ('size="large"', 'size="enorme"'),
        ('keytip="R"', 'keytip="C"'),
        ('keytip="R"', 'keytip="RRRR"'),
        ('id="CarteraGrupo2"', 'id="CarteraGrupo1"'),
        ('id="CarteraGrupo2"', 'id="2 grupos"'),
        ('image="ayuda"', 'image="otra"'),
        (' label="Ayuda"', ""),
        ("<button ", "<boton "),
        ('supertip="', 'supertip="' + "x" * 1024),
        ("onAction=", "alPulsar="),
    ],
)
def test_las_reglas_ven_una_cinta_mal_hecha(viejo: str, nuevo: str) -> None:
    xml = ribbon.ribbon_xml(gives_way=True).replace(viejo, nuevo, 1)

    assert faltas(xml, IMAGENES)


def test_la_pestana_lleva_todas_las_ordenes_del_registro_en_sus_grupos() -> None:
    raiz = etree.fromstring(ribbon.ribbon_xml(gives_way=False).encode())
    [pestana] = raiz.iter(f"{N}tab")
    botones = {boton.get("image"): boton for boton in pestana.iter(f"{N}button")}

    assert pestana.get("label") == RIBBON_TAB
    assert set(botones) == IMAGENES
    for orden in COMMANDS:
        boton = botones[orden.id]
        grupo = boton.getparent()
        assert grupo is not None
        assert (boton.get("label"), grupo.get("label")) == (orden.label, orden.group)
        assert (boton.get("screentip"), boton.get("supertip")) == (orden.screentip, orden.supertip)
        assert (boton.get("keytip"), boton.get("size") == "large") == (orden.keytip, orden.large)
        assert boton.get("onAction") == callback_name(orden)


def test_recalcular_es_el_primero_y_el_grande_de_su_grupo() -> None:
    raiz = etree.fromstring(ribbon.ribbon_xml(gives_way=False).encode())

    primero = next(raiz.iter(f"{N}button"))
    assert (primero.get("image"), primero.get("size")) == ("recalcular_segmentos", "large")


def test_la_del_complemento_se_ve_siempre_y_la_del_libro_cede_ante_ella() -> None:
    assert "getVisible" not in ribbon.ribbon_xml(gives_way=False)
    assert 'getVisible="CarteraCinta_visible"' in ribbon.ribbon_xml(gives_way=True)


@ARCHIVOS
def test_la_cinta_y_sus_imagenes_estan_en_el_archivo_y_bien_enlazadas(archivo: Path) -> None:
    partes = read_package(archivo.read_bytes())
    enlaces = etree.fromstring(partes[ribbon.RELS_PART])
    destinos = {str(e.get("Id")): f"customUI/{e.get('Target')}" for e in enlaces}

    assert faltas(partes[ribbon.PART].decode(), set(destinos)) == []
    assert f'Type="{ribbon.RELATIONSHIP}" Target="{ribbon.PART}"' in partes["_rels/.rels"].decode()
    assert b'<Default Extension="png" ContentType="image/png"/>' in partes["[Content_Types].xml"]
    for destino in destinos.values():
        assert Image.open(BytesIO(partes[destino])).size == (32, 32)
