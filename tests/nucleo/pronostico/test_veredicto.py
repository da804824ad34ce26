"""Quién gana una prueba: cada regla del veredicto por separado, y la frase que lo cuenta."""

import pytest

from cartera_xl.nucleo.pronostico.tipos import Comparado
from cartera_xl.nucleo.pronostico.veredicto import motivo, ordenar


def _uno(metodo: str, mae: float, **cambios: object) -> Comparado:
    """Un modelo si su nombre va en mayúsculas; una regla si no."""
    datos: dict[str, object] = {
        "rmse": 1.6,
        "sesgo": -0.1,
        "auc": 0.77,
        "brier": 0.1,
        "seguimiento": 0.9,
        "captura": 0.6,
    }
    return Comparado(metodo, metodo, metodo.isupper(), mae, **{**datos, **cambios})  # type: ignore[arg-type]


def _orden(*comparados: Comparado, con_intervalos: str = "AB") -> list[str]:
    return [uno.metodo for uno in ordenar(comparados, con_intervalos)]


def test_gana_el_de_menor_error_y_los_demas_van_por_error() -> None:
    assert _orden(_uno("A", 0.9), _uno("b", 0.8), _uno("C", 0.7)) == ["C", "b", "A"]


def test_quien_se_desvia_mas_del_25_por_ciento_no_gana_y_va_detras() -> None:
    assert _orden(_uno("A", 0.9), _uno("B", 0.5, sesgo=0.251), _uno("c", 1.2)) == ["A", "c", "B"]
    assert _orden(_uno("A", 0.9), _uno("B", 0.5, sesgo=-0.25)) == ["B", "A"]


def test_si_se_desvian_todos_gana_el_de_menor_error() -> None:
    assert _orden(_uno("A", 0.9, sesgo=0.4), _uno("B", 0.5, sesgo=-0.9)) == ["B", "A"]


def test_sin_compras_no_hay_sesgo_y_no_descarta() -> None:
    assert _orden(_uno("A", 0.9, sesgo=None), _uno("B", 0.5, sesgo=None)) == ["B", "A"]


@pytest.mark.parametrize(("rmse", "gana"), [(1.6, "a"), (1.616, "a"), (1.617, "B")])
def test_no_gana_quien_acierta_a_base_de_dar_por_perdidos(rmse: float, gana: str) -> None:
    """Hasta un 1 % más de error cuadrático que el menor se admite."""
    assert _orden(_uno("a", 0.7, rmse=rmse), _uno("B", 0.75))[0] == gana


def test_el_error_cuadratico_de_quien_no_puede_ganar_no_descarta_a_nadie() -> None:
    assert _orden(_uno("A", 0.9), _uno("B", 0.5, sesgo=0.9, rmse=1.0))[0] == "A"


def test_a_menos_del_1_por_ciento_se_prefiere_el_que_da_intervalos() -> None:
    assert _orden(_uno("c", 1.0), _uno("A", 1.01))[0] == "A"
    assert _orden(_uno("c", 1.0), _uno("A", 1.011))[0] == "c"
    assert _orden(_uno("C", 1.0, auc=0.9), _uno("A", 1.01, auc=0.5))[0] == "A"


def test_y_entre_los_que_dan_intervalos_el_que_mejor_ordena() -> None:
    assert _orden(_uno("A", 1.0, auc=0.7), _uno("B", 1.005, auc=0.8))[0] == "B"
    assert _orden(_uno("A", 1.0, auc=None), _uno("B", 1.005, auc=None))[0] == "A"


@pytest.mark.parametrize("sordo", ["nbd", "ritmo_medio"])
def test_quien_no_mira_el_silencio_se_compara_y_no_gana(sordo: str) -> None:
    comparados = ordenar([_uno(sordo, 0.3), _uno("A", 0.9), _uno("b", 1.2)], "A")

    assert [uno.metodo for uno in comparados] == ["A", "b", sordo]
    assert _orden(_uno(sordo, 0.3)) == [sordo]


def test_quien_puede_haber_acertado_por_casualidad_no_gana_y_se_dice() -> None:
    comparados = [_uno("b", 0.3, rmse=0.5), _uno("A", 0.9), _uno("c", 0.4, rmse=0.5)]

    assert next(uno.metodo for uno in ordenar(comparados, "A", por_azar={"b", "c"})) == "A"
    assert next(uno.metodo for uno in ordenar(comparados, "A", por_azar={"b"})) == "c"
    assert motivo(ordenar(comparados, "A", {"b", "c"}), {"b", "c"}).endswith("la diferencia puede ser casualidad.")
    assert [uno.metodo for uno in ordenar([_uno("b", 0.3)], "A", por_azar={"b"})] == ["b"]


def test_el_motivo_dice_que_el_rival_no_mira_el_silencio() -> None:
    assert motivo(ordenar([_uno("ritmo_medio", 0.3), _uno("A", 0.9)], "A")).endswith(
        "pero no mira cuánto hace que no compran."
    )


def test_el_orden_en_que_llegan_no_cambia_el_resultado() -> None:
    todos = [_uno("A", 1.0), _uno("B", 1.004, auc=0.8), _uno("c", 0.9, rmse=1.7), _uno("d", 0.8, sesgo=0.5)]

    assert _orden(*todos) == _orden(*reversed(todos)) == ["B", "A", "d", "c"]


@pytest.mark.parametrize(
    ("comparados", "frase"),
    [
        (
            [_uno("PARETO", 0.7545), _uno("el ritmo", 0.9)],
            "PARETO se equivoca en 0,75 compras por cliente; la mejor regla sencilla («el ritmo»), en 0,90.",
        ),
        (
            [_uno("el ritmo", 0.7), _uno("PARETO", 0.9), _uno("BG", 0.95)],
            "La regla «el ritmo» se equivoca en 0,70 compras por cliente; el mejor modelo («PARETO»), en 0,90.",
        ),
        (
            [_uno("PARETO", 0.75), _uno("el hueco", 0.71, rmse=1.69)],
            "PARETO se equivoca en 0,75 compras por cliente; la mejor regla sencilla («el hueco»), en 0,71, pero "
            "acierta menos con quienes más compran (error cuadrático de 1,69 frente a 1,60).",
        ),
        (
            [_uno("PARETO", 0.75), _uno("el hueco", 0.71, sesgo=-0.31)],
            "PARETO se equivoca en 0,75 compras por cliente; la mejor regla sencilla («el hueco»), en 0,71, pero "
            "se desvía un 31 % del total.",
        ),
        (
            [_uno("PARETO", 0.75), _uno("el hueco", 0.746)],
            "PARETO se equivoca en 0,75 compras por cliente; la mejor regla sencilla («el hueco»), en 0,75, pero la "
            "diferencia es menor del 1 %.",
        ),
        ([_uno("PARETO", 0.0751)], "PARETO se equivoca en 0,075 compras por cliente."),
    ],
)
def test_el_motivo_da_las_cifras_con_coma(comparados: list[Comparado], frase: str) -> None:
    assert motivo(ordenar(comparados, {"PARETO", "BG"})) == frase
