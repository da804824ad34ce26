"""Validar: qué método de pronóstico acierta más con estos clientes, y si los segmentos acertaron la última vez.

No escribe nada. Hace falta el registro de compras: un resumen por cliente no tiene pasado con que comparar.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import narwhals as nw

from cartera_xl.casos.apertura import LibroAbierto, abrir
from cartera_xl.casos.balance import incidencia_a_dict
from cartera_xl.casos.calculo import nombres, reunir_hechos
from cartera_xl.casos.estudio import exigir_una_sola_lectura, leer
from cartera_xl.casos.lectura_libro import MOTOR, pais_de
from cartera_xl.casos.leido import Leido
from cartera_xl.casos.peticion import Peticion
from cartera_xl.casos.puertos import SheetHost
from cartera_xl.nucleo.baremo import Baremo
from cartera_xl.nucleo.columnas import Clase, campo
from cartera_xl.nucleo.compras import registro_de_movimientos
from cartera_xl.nucleo.compras_lineas import numero_de_dia
from cartera_xl.nucleo.comprobador import exigir_reglas_validas
from cartera_xl.nucleo.errores import Gravedad, HojaNoEncontrada, Incidencia
from cartera_xl.nucleo.pronostico.acierto import Acierto, FaltaHistoria, probar_segmentos
from cartera_xl.nucleo.pronostico.calibracion import calibrar_pronostico
from cartera_xl.nucleo.pronostico.candidatos import CANDIDATOS
from cartera_xl.nucleo.pronostico.tipos import Pronostico, Prueba

DE_HOY = (
    "importe_contrato",
    "fin_contrato",
    "renovaciones",
    "gasto_previsto",
    "encaje",
    "potencial",
    "margen",
)
"""Lo que la hoja dice hoy y no se sabe qué decía hace un año; el segmento impuesto a mano tampoco."""


@dataclass(frozen=True, slots=True)
class Guardado:
    """El método que el baremo del libro tiene elegido; `metodo` vacío si el baremo no pronostica."""

    corte: date
    metodo: str


@dataclass(frozen=True, slots=True)
class Validacion:
    """Lo que se enseña de las dos pruebas.

    * `pronostico`: el que daría calibrar hoy; `None` si no consta ninguna compra.
    * `guardado`: lo que usará «recalcular» si no se recalibra; `None` si el libro no tiene baremo.
    * `nombres`: id de método -> nombre que lee la persona.
    * `acierto`: de los segmentos de hace un año.
    * `de_hoy`: títulos de las columnas que no se han usado para puntuar hace un año porque su dato es de hoy.
    * `de_la_hoja`: falso si la hoja de clientes sale de los movimientos; si es cierto, pueden faltar clientes borrados.
    """

    libro: str
    pais: str | None
    moneda: str | None
    corte: date
    motivo_corte: str
    pronostico: Pronostico | None
    guardado: Guardado | None
    nombres: Mapping[str, str]
    acierto: Acierto | FaltaHistoria
    de_hoy: tuple[str, ...]
    de_la_hoja: bool
    incidencias: tuple[Incidencia, ...]

    @property
    def metodo(self) -> str:
        """Id del que elegiría calibrar hoy; vacío si no hay ninguno."""
        return "" if self.pronostico is None else self.pronostico.ajuste.modelo

    def nombre(self, metodo: str) -> str:
        """Como se llama un método en la pantalla."""
        return self.nombres.get(metodo, metodo)

    @property
    def conviene_recalibrar(self) -> bool:
        """Cierto si «recalcular» usará, con el baremo guardado, un método distinto del que hoy acierta más."""
        return self.guardado is not None and self.metodo not in ("", self.guardado.metodo)

    def con_errores(self) -> bool:
        """Cierto si alguna incidencia dejó un dato fuera."""
        return any(i.gravedad is Gravedad.ERROR for i in self.incidencias)

    def a_dict(self) -> dict[str, Any]:
        """Con tipos de JSON y claves en español."""
        guardado = self.guardado
        return {
            "libro": self.libro,
            "pais": self.pais,
            "moneda": self.moneda,
            "corte": self.corte.isoformat(),
            "motivo_corte": self.motivo_corte,
            "metodo": self.metodo or None,
            "guardado": None if guardado is None else asdict(guardado) | {"corte": guardado.corte.isoformat()},
            "conviene_recalibrar": self.conviene_recalibrar,
            "pronostico": None if self.pronostico is None else _pronostico_a_dict(self.pronostico),
            "acierto": _acierto_a_dict(self.acierto),
            "no_se_usa": list(self.de_hoy),
            "incidencias": [incidencia_a_dict(i) for i in self.incidencias],
        }


def validar(anfitrion: SheetHost, peticion: Peticion) -> Validacion:
    """Prueba los métodos y los segmentos con las compras del libro; `HojaNoEncontrada` si no trae compras."""
    peticion.avance("Abriendo el libro…")
    libro = abrir(anfitrion)
    leido = leer(anfitrion, libro, peticion)
    if leido.movimientos is None:
        raise _sin_movimientos(libro)
    exigir_una_sola_lectura(leido)
    ajustes = libro.configuracion
    exigir_reglas_validas(ajustes.reglas, donde=f"hoja «{libro.nombre_configuracion}», reglas de segmento")
    clientes = leido.clientes.tabla
    hechos = reunir_hechos(clientes, leido.movimientos, peticion)
    assert hechos.movimientos is not None, "con movimientos leídos, los hechos salen de ellos"
    assert hechos.claves is not None, "y cada cliente tiene su clave"
    peticion.avance("Probando los métodos con su pasado…")
    registro = registro_de_movimientos(hechos.movimientos, hechos.corte)
    pronostico = calibrar_pronostico(registro, numero_de_dia(hechos.corte), ajustes.horizonte)
    peticion.avance("Puntuando como hace un año…")
    nombre = nw.new_series("nombre", nombres(clientes.cuadro), nw.String, backend=MOTOR)
    identificados = hechos.claves.with_columns(nombre)  # quién es cada fila, y nada más de la hoja
    acierto = probar_segmentos(identificados, hechos.movimientos, registro, ajustes, hechos.corte)
    pais = pais_de(libro, peticion)
    return Validacion(
        libro=libro.info.nombre,
        pais=pais.codigo if pais else None,
        moneda=ajustes.moneda or (pais.moneda if pais else None),
        corte=hechos.corte,
        motivo_corte=hechos.motivo_corte,
        pronostico=pronostico,
        guardado=_guardado(libro.baremo),
        nombres={metodo.id: metodo.nombre for metodo in CANDIDATOS.values()},
        acierto=acierto,
        de_hoy=tuple(_de_hoy(leido)),
        de_la_hoja=leido.nueva is None,
        incidencias=(
            *(() if leido.nueva is not None else clientes.lectura.incidencias),
            *leido.movimientos.lectura.incidencias,
            *hechos.incidencias,
        ),
    )


def _sin_movimientos(libro: LibroAbierto) -> HojaNoEncontrada:
    return HojaNoEncontrada(
        "Para validar hacen falta las compras una a una (cliente, fecha e importe), y aquí solo está su resumen: "
        "con él no se sabe qué había hecho cada cliente en una fecha pasada.",
        donde=f"libro «{libro.info.nombre}»",
        remedio="Dé las compras con --movimientos ARCHIVO (.csv, .parquet o .xlsx) o en otra hoja del libro",
    )


def _guardado(baremo: Baremo | None) -> Guardado | None:
    if baremo is None:
        return None
    return Guardado(baremo.corte, "" if baremo.pronostico is None else baremo.pronostico.ajuste.modelo)


def _de_hoy(leido: Leido) -> Iterable[str]:
    """Los títulos de las columnas con algún dato que solo se conoce a día de hoy."""
    cuadro, titulos = leido.clientes.tabla.cuadro, leido.clientes.tabla.encargo.mapeo.titulos
    for ident in DE_HOY:
        if ident in cuadro.columns and cuadro[ident].null_count() < len(cuadro):
            yield titulos.get(ident) or campo(Clase.CLIENTES, ident).nombre
    manual = leido.clientes.propias.get("segmento_manual")
    if manual is not None and any(isinstance(valor, str) and valor.strip() for valor in manual.tolist()):
        yield leido.clientes.cabecera[leido.clientes.sitios["segmento_manual"]]


def _pronostico_a_dict(pronostico: Pronostico) -> dict[str, Any]:
    ajuste = pronostico.ajuste
    return {
        "metodo": ajuste.modelo,
        "estimacion": ajuste.metodo.value,
        "clientes": ajuste.clientes,
        "aviso": ajuste.aviso,
        "horizonte_dias": pronostico.horizonte,
        "muestra_insuficiente": pronostico.insuficiente,
        "prueba": None if pronostico.prueba is None else _prueba_a_dict(pronostico.prueba),
    }


def _prueba_a_dict(prueba: Prueba) -> dict[str, Any]:
    fechas = {"corte": prueba.corte.isoformat(), "hasta": prueba.hasta.isoformat()}
    return asdict(prueba) | fechas | {"clv_validado": prueba.clv_validado}


def _acierto_a_dict(acierto: Acierto | FaltaHistoria) -> dict[str, Any]:
    if isinstance(acierto, FaltaHistoria):
        return {"hay_historia": False} | asdict(acierto)
    return {"hay_historia": True} | acierto.a_dict()
