"""La hoja Complementos: se crea, se lee como quiera que esté puesta y dice en qué celda está lo malo."""

import pytest

from cartera_xl.nucleo.celdas import ErrorCelda
from cartera_xl.nucleo.errores import ConfiguracionErronea
from cartera_xl.nucleo.ventas.complementos import es_complementos, hoja_de_complementos, leer_complementos


def _cuadro(*filas):
    ancho = max(map(len, filas))
    return [[*fila, *[None] * (ancho - len(fila))] for fila in filas]


def _con(superiores=(), complementos=()):
    return _cuadro(
        ("Producto superior",),
        ("Producto", "Superior", "Nota"),
        *superiores,
        (None,),
        ("Complementos",),
        ("Producto", "Complemento", "Nota"),
        *complementos,
    )


def test_la_hoja_en_blanco_es_nuestra_y_no_dice_nada():
    hoja = hoja_de_complementos()
    ultima = max(fila for fila, _ in hoja.celdas)
    cuadro = [
        [hoja.celdas[i, j].valor if (i, j) in hoja.celdas else None for j in (1, 2, 3)] for i in range(1, ultima + 1)
    ]

    assert es_complementos(cuadro)
    assert leer_complementos(cuadro).ofertas == ()


def test_la_hoja_de_otra_cosa_no_es_nuestra():
    assert not es_complementos([["Notas del equipo"], ["Llamar el lunes"]])


def test_lee_las_dos_secciones_y_los_superiores_van_delante():
    leido = leer_complementos(
        _con([("Básico", "Pro", "Con soporte")], [("Móvil", "Funda", None), ("Móvil", "Cargador", None)])
    )

    assert [(o.producto, o.ofrecer, o.nota, o.superior) for o in leido.ofertas] == [
        ("Básico", "Pro", "Con soporte", True),
        ("Móvil", "Funda", "", False),
        ("Móvil", "Cargador", "", False),
    ]
    assert [o.celda for o in leido.ofertas] == ["A3", "A7", "A8"]


def test_una_anotacion_suelta_no_es_una_oferta():
    assert leer_complementos(_con([("revisar en marzo",)])).ofertas == ()


def test_lo_que_esta_por_encima_se_sigue_de_producto_en_producto():
    leido = leer_complementos(_con([("Básico", "Pro"), ("Pro", "Premium")]))

    assert leido.por_encima() == {"basico": {"pro", "premium"}, "pro": {"premium"}}


@pytest.mark.parametrize(
    ("cuadro", "donde", "que"),
    [
        (_con([(None, "Pro", "nota")]), "celda A3", "no vale para «Producto»"),
        (_con([("Básico", None, "nota")]), "celda B3", "no vale para «Superior»"),
        (_con([], [("Móvil", ErrorCelda("#N/A"))]), "celda B6", "«#N/A» no vale para «Complemento»"),
        (_con([("Pro", "PRO ")]), "celda B3", "no puede ofrecerse a quien ya lo compra"),
        (_con([("A", "B"), ("B", "C"), ("C", "A")]), "celda A3", "superior a sí mismo"),
    ],
)
def test_lo_que_esta_a_medias_o_se_contradice_dice_su_celda(cuadro, donde, que):
    with pytest.raises(ConfiguracionErronea) as error:
        leer_complementos(cuadro)

    assert donde in error.value.donde
    assert que in error.value.que
    assert error.value.remedio


def test_un_complemento_puede_serlo_en_los_dos_sentidos():
    assert len(leer_complementos(_con([], [("Café", "Filtro"), ("Filtro", "Café")])).ofertas) == 2


def test_avisa_del_producto_de_partida_que_nadie_ha_comprado():
    leido = leer_complementos(_con([("Basico", "Pro")], [("Móvil", "Funda")]))
    (aviso,) = leido.desconocidos(["Básico"])

    assert "«Móvil»" in aviso.que
    assert (aviso.hoja, aviso.celda) == ("Complementos", "A7")
