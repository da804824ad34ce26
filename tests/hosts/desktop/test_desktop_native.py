"""Lo que se pregunta a cada Excel por su nombre: dobles con los atributos de su modelo de objetos."""

from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

import pytest

from cartera_xl.hosts.desktop.native import native_of
from cartera_xl.hosts.desktop.native_excel import ExcelOnMac, ExcelOnWindows, guarded_text
from cartera_xl.hosts.desktop.native_office import LibreOffice


class Diccionario:
    """Un objeto de AppleScript: cada propiedad se pide con `get()` y se cambia con `set()`."""

    def __init__(self, **valores: Any) -> None:
        self._valores = valores

    def __getattr__(self, nombre: str) -> Any:
        valores = self._valores
        valor = valores[nombre]
        if isinstance(valor, Diccionario):
            return valor
        return SimpleNamespace(get=lambda: valores[nombre], set=lambda nuevo: valores.update({nombre: nuevo}))


def con_api(api: Any, **otros: Any) -> Any:
    return SimpleNamespace(api=api, **otros)


@pytest.mark.parametrize(
    ("protegida", "solo_para_la_persona", "se_niega"), [(True, False, True), (True, True, False), (False, False, False)]
)
def test_una_hoja_protegida_solo_para_la_persona_admite_programas(
    protegida: bool, solo_para_la_persona: bool, se_niega: bool
) -> None:
    windows = con_api(SimpleNamespace(ProtectContents=protegida, ProtectionMode=solo_para_la_persona))
    mac = con_api(Diccionario(protect_contents=protegida, protection_mode=solo_para_la_persona))

    assert ExcelOnWindows().is_protected(windows) is se_niega
    assert ExcelOnMac().is_protected(mac) is se_niega


def test_lo_que_un_libro_dice_de_si_en_windows() -> None:
    libro = con_api(
        SimpleNamespace(
            ProtectStructure=True,
            ReadOnly=False,
            Final=True,
            MultiUserEditing=True,
            Date1904=False,
            Sheets=[SimpleNamespace(Name="Clientes"), SimpleNamespace(Name="Gráfico1")],
        ),
        sheets=[SimpleNamespace(name="Clientes")],
    )
    excel = ExcelOnWindows()

    assert excel.is_structure_locked(libro)
    assert excel.is_read_only(libro)
    assert excel.is_shared(libro)
    assert not excel.starts_in_1904(libro)
    assert excel.other_sheets(libro) == ["Gráfico1"]


def test_lo_que_un_libro_dice_de_si_en_un_mac() -> None:
    hojas = Diccionario(name=["Clientes", "Gráfico1"])
    libro = con_api(
        Diccionario(protect_structure=False, read_only=True, multi_user_editing=False, date_1904=True, sheets=hojas),
        sheets=[SimpleNamespace(name="Clientes")],
    )
    excel = ExcelOnMac()

    assert not excel.is_structure_locked(libro)
    assert excel.is_read_only(libro)
    assert not excel.is_shared(libro)
    assert excel.starts_in_1904(libro)
    assert excel.other_sheets(libro) == ["Gráfico1"]


@pytest.mark.parametrize(
    ("hoja", "tablas", "filtrada"),
    [
        (False, [], False),
        (True, [], True),
        (False, [None], False),
        (False, [SimpleNamespace(FilterMode=False), SimpleNamespace(FilterMode=True)], True),
    ],
)
def test_un_filtro_puede_ser_de_la_hoja_o_de_una_tabla(hoja: bool, tablas: list[Any], filtrada: bool) -> None:
    listas = [SimpleNamespace(AutoFilter=filtro) for filtro in tablas]

    assert (
        ExcelOnWindows().skips_filtered_rows(con_api(SimpleNamespace(FilterMode=hoja, ListObjects=listas))) is filtrada
    )


@pytest.mark.parametrize(("botones", "filtrada"), [(False, False), (True, True)])
def test_en_un_mac_los_botones_de_filtro_de_una_tabla_cuentan_como_filtro(botones: bool, filtrada: bool) -> None:
    hoja = con_api(Diccionario(filter_mode=False), tables=[SimpleNamespace(show_autofilter=botones)])

    assert ExcelOnMac().skips_filtered_rows(hoja) is filtrada


