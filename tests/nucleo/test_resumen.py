"""El resumen: bordes a mano y propiedades por azar, sobre dos motores."""

import json
import math
from datetime import date
from typing import Any

import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartera_xl.nucleo.configuracion import Configuracion, Estilo
from cartera_xl.nucleo.errores import Gravedad, Incidencia
from cartera_xl.nucleo.resumen import MAXIMO_LISTA, resumir
from cartera_xl.nucleo.resumen_tipos import CICLOS, CLASES_ABC, SEGMENTOS, SIN_SEGMENTO, Resumen

CORTE = date(2025, 6, 30)


def _cartera() -> dict[str, list[Any]]:
    return {
        "fila": [2, 3, 4, 5, 6],
        "nombre": ["Alfa", "Beta", "Gama", "Delta", "Epsilon"],
        "responsable": ["Norte", "Norte", "Sur", None, "Sur"],
        "estado": ["cliente", "cliente", "Cliente", "cliente", "potencial"],
        "segmento": ["Estratégico", "Clave", "Bajo valor", "Bajo valor", "Emergente"],
        "ciclo": ["Habitual", "habitual", "Inactivo", "Nuevo", "Prospecto"],
        "en_riesgo": ["Sí", "", "", None, ""],
        "abc": ["A", "B", "C", "C", ""],
        "nucleo": ["Sí", "Sí", "", "", ""],
        "r": [2, 5, 1, 5, None],
        "f": [5, 5, 1, 1, None],
        "puntuacion": [82.0, 66.5, 12.0, 39.9, 40.0],
        "importe_neto": [600.10, 300.20, 99.70, -0.5, None],
        "compras": [10, 5, 1, 1, 0],
        "dias_sin_comprar": [200.0, 3.0, 500.0, 9.0, None],
        "ficha_completa": [1.0, 0.5, 0.75, 0.75, None],
    }


def _resumen(columnas: dict[str, list[Any]] | None = None, **opciones: Any) -> Resumen:
    return resumir(pd.DataFrame(columnas or _cartera()), corte=CORTE, **opciones)


def test_los_totales_cuentan_clientes_potenciales_e_importes() -> None:
    totales = _resumen().totales

    assert (totales.filas, totales.clientes, totales.potenciales, totales.con_compras) == (5, 4, 1, 4)
    assert totales.compras == 17
    assert totales.importe_neto == 999.5
    assert totales.importe_medio == 249.88
    assert totales.ticket_medio == 58.79
    assert totales.dias_sin_comprar == 104.5
    assert (totales.en_riesgo, totales.importe_en_riesgo) == (1, 600.1)


def test_cada_reparto_trae_todas_sus_lineas_en_orden_aunque_esten_a_cero() -> None:
    resumen = _resumen({"fila": [2], "nombre": ["Alfa"], "importe_neto": [10.0], "segmento": ["Clave"]})

    assert tuple(grupo.nombre for grupo in resumen.segmentos) == SEGMENTOS
    assert tuple(grupo.nombre for grupo in resumen.ciclos) == CICLOS
    assert tuple(grupo.nombre for grupo in resumen.abc) == CLASES_ABC
    assert [grupo.clientes for grupo in resumen.segmentos] == [0, 1, 0, 0]


def test_la_cuota_del_abc_se_calcula_y_no_se_supone() -> None:
    cuotas = [grupo.cuota_neto for grupo in _resumen().abc]

    assert cuotas == pytest.approx([600.10 / 999.5, 300.20 / 999.5, 99.20 / 999.5])


def test_un_segmento_desconocido_o_vacio_va_a_sin_segmento() -> None:
    resumen = _resumen({"segmento": ["Clave", "VIP", None], "importe_neto": [1.0, 2.0, 3.0]})

    assert resumen.segmentos[-1].nombre == SIN_SEGMENTO
    assert (resumen.segmentos[-1].clientes, resumen.segmentos[-1].importe_neto) == (2, 5.0)


@pytest.mark.parametrize(
    ("puntuacion", "nivel"), [(100.0, "Alto"), (70.0, "Alto"), (69.99, "Medio"), (40.0, "Medio"), (39.9, "Bajo")]
)
def test_el_umbral_cae_del_lado_alto(puntuacion: float, nivel: str) -> None:
    rangos = _resumen({"puntuacion": [puntuacion]}).rangos

    assert [rango.nombre for rango in rangos if rango.grupo.clientes] == [nivel]


def test_la_leyenda_lleva_el_dibujo_elegido_los_nombres_y_los_bordes() -> None:
    ajustes = Configuracion(estilo=Estilo.SEMAFORO, umbral_alto=80, nombres_rangos=("Frío", "Templado", "Caliente"))
    rangos = _resumen(configuracion=ajustes).rangos

    assert [nivel.dibujo for nivel in rangos] == ["🟢 Caliente", "🟡 Templado", "🔴 Frío"]
    assert [(nivel.desde, nivel.hasta) for nivel in rangos] == [(80, 100), (40, 80), (0, 40)]


