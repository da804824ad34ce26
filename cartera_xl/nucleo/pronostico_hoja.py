"""El pronóstico del baremo como secciones de la hoja Configuración, y de vuelta, sin perder un bit.

La persona ve ahí qué método se usa, qué métodos se compararon y con qué resultado. La huella del baremo cubre también
estas cifras.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from cartera_xl.nucleo.baremo_celdas import RECALIBRE, falta, fecha
from cartera_xl.nucleo.baremo_celdas import numero as leer_numero
from cartera_xl.nucleo.celdas import Celda, vacia
from cartera_xl.nucleo.lectura.textos import clave
from cartera_xl.nucleo.lienzo import Fila, FilaLeida, Lienzo, Seccion
from cartera_xl.nucleo.modelos.base import Ajuste, Metodo
from cartera_xl.nucleo.plan import Aspecto, CeldaSalida
from cartera_xl.nucleo.pronostico.tipos import Comparado, Decil, FormaDeGasto, Gasto, Pronostico, Prueba

T = TypeVar("T")

_NOTA = "Qué método se usa para mirar hacia delante y cómo le fue con su pasado. Lo escribe el programa; no lo edite"
_COVARIANZAS = tuple(f"Covarianza {i}" for i in range(1, 5))

PRONOSTICO = Seccion("Baremo: pronóstico", ("Dato", "Valor", "Qué es"), _NOTA)
COMPARADOS = Seccion(
    "Baremo: métodos comparados",
    (
        "Método",
        "Nombre",
        "Es modelo",
        "MAE",
        "RMSE",
        "Sesgo",
        "AUC",
        "Brier",
        "Seguimiento",
        "Captura",
        "Previa",
        "Reserva",
    ),
    "Del mejor al peor con los datos de este libro; «cartera validar» lo enseña con más detalle",
    minimo=2,
)
DECILES = Seccion("Baremo: deciles de la prueba", ("Decil", "Clientes", "Dicho", "Recalibrado", "Real"), minimo=2)
AJUSTES = Seccion(
    "Baremo: ajustes",
    ("Ajuste", "Modelo", "Clientes", "Estimación", "Previa", "Log-verosimilitud", "Reserva"),
    minimo=2,
)
PARAMETROS = Seccion("Baremo: parámetros", ("Parámetro", "Valor", *_COVARIANZAS), minimo=2)
SECCIONES_DE_PRONOSTICO = (PRONOSTICO, COMPARADOS, DECILES, AJUSTES, PARAMETROS)

_COMPRAS, _GASTO, _RENOVACIONES = "Compras", "Gasto", "Renovaciones"

_DATOS: Mapping[str, str] = {
    "Horizonte": "Días de «Prob. de volver»",
    "Muestra insuficiente": "Con menos de 20 clientes solo hay reglas sencillas",
    "Gasto por compra": "De dónde sale lo que se espera de cada compra",
    "Compradores con importe": "Con cuántos se midió el gasto",
    "Correlación": "De Spearman, entre número de compras y gasto medio",
    "Reserva del gasto": "Por qué no se usa otro método",
    "Prueba: se calibra hasta": "Lo que se sabía ese día",
    "Prueba: se compara hasta": "Lo que pasó después",
    "Prueba: días": "Los del periodo que se compara",
    "Prueba: misma temporada": "Si es la misma época del año que el periodo que viene",
    "Prueba: clientes": "Los conocidos al empezar",
    "Prueba: gana": "El método elegido",
    "Prueba: motivo": "Por qué",
    "Recalibración: ordenada": "Corrige las probabilidades con lo que pasó",
    "Recalibración: pendiente": "En la escala logística",
    "Brier antes": "Error cuadrático de las probabilidades",
    "Brier después": "Ya recalibradas",
    "Captura por CLV": "Parte del neto del periodo que hizo el 20 % de más CLV",
    "Captura por neto": "La que hizo el 20 % de más neto de 12 meses",
}


def escribir_pronostico(lienzo: Lienzo, pronostico: Pronostico | None, contratos: Ajuste | None) -> None:
    """Pone el pronóstico en sus secciones, en su sitio si ya estaban; sin pronóstico ni renovaciones, las vacía."""
    filas: Mapping[Seccion, Sequence[Fila]] = {
        PRONOSTICO: list(_filas_de_datos(pronostico)) if pronostico else [],
        COMPARADOS: _filas_de_comparados(pronostico),
        DECILES: _filas_de_deciles(pronostico),
        AJUSTES: list(_filas_de_ajustes(pronostico, contratos)),
        PARAMETROS: list(_filas_de_parametros(pronostico, contratos)),
    }
    for seccion, lineas in filas.items():
        if lineas or lienzo.trozos(seccion):
            lienzo.reescribir(seccion, lineas)


def leer_pronostico(lienzo: Lienzo) -> tuple[Pronostico | None, Ajuste | None]:
    """El pronóstico y el ajuste de las renovaciones; `ConfiguracionErronea` si les falta algo."""
    ajustes = _ajustes_leidos(lienzo)
    contratos = ajustes.get(clave(_RENOVACIONES))
    if clave(_COMPRAS) not in ajustes:
        return None, contratos
    dato = _Datos(lienzo)
    gasto = Gasto(
        forma=FormaDeGasto(dato("Gasto por compra", str)),
        parametros=tuple(valor for valor, _ in _parametros(lienzo, _GASTO)),
        compradores=int(dato("Compradores con importe", float)),
        correlacion=dato.o_nada("Correlación", float),
        aviso=dato.o_nada("Reserva del gasto", str) or "",
    )
    return (
        Pronostico(
            ajuste=ajustes[clave(_COMPRAS)],
            horizonte=int(dato("Horizonte", float)),
            gasto=gasto,
            prueba=_prueba_leida(lienzo, dato),
            insuficiente=dato("Muestra insuficiente", str) == "sí",
        ),
        contratos,
    )


def _filas_de_datos(pronostico: Pronostico) -> Iterator[Fila]:
    gasto, prueba = pronostico.gasto, pronostico.prueba
    valores: list[Celda] = [
        pronostico.horizonte,
        _si_no(pronostico.insuficiente),
        gasto.forma.value,
        gasto.compradores,
        gasto.correlacion,
        gasto.aviso or None,
        *([None] * 13 if prueba is None else _datos_de_prueba(prueba)),
    ]
    for (nombre, explicacion), valor in zip(_DATOS.items(), valores, strict=True):
        aspecto = Aspecto.FECHA if isinstance(valor, date) else Aspecto.GENERAL
        yield {
            "Dato": CeldaSalida(nombre),
            "Valor": CeldaSalida(valor, aspecto),
            "Qué es": CeldaSalida(explicacion, Aspecto.NOTA),
        }


def _datos_de_prueba(prueba: Prueba) -> list[Celda]:
    return [
        prueba.corte,
        prueba.hasta,
        prueba.dias,
        _si_no(prueba.misma_temporada),
        prueba.clientes,
        prueba.ganador,
        prueba.motivo,
        *prueba.recalibracion,
        prueba.brier_antes,
        prueba.brier_despues,
        prueba.captura_clv,
        prueba.captura_12m,
    ]


def _filas_de_comparados(pronostico: Pronostico | None) -> list[Fila]:
    if pronostico is None or pronostico.prueba is None:
        return []
    return [_fila(COMPARADOS, _celdas_de_comparado(comparado)) for comparado in pronostico.prueba.comparados]


def _celdas_de_comparado(c: Comparado) -> list[Celda]:
    quien: list[Celda] = [c.metodo, c.nombre, _si_no(c.es_modelo)]
    return [*quien, c.mae, c.rmse, c.sesgo, c.auc, c.brier, c.seguimiento, c.captura, c.sigma, c.aviso or None]


def _filas_de_deciles(pronostico: Pronostico | None) -> list[Fila]:
    if pronostico is None or pronostico.prueba is None:
        return []
    deciles = enumerate(pronostico.prueba.deciles, start=1)
    return [_fila(DECILES, (i, d.clientes, d.predicha, d.recalibrada, d.real)) for i, d in deciles]


def _filas_de_ajustes(pronostico: Pronostico | None, contratos: Ajuste | None) -> Iterator[Fila]:
    for nombre, ajuste in ((_COMPRAS, pronostico.ajuste if pronostico else None), (_RENOVACIONES, contratos)):
        if ajuste is not None:
            estimacion = ajuste.metodo.value
            datos = (nombre, ajuste.modelo, ajuste.clientes, estimacion, ajuste.sigma, ajuste.log_verosimilitud)
            yield _fila(AJUSTES, (*datos, ajuste.aviso or None))


def _filas_de_parametros(pronostico: Pronostico | None, contratos: Ajuste | None) -> Iterator[Fila]:
    if pronostico is not None:
        yield from _parametros_de(_COMPRAS, pronostico.ajuste.parametros, pronostico.ajuste.covarianza)
        yield from _parametros_de(_GASTO, pronostico.gasto.parametros, ())
    if contratos is not None:
        yield from _parametros_de(_RENOVACIONES, contratos.parametros, contratos.covarianza)


def _parametros_de(nombre: str, valores: Sequence[float], covarianza: Sequence[Sequence[float]]) -> Iterator[Fila]:
    for i, valor in enumerate(valores):
        fila = covarianza[i] if i < len(covarianza) else ()
        yield _fila(PARAMETROS, (f"{nombre} {i + 1}", valor, *fila, *[None] * (len(_COVARIANZAS) - len(fila))))


def _fila(seccion: Seccion, valores: Sequence[Celda]) -> Fila:
    return {nombre: CeldaSalida(valor) for nombre, valor in zip(seccion.cabeceras, valores, strict=True)}


def _si_no(cierto: bool) -> str:
    return "sí" if cierto else "no"


class _Datos:
    """Los datos de la sección del pronóstico, leídos por su nombre."""

    def __init__(self, lienzo: Lienzo) -> None:
        self._lienzo = lienzo
        self._filas = {clave(str(fila.valores["Dato"])): fila for fila in lienzo.filas(PRONOSTICO)}

    def __call__(self, nombre: str, tipo: Callable[[Any], T]) -> T:
        valor = self.o_nada(nombre, tipo)
        if valor is None:
            raise falta(self._lienzo, PRONOSTICO, nombre)
        return valor

    def o_nada(self, nombre: str, tipo: Callable[[Any], T]) -> T | None:
        """`None` si la celda está vacía o la fila no está."""
        fila = self._filas.get(clave(nombre))
        if fila is None or vacia(fila.valores["Valor"]):
            return None
        return self._lienzo.exigir(fila, "Valor", tipo, RECALIBRE)


def _prueba_leida(lienzo: Lienzo, dato: _Datos) -> Prueba | None:
    corte = dato.o_nada("Prueba: se calibra hasta", fecha)
    if corte is None:
        return None
    return Prueba(
        corte=corte,
        hasta=dato("Prueba: se compara hasta", fecha),
        dias=int(dato("Prueba: días", float)),
        misma_temporada=dato("Prueba: misma temporada", str) == "sí",
        clientes=int(dato("Prueba: clientes", float)),
        comparados=tuple(_comparado(lienzo, fila) for fila in lienzo.filas(COMPARADOS)),
        ganador=dato("Prueba: gana", str),
        motivo=dato("Prueba: motivo", str),
        recalibracion=(dato("Recalibración: ordenada", float), dato("Recalibración: pendiente", float)),
        brier_antes=dato("Brier antes", float),
        brier_despues=dato("Brier después", float),
        deciles=tuple(_decil(lienzo, fila) for fila in lienzo.filas(DECILES)),
        captura_clv=dato.o_nada("Captura por CLV", float),
        captura_12m=dato.o_nada("Captura por neto", float),
    )


def _comparado(lienzo: Lienzo, fila: FilaLeida) -> Comparado:
    def numero(nombre: str) -> float:
        return lienzo.exigir(fila, nombre, leer_numero, RECALIBRE)

    def quiza(nombre: str) -> float | None:
        return None if vacia(fila.valores[nombre]) else numero(nombre)

    return Comparado(
        metodo=str(fila.valores["Método"]),
        nombre=str(fila.valores["Nombre"]),
        es_modelo=fila.valores["Es modelo"] == "sí",
        mae=numero("MAE"),
        rmse=numero("RMSE"),
        sesgo=quiza("Sesgo"),
        auc=quiza("AUC"),
        brier=numero("Brier"),
        seguimiento=quiza("Seguimiento"),
        captura=quiza("Captura"),
        aviso=str(fila.valores["Reserva"] or ""),
        sigma=quiza("Previa"),
    )


def _decil(lienzo: Lienzo, fila: FilaLeida) -> Decil:
    clientes, dicho, recalibrado, real = (
        lienzo.exigir(fila, nombre, leer_numero, RECALIBRE) for nombre in DECILES.cabeceras[1:]
    )
    return Decil(int(clientes), dicho, recalibrado, real)


def _ajustes_leidos(lienzo: Lienzo) -> dict[str, Ajuste]:
    ajustes = {}
    for fila in lienzo.filas(AJUSTES):
        nombre = str(fila.valores["Ajuste"])
        parametros = _parametros(lienzo, nombre)
        previa = fila.valores["Previa"]
        ajustes[clave(nombre)] = Ajuste(
            modelo=str(fila.valores["Modelo"]),
            parametros=tuple(valor for valor, _ in parametros),
            log_verosimilitud=lienzo.exigir(fila, "Log-verosimilitud", leer_numero, RECALIBRE),
            covarianza=tuple(cov for _, cov in parametros if cov),
            clientes=int(lienzo.exigir(fila, "Clientes", leer_numero, RECALIBRE)),
            metodo=lienzo.exigir(fila, "Estimación", _metodo, RECALIBRE),
            sigma=None if vacia(previa) else lienzo.exigir(fila, "Previa", leer_numero, RECALIBRE),
            aviso=str(fila.valores["Reserva"] or ""),
        )
    return ajustes


def _parametros(lienzo: Lienzo, nombre: str) -> list[tuple[float, tuple[float, ...]]]:
    """Valor y fila de covarianza de cada parámetro de ese ajuste, en orden."""
    leidos = []
    for fila in lienzo.filas(PARAMETROS):
        if clave(str(fila.valores["Parámetro"])).startswith(clave(nombre) + " "):
            llenas = [columna for columna in _COVARIANZAS if not vacia(fila.valores[columna])]
            covarianza = tuple(lienzo.exigir(fila, columna, leer_numero, RECALIBRE) for columna in llenas)
            leidos.append((lienzo.exigir(fila, "Valor", leer_numero, RECALIBRE), covarianza))
    return leidos


def _metodo(celda: Celda) -> Metodo:
    return Metodo(str(celda))
