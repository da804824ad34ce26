"""Los iconos: uno por orden y tamaño, los que dibuja el programa, legibles sobre blanco y sobre negro."""

import pytest
from PIL import Image, ImageChops

from cartera_xl.excel.registry import COMMANDS
from macros import icons

ORDENES = [orden.id for orden in COMMANDS]
TAMANOS = (16, 26, 32)


def test_hay_un_icono_por_orden_y_tamano_y_ninguno_mas() -> None:
    assert set(icons.DRAWINGS) == set(ORDENES)
    assert {ruta.name for ruta in icons.FOLDER.iterdir()} == {f"{o}-{t}.png" for o in ORDENES for t in TAMANOS}


@pytest.mark.parametrize("orden", ORDENES)
@pytest.mark.parametrize("tamano", TAMANOS)
def test_el_icono_guardado_es_el_que_se_dibuja(orden: str, tamano: int) -> None:
    with Image.open(icons.icon_file(orden, tamano)) as guardado:
        assert (guardado.size, guardado.mode) == ((tamano, tamano), "RGBA")
        assert guardado.tobytes() == icons.icon(orden, tamano).tobytes(), "Ejecute: python -m macros.icons"


@pytest.mark.parametrize("color", [icons.BLUE, icons.AMBER])
@pytest.mark.parametrize("fondo", [(255, 255, 255), (38, 38, 38)])
def test_los_dos_tonos_se_ven_sobre_claro_y_sobre_oscuro(color: icons.Colour, fondo: tuple[int, int, int]) -> None:
    claro, oscuro = sorted((luminancia(color), luminancia(fondo)), reverse=True)

    assert (claro + 0.05) / (oscuro + 0.05) >= 3, "contraste de WCAG 2.1 para gráficos (1.4.11)"


@pytest.mark.parametrize("tamano", TAMANOS)
def test_se_distinguen_en_gris(tamano: int) -> None:
    grises = {orden: en_gris(orden, tamano) for orden in ORDENES}

    for orden, gris in grises.items():
        for otra, otro_gris in grises.items():
            if orden < otra:
                diferencia = ImageChops.difference(gris, otro_gris).tobytes()
                assert sum(diferencia) / len(diferencia) > 20, (orden, otra)


def en_gris(orden: str, tamano: int) -> Image.Image:
    fondo = Image.new("RGBA", (tamano, tamano), "white")
    fondo.alpha_composite(icons.icon(orden, tamano))
    return fondo.convert("L")


def luminancia(color: tuple[int, ...]) -> float:
    """Luminancia relativa de WCAG 2.1."""
    lineales = [c / 255 / 12.92 if c / 255 <= 0.03928 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in color[:3]]
    return 0.2126 * lineales[0] + 0.7152 * lineales[1] + 0.0722 * lineales[2]
