"""La lista de complementos que Excel abre al empezar: se entra en ella y se sale sin tocar a los demás."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartera_xl.excel.installer.open_values import loads, open_values, with_add_in, without_add_in
from cartera_xl.excel.installer.system import RegistryValue

OURS = "D:\\perfiles\\ana\\AppData\\Roaming\\Microsoft\\AddIns\\cartera.xlam"
REG_EXPAND_SZ = 2


def _names(number: int) -> str:
    return f"OPEN{number}" if number else "OPEN"


others = st.builds(
    RegistryValue,
    st.sampled_from(['/R "C:\\otros\\a.xlam"', '"D:\\b.xll"', "c.xla", '/A "Servidor.Funciones"', ""]),
    st.sampled_from([1, REG_EXPAND_SZ]),
)
without_gaps = st.lists(others, max_size=12).map(lambda found: {_names(n): value for n, value in enumerate(found)})
with_gaps = st.dictionaries(st.integers(0, 12), others).map(lambda found: {_names(n): v for n, v in found.items()})


@given(with_gaps)
def test_entrar_anade_uno_y_deja_a_los_demas_en_su_sitio(before: dict[str, RegistryValue]) -> None:
    after = with_add_in(before, OURS)

    assert loads(after, OURS)
    assert {name: value for name, value in after.items() if name in before} == before
    assert len(after) == len(before) + 1


@given(with_gaps)
def test_entrar_dos_veces_es_entrar_una(before: dict[str, RegistryValue]) -> None:
    once = with_add_in(before, OURS)

    assert with_add_in(once, OURS) == once


@given(without_gaps)
def test_salir_devuelve_la_lista_de_antes(before: dict[str, RegistryValue]) -> None:
    assert without_add_in(with_add_in(before, OURS), OURS) == before


@given(without_gaps, st.integers(0, 12))
def test_salir_de_en_medio_no_deja_hueco_ni_cambia_el_orden(before: dict[str, RegistryValue], place: int) -> None:
    listed = [*before.values()]
    listed.insert(place, RegistryValue(f'/R "{OURS}"'))
    after = without_add_in({_names(n): value for n, value in enumerate(listed)}, OURS)

    assert list(after.values()) == list(before.values())
    assert list(after) == [_names(n) for n in range(len(before))]


def test_se_lee_en_orden_de_numero_y_no_de_letra() -> None:
    values = {
        "OPEN10": RegistryValue("k"),
        "OPEN2": RegistryValue("c"),
        "OPEN": RegistryValue("a"),
        "OPENX": RegistryValue(""),
    }

    assert list(open_values(values)) == ["OPEN", "OPEN2", "OPEN10"]


@pytest.mark.parametrize("data", [f'/R "{OURS}"', f'"{OURS.upper()}"', OURS, '/R "cartera.xlam"', "CARTERA.XLAM"])
def test_se_reconoce_como_lo_escriba_excel(data: str) -> None:
    assert loads({"OPEN": RegistryValue(data)}, OURS)
    assert without_add_in({"OPEN": RegistryValue(data)}, OURS) == {}


def test_otro_del_mismo_nombre_cede_su_sitio_porque_excel_no_abre_dos_iguales() -> None:
    before = {"OPEN": RegistryValue('/R "D:\\viejo\\cartera.xlam"'), "OPEN1": RegistryValue('"a.xla"')}

    assert with_add_in(before, OURS) == {**before, "OPEN": RegistryValue(f'/R "{OURS}"')}


def test_al_salir_no_se_quita_uno_del_mismo_nombre_que_esta_en_otra_carpeta() -> None:
    values = {"OPEN": RegistryValue('/R "D:\\viejo\\cartera.xlam"')}

    assert without_add_in(values, OURS) == values