def test_la_concentracion_usa_los_netos_positivos() -> None:
    concentracion = _resumen().concentracion

    assert concentracion.nucleo == 2
    assert concentracion.cuota_clientes_nucleo == pytest.approx(2 / 3)
    assert concentracion.cuota_neto_nucleo == pytest.approx(900.3 / 1000)
    assert concentracion.cuota_cinco == concentracion.cuota_diez == 1.0


def test_la_curva_de_pareto_empieza_en_cero_acaba_en_uno_y_no_baja() -> None:
    cuotas = [punto.cuota_neto for punto in _resumen({"importe_neto": [float(i * i) for i in range(37)]}).pareto]

    assert (len(cuotas), cuotas[0], cuotas[-1]) == (11, 0.0, 1.0)
    assert cuotas == sorted(cuotas)


def test_sin_netos_positivos_no_hay_curva_ni_cuotas() -> None:
    resumen = _resumen({"importe_neto": [-5.0, 0.0], "segmento": ["Clave", "Clave"]})

    assert resumen.pareto == ()
    assert resumen.concentracion.cuota_diez is None
    assert all(grupo.cuota_neto is None for grupo in resumen.segmentos)


def test_la_matriz_cuenta_por_puntos_de_recencia_y_frecuencia() -> None:
    matriz = _resumen().matriz_rf

    assert (matriz[1][4], matriz[4][4], matriz[0][0], matriz[4][0]) == (1, 1, 1, 1)
    assert sum(map(sum, matriz)) == 4


def test_las_listas_van_de_mas_a_menos_y_se_cortan() -> None:
    cuantos = MAXIMO_LISTA + 5
    columnas = {
        "nombre": [f"Cliente {i:02}" for i in range(cuantos)],
        "en_riesgo": ["Sí"] * cuantos,
        "segmento": ["Emergente"] * cuantos,
        "importe_neto": [float(i) for i in range(cuantos)],
        "puntuacion": [50.0] * cuantos,
    }
    resumen = _resumen(columnas)

    assert [c.importe_neto for c in resumen.en_riesgo] == [float(i) for i in range(cuantos - 1, 4, -1)]
    assert len(resumen.oportunidades) == MAXIMO_LISTA


def test_a_igualdad_de_cifras_decide_el_nombre() -> None:
    columnas = {"nombre": ["Zeta", "Alfa"], "en_riesgo": ["Sí", "Sí"], "importe_neto": [5.0, 5.0]}

    assert [cliente.nombre for cliente in _resumen(columnas).en_riesgo] == ["Alfa", "Zeta"]


def test_la_primera_ejecucion_no_tiene_cambios() -> None:
    assert _resumen().cambios is None


def test_los_cambios_dicen_quien_sube_quien_baja_y_quien_es_nuevo() -> None:
    anteriores = {2: "Clave", 3: "Estratégico", 4: "Bajo valor", 5: "", 99: "Clave"}
    cambios = _resumen(anteriores=anteriores).cambios

    assert cambios is not None
    assert (cambios.suben, cambios.bajan, cambios.iguales, cambios.altas, cambios.bajas) == (1, 1, 1, 2, 1)
    assert [(c.nombre, c.antes, c.ahora, c.sube) for c in cambios.lista] == [
        ("Alfa", "Clave", "Estratégico", True),
        ("Beta", "Estratégico", "Clave", False),
    ]
    assert cambios.matriz[1][0] == cambios.matriz[0][1] == cambios.matriz[3][3] == 1


def test_la_calidad_agrupa_las_incidencias_con_los_errores_primero() -> None:
    incidencias = [
        Incidencia("duplicado_nif", "Dos filas iguales.", "Clientes", "A2", "Una las dos.", Gravedad.AVISO),
        Incidencia("fecha_ilegible", "«x» no es una fecha.", "Clientes", "B2", "Corríjala."),
        Incidencia("duplicado_nif", "Otra.", "Clientes", "A9", "Una las dos.", Gravedad.AVISO),
    ]
    calidad = _resumen(incidencias=incidencias).calidad

    assert (calidad.incidencias, calidad.errores, calidad.avisos, calidad.duplicados) == (3, 1, 2, 2)
    assert [(c.clase, c.cuantas) for c in calidad.clases] == [("fecha_ilegible", 1), ("duplicado_nif", 2)]
    assert calidad.clases[1].ejemplo == "Dos filas iguales. Hoja «Clientes», celda A2. Una las dos."
    assert calidad.ficha_media == 0.75


@pytest.mark.parametrize("columnas", [{}, {"nombre": []}, {"fila": [2], "nombre": [None]}])
def test_una_tabla_sin_datos_tiene_resumen(columnas: dict[str, list[Any]]) -> None:
    resumen = resumir(pd.DataFrame(columnas), corte=CORTE, anteriores={})

    assert resumen.totales.importe_neto == 0
    assert resumen.totales.puntuacion_media is None
    json.dumps(resumen.a_dict(), allow_nan=False)


