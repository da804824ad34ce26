"""Las fórmulas entran y salen en la notación de Excel, en inglés, una a una o en columnas enteras."""

from collections.abc import Callable, Iterator

import pytest
import xlwings

from cartera_xl.hosts.libreoffice.formula_text import Site, moved, pattern

CORPUS = [
    "=SUM(A1:A3)",
    '=IF(A1>2,"a,b;c",CONCATENATE("x","y"))',
    "=SUM(A:A)+SUM(2:2)",
    "='Otra hoja'!B2*2",
    "=SUM('Otra hoja'!$A$1:$B$7)",
    "=VLOOKUP(A1,$A$1:$B$9,2,FALSE)",
    "=SUM({1,2;3,4})",
    '=IFERROR(A1/0,"")',
    "=EOMONTH(A1,0)",
    "=NETWORKDAYS(A1,A2)",
    "=SUMIFS(B:B,A:A,A1)",
    "=CEILING(A1,5)",
    '=TEXT(A1,"0.00")&" €"',
    "=-A1^2%",
    "=A1<>A2",
    "=OFFSET(A1,1,2)",
    "=STDEV.S(A1:A3)",
    "=total_general*2",
    "=IF(A1=A2,TRUE,FALSE)",
    "=A1+#REF!",
    "=#N/A",
    "=IF(Tabla7!A1=1,#N/A,2)",
]


@pytest.fixture(scope="module")
def hoja(office: xlwings.App) -> Iterator[xlwings.Sheet]:
    libro = office.books.add()
    libro.sheets.add("Otra hoja", after=libro.sheets[0])
    libro.sheets.add("Tabla7", after=libro.sheets[0])
    libro.names.add("total_general", f"={libro.sheets[0].name}!$A$1")
    yield libro.sheets[0]
    libro.close()


@pytest.fixture
def limpia(hoja: xlwings.Sheet) -> xlwings.Sheet:
    hoja.clear()
    return hoja


@pytest.mark.libreoffice
@pytest.mark.parametrize("formula", CORPUS)
def test_la_formula_escrita_es_la_leida(limpia: xlwings.Sheet, formula: str) -> None:
    limpia["D5"].formula = formula

    assert limpia["D5"].formula == formula


@pytest.mark.libreoffice
@pytest.mark.parametrize("formula", CORPUS)
def test_copiada_hacia_abajo_es_la_que_da_libreoffice(limpia: xlwings.Sheet, formula: str) -> None:
    """Se traduce una sola vez; las demás han de ser las que LibreOffice escribe al copiar la celda."""
    limpia["D5"].formula = formula
    limpia["D5:E12"].formula = formula
    limpia["D5"].copy(limpia["K9"])

    assert limpia["K9"].formula == moved(formula, 4, 7)
    assert limpia["D5:E12"].formula == tuple(
        tuple(moved(formula, fila, columna) for columna in range(2)) for fila in range(8)
    )


@pytest.mark.libreoffice
def test_una_columna_larga_se_escribe_copiando(limpia: xlwings.Sheet) -> None:
    limpia["A1:A400"].value = [[float(n)] for n in range(400)]
    limpia["B7"].color = (255, 0, 0)
    limpia["B9"].number_format = "0.000"

    limpia["B1:B400"].formula = "=A1*$A$3"

    assert [fila[0] for fila in limpia["B1:B400"].options(ndim=2).value] == [2.0 * n for n in range(400)]
    assert limpia["B400"].formula == "=A400*$A$3"
    assert limpia["B7"].color == (255, 0, 0)
    assert limpia["B8"].color is None
    assert limpia["B9"].number_format == "0.000"
    assert limpia["B10"].number_format == "General"


@pytest.mark.libreoffice
def test_una_columna_larga_tambien_se_escribe_bajo_un_filtro(limpia: xlwings.Sheet) -> None:
    limpia["A1"].value = [["x"], *[[float(n % 2)] for n in range(200)]]
    limpia["A1:A201"].autofilter.apply_comparison(1, "equal_to", 1)

    limpia["B2:B201"].formula = "=A2+1"

    assert [fila[0] for fila in limpia["B2:B201"].options(ndim=2).value] == [1.0, 2.0] * 100
    limpia["A1:A201"].autofilter.clear()


@pytest.mark.libreoffice
def test_formulas_y_valores_mezclados(limpia: xlwings.Sheet) -> None:
    cuadro = [["=1+1", "texto", 3.5], ["5", None, True]]

    limpia["A1"].formula = cuadro

    assert limpia["A1:C2"].value == [[2.0, "texto", 3.5], [5.0, None, True]]
    assert limpia["A1:C1"].formula == (("=1+1", "texto", "3.5"),)