@pytest.mark.parametrize(("dice", "hay"), [(True, True), (None, True), (False, False)])
def test_con_que_una_celda_tenga_formula_basta(dice: bool | None, hay: bool) -> None:
    assert ExcelOnWindows().has_formulas(con_api(SimpleNamespace(HasFormula=dice))) is hay
    assert ExcelOnMac().has_formulas(con_api(Diccionario(has_formula=dice))) is hay


def test_el_dinero_se_vuelve_a_leer_con_todos_sus_decimales() -> None:
    assert ExcelOnWindows().exact(con_api(SimpleNamespace(Value2=((1.23456,), (2.0,))))) == ((1.23456,), (2.0,))
    assert ExcelOnWindows().exact(con_api(SimpleNamespace(Value2=1.23456))) == ((1.23456,),)


def test_el_realce_en_windows_es_una_regla_de_texto_que_vale_en_todos_los_idiomas() -> None:
    zona = Mock()

    ExcelOnWindows().highlight(con_api(zona), "Clave", "D5EFD9", "0B4A1B")

    zona.FormatConditions.Add.assert_called_once_with(Type=9, String="Clave", TextOperator=2)
    regla = zona.FormatConditions.Add.return_value
    assert (regla.Interior.Color, regla.Font.Color) == (0xD9EFD5, 0x1B4A0B)
    assert regla.StopIfTrue is False


def test_el_realce_en_un_mac_no_lleva_funciones() -> None:
    zona = Mock()

    ExcelOnMac().highlight(zona, 'di "sí"', "D5EFD9", "0B4A1B")

    zona.conditional_formats.add_cell_value.assert_called_once_with(
        "equal_to", '="di ""sí"""', fill_color="#D5EFD9", font_color="#0B4A1B"
    )


def test_fuera_de_la_lista_solo_se_avisa() -> None:
    zona = Mock()
    zona.Validation.Formula1 = "Sí,No"

    ExcelOnWindows().only_warns(con_api(zona))

    zona.Validation.Modify.assert_called_once_with(Type=3, AlertStyle=2, Formula1="Sí,No")
    validacion = Diccionario(show_error=True)
    ExcelOnMac().only_warns(con_api(Diccionario(validation=validacion)))
    assert validacion.show_error.get() is False


@pytest.mark.parametrize("filas", [1, 4])
def test_los_bordes_se_copian_sin_pasar_por_el_portapapeles(filas: int) -> None:
    bordes = {lado: SimpleNamespace(line_style=None) for lado in ("edge_left", "edge_top", "edge_right")}
    bordes["edge_bottom"] = SimpleNamespace(line_style="continuous", weight="thin", color=(1, 2, 3))
    destino = Mock(shape=(filas, 2))

    ExcelOnWindows().copy_borders(SimpleNamespace(borders=bordes), destino)  # type: ignore[arg-type]

    lados = [llamada.args[0] for llamada in destino.borders.set.call_args_list]
    assert lados == ["edge_bottom", "inside_horizontal"][: 1 + (filas > 1)]


@pytest.mark.parametrize("texto", ["007", "1-2", "=A1", "+34 600", "-5 %", "@x", "'x", "VERDADERO", "false", "3 mar"])
def test_lo_que_excel_tomaria_por_otra_cosa_lleva_apostrofo(texto: str) -> None:
    assert guarded_text(texto) == f"'{texto}"


@pytest.mark.parametrize("texto", ["Clave", "Estratégico", "Bajo valor (manual)", "ñandú; a, b: «c»"])
def test_un_texto_que_no_se_confunde_va_tal_cual(texto: str) -> None:
    assert guarded_text(texto) == texto


@pytest.mark.parametrize(
    ("motor", "modulo", "familia"),
    [
        ("libreoffice", "cartera_xl.hosts.libreoffice.books", LibreOffice),
        ("excel", "xlwings._xlwindows", ExcelOnWindows),
        ("excel", "xlwings._xlmac", ExcelOnMac),
    ],
)
def test_cada_motor_tiene_su_familia(motor: str, modulo: str, familia: type) -> None:
    impl = type("Book", (), {"__module__": modulo})()
    app = SimpleNamespace(engine=SimpleNamespace(name=motor))

    assert type(native_of(SimpleNamespace(app=app, impl=impl))) is familia  # type: ignore[arg-type]