def test_infinitos_y_textos_donde_va_un_numero_no_cuentan() -> None:
    columnas = {"importe_neto": [math.inf, math.nan, 5.0], "puntuacion": ["mucha", 10, True]}
    totales = _resumen(columnas).totales

    assert (totales.importe_neto, totales.puntuacion_media) == (5.0, 10.0)


def test_cualquier_forma_de_nulo_es_no_tener_dato() -> None:
    tabla = pd.DataFrame(
        {
            "nombre": pd.array(["Alfa", pd.NA, "Gama"], dtype="string"),
            "segmento": pd.Series([pd.NA, float("nan"), pd.NaT], dtype=object),
            "en_riesgo": pd.Series([None, "Sí", pd.NA], dtype=object),
            "importe_neto": pd.array([1, pd.NA, 2], dtype="Int64"),
            "r": pd.Series([3, None, pd.NA], dtype=object),
            "f": [3.0, None, None],
        }
    )
    resumen = resumir(tabla, corte=CORTE)

    assert resumen.totales.importe_neto == 3.0
    assert [cliente.nombre for cliente in resumen.en_riesgo] == [""]
    assert resumen.segmentos[-1].clientes == 3
    assert resumen.matriz_rf[2][2] == 1


def test_el_diccionario_es_json_con_claves_en_espanol() -> None:
    resumen = _resumen(anteriores={2: "Clave"}, moneda="EUR")
    leido = json.loads(json.dumps(resumen.a_dict(), allow_nan=False))

    assert (leido["corte"], leido["moneda"]) == ("2025-06-30", "EUR")
    assert leido["totales"]["importe_neto"] == 999.5
    assert leido["segmentos"][0]["nombre"] == "Estratégico"
    assert leido["pareto"][0] == {"cuota_clientes": 0.0, "cuota_neto": 0.0}
    assert leido["cambios"]["lista"][0]["antes"] == "Clave"


def test_pandas_y_polars_dan_el_mismo_resumen() -> None:
    anteriores = {2: "Clave", 3: "Clave"}
    desde_polars = resumir(pl.DataFrame(_cartera()), corte=CORTE, anteriores=anteriores)

    assert desde_polars == _resumen(anteriores=anteriores)


_FILAS = st.lists(
    st.tuples(
        st.floats(-1e9, 1e9),
        st.sampled_from([*SEGMENTOS, "", None]),
        st.sampled_from(["Sí", ""]),
        st.floats(0, 100) | st.none(),
        st.sampled_from(["Alfa", "Beta"]),
    ),
    max_size=30,
)


def _tabla(filas: list[tuple[int, tuple[Any, ...]]]) -> pd.DataFrame:
    campos = ("importe_neto", "segmento", "en_riesgo", "puntuacion", "nombre")
    columnas = {campo: [fila[i] for _, fila in filas] for i, campo in enumerate(campos)}
    return pd.DataFrame({"fila": [numero for numero, _ in filas], **columnas})


@given(_FILAS, st.randoms())
def test_el_orden_de_las_filas_no_cambia_el_resumen(filas: list[tuple[Any, ...]], azar: Any) -> None:
    numeradas = list(enumerate(filas, 2))
    barajadas = numeradas.copy()
    azar.shuffle(barajadas)
    anteriores = {2: "Clave", 4: "Emergente"}

    derecho = resumir(_tabla(numeradas), corte=CORTE, anteriores=anteriores)
    revuelto = resumir(_tabla(barajadas), corte=CORTE, anteriores=anteriores)

    assert derecho == revuelto


@given(_FILAS)
def test_los_segmentos_suman_el_total_al_centimo(filas: list[tuple[Any, ...]]) -> None:
    resumen = resumir(_tabla(list(enumerate(filas, 2))), corte=CORTE)

    assert sum(grupo.clientes for grupo in resumen.segmentos) == len(filas)
    centimos = sum(round(grupo.importe_neto * 100) for grupo in resumen.segmentos)
    assert centimos == round(resumen.totales.importe_neto * 100)


def test_quien_esta_oculto_cuenta_pero_no_se_nombra() -> None:
    oculta = _cartera() | {"oculto": [True, False, False, False, True]}
    anteriores = {2: "Clave", 3: "Estratégico", 4: "Bajo valor", 5: "Bajo valor", 6: "Emergente"}

    resumen = _resumen(oculta, anteriores=anteriores)

    assert resumen.totales == _resumen().totales
    assert resumen.en_riesgo == resumen.oportunidades == ()
    assert resumen.cambios is not None
    assert resumen.cambios.suben == resumen.cambios.bajan == 1
    assert [cambio.nombre for cambio in resumen.cambios.lista] == ["Beta"]