@pytest.mark.libreoffice
def test_solo_las_formulas_empiezan_por_igual(limpia: xlwings.Sheet) -> None:
    limpia["A1"].value = "=1+1"
    limpia["A2"].formula = "=1+1"

    assert limpia["A1:A2"].formula == (("'=1+1",), ("=1+1",))
    limpia["A3:A4"].formula = limpia["A1:A2"].formula
    assert limpia["A3:A4"].value == ["=1+1", 2.0]


@pytest.mark.libreoffice
def test_una_formula_matricial_dice_que_lo_es(limpia: xlwings.Sheet) -> None:
    limpia["A1"].value = [[1], [2]]

    limpia["B1"].formula_array = "=SUM(A1:A2*A1:A2)"

    assert limpia["B1"].value == 5.0
    assert limpia["B1"].formula_array == limpia["B1"].formula == "=SUM(A1:A2*A1:A2)"
    assert limpia["B1"].has_array
    assert limpia["A1"].formula_array is None


@pytest.mark.libreoffice
def test_una_matricial_no_se_cambia_en_parte_ni_en_silencio(limpia: xlwings.Sheet) -> None:
    limpia["A1"].value = [[1, 2], [3, 4]]
    limpia["D1:E2"].formula_array = "=A1:B2"

    for cambio in (
        lambda: limpia["D1"].__setattr__("value", 9),
        lambda: limpia["E2"].__setattr__("formula", "=1"),
        lambda: limpia["D1:D2"].clear_contents(),
        lambda: limpia["D1:D2"].delete("left"),
    ):
        with pytest.raises(ValueError, match="fórmula matricial"):
            cambio()

    assert limpia["D1:E2"].value == [[1.0, 2.0], [3.0, 4.0]]
    assert limpia["D1:E2"].formula == (("=A1:B2", "=A1:B2"),) * 2
    limpia["D1:E2"].formula = "=A1*10"
    assert limpia["D1:E2"].value == [[10.0, 20.0], [30.0, 40.0]]


@pytest.mark.libreoffice
def test_los_valores_han_de_ser_tantos_como_las_celdas(limpia: xlwings.Sheet) -> None:
    with pytest.raises(ValueError, match=r"\$A\$1:\$B\$2"):
        limpia["A1:B2"].raw_value = [[1, 2], [3]]

    assert limpia["A1:B2"].value == [[None, None]] * 2


@pytest.mark.libreoffice
def test_la_referencia_a_una_tabla_se_entiende(new_book: Callable[[], xlwings.Book]) -> None:
    hoja = new_book().sheets[0]
    hoja["A1"].value = [["x", "y"], [1, 2], [3, 4]]
    hoja.tables.add(hoja["A1:B3"], name="tbl")

    hoja["D1"].formula = "=SUM(tbl[y],TRUE)"
    hoja["D2:D3"].formula = "=tbl[@y]*2"

    assert hoja["D1:D3"].value == [7.0, 4.0, 8.0]
    assert hoja["D1:D2"].formula == (("=SUM(tbl[y],TRUE)",), ("=tbl[[#This Row],[y]]*2",))


@pytest.mark.parametrize(
    ("formula", "movida"),
    [
        ("=A1+$B2+C$3+$D$4", "=B3+$B4+D$3+$D$4"),
        ('=A1&"A1"', '=B3&"A1"'),
        ("='A1 x'!A1", "='A1 x'!B3"),
        ("=LOG10(A1)", "=LOG10(B3)"),
        ("=SUM(A:A,$A:B,1:1)", "=SUM(B:B,$A:C,3:3)"),
        ("=tbl[A1]+A1", "=tbl[A1]+B3"),
        ("=nombre_A1+A1x+A1", "=nombre_A1+A1x+B3"),
    ],
)
def test_mover_una_formula_mueve_sus_referencias_y_nada_mas(formula: str, movida: str) -> None:
    assert moved(formula, 2, 1) == movida
    assert pattern(formula, Site(0, 5, 5)) == pattern(movida, Site(0, 7, 6))


def test_lo_que_cae_fuera_de_la_hoja_es_un_error() -> None:
    assert moved("=A1+B2", -1, 0) == "=#REF!+B1"


def test_dos_formulas_distintas_no_se_confunden() -> None:
    assert pattern("=A1", Site(0, 1, 1)) != pattern("=A2", Site(0, 1, 1))
    assert pattern("=$A1", Site(0, 1, 1)) != pattern("=A1", Site(0, 1, 1))
