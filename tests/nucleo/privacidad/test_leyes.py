"""Las normas: bien escritas, con fecha o con su «no verificado», y nunca calladas."""

import pytest

from cartera_xl.nucleo.paises import codigos
from cartera_xl.nucleo.privacidad.leyes import DERECHOS, Tema, normas_de, nota_de_pais
from cartera_xl.nucleo.privacidad.leyes_datos import FILAS, PAISES_CONSULTADOS


def test_toda_fila_es_de_un_pais_y_un_tema_que_existen() -> None:
    assert {fila[0] for fila in FILAS} == set(PAISES_CONSULTADOS)
    assert {fila[1] for fila in FILAS} <= {tema.value for tema in Tema}
    assert all(fila[4].endswith(".") for fila in FILAS)


@pytest.mark.parametrize("pais", PAISES_CONSULTADOS)
def test_cada_pais_dice_como_se_accede_se_corrige_y_se_borra_y_ante_quien_se_reclama(pais: str) -> None:
    temas = {norma.tema for norma in normas_de(pais)}

    assert {Tema.ACCESO, Tema.RECTIFICACION, Tema.SUPRESION, Tema.AUTORIDAD} <= temas


def test_lo_que_nadie_ha_consultado_lo_dice() -> None:
    estados = {norma.estado for pais in PAISES_CONSULTADOS for norma in normas_de(pais)}

    assert estados == {"consultada el 22/11/2026", "no verificado"}


def test_la_ley_chilena_dice_desde_cuando_rige() -> None:
    (vigencia,) = normas_de("CL", [Tema.VIGENCIA])

    assert "01/12/2026" in vigencia.que


def test_un_pais_que_no_se_ha_buscado_no_se_inventa() -> None:
    sin_buscar = [codigo for codigo in codigos() if codigo not in PAISES_CONSULTADOS]

    assert sin_buscar
    for codigo in sin_buscar:
        assert normas_de(codigo) == []
        assert "no consultado" in nota_de_pais(codigo)
    assert "--pais" in nota_de_pais(None)


def test_los_derechos_salen_en_su_orden() -> None:
    temas = [norma.tema for norma in normas_de("ES", DERECHOS)]

    assert temas == sorted(temas, key=list(Tema).index)
    assert set(temas) == set(DERECHOS)
