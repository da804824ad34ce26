"""Responder a quien pide sus datos: todo lo que el libro y el diario tienen de un cliente, y sus derechos.

No es asesoramiento jurídico. Quien responde ha de mirar además lo que no está en este libro.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cartera_xl.casos.a_fondo import estudiar_a_fondo
from cartera_xl.casos.estudio import Cartera
from cartera_xl.casos.permisos import permisos_de
from cartera_xl.casos.persona import Aparicion, Persona, apariciones, columnas_de_clientes, reconocer
from cartera_xl.casos.peticion import Peticion
from cartera_xl.casos.puertos import BookEraser, Journal
from cartera_xl.nucleo.celdas import Celda, vacia
from cartera_xl.nucleo.corrida import HojaCorrida
from cartera_xl.nucleo.lectura.textos import texto_de
from cartera_xl.nucleo.paises import pais as convenciones
from cartera_xl.nucleo.palabras_cifras import por_ciento
from cartera_xl.nucleo.plan import Aspecto
from cartera_xl.nucleo.privacidad.borrado import Rastro
from cartera_xl.nucleo.privacidad.leyes import DERECHOS, NO_ES_ASESORAMIENTO, Norma, Tema, normas_de, nota_de_pais
from cartera_xl.nucleo.privacidad.permisos import Canal, Permisos, puede_aparecer, puede_recibir
from cartera_xl.nucleo.resultados import RESULTADOS

PARA_QUE = (
    "Se usa para decidir a qué clientes dedicar más tiempo y con qué trato. Sale de una cuenta con sus compras, igual"
    " para todos, que una persona revisa: el programa no deniega nada ni da de baja a nadie por su cuenta."
)
NO_SE_BUSCA = (
    "No se han buscado otras formas de escribir su nombre, erratas, imágenes ni archivos fuera de este libro: correos"
    " enviados, informes en PDF, copias de seguridad y otros programas se han de mirar aparte."
)


@dataclass(frozen=True, slots=True)
class DatoSuyo:
    """Una celda de su fila, ya escrita como texto; `calculado` si la pone el programa."""

    titulo: str
    valor: str
    calculado: bool
    explicacion: str = ""

    def a_dict(self) -> dict[str, object]:
        """Lo mismo con tipos de JSON."""
        return {
            "titulo": self.titulo,
            "valor": self.valor,
            "calculado": self.calculado,
            "explicacion": self.explicacion,
        }


@dataclass(frozen=True, slots=True)
class ComprasSuyas:
    """Sus líneas de movimientos, como están en su hoja o en su fichero."""

    hoja: str
    titulos: tuple[str, ...]
    lineas: tuple[tuple[str, ...], ...]

    def a_dict(self) -> dict[str, object]:
        """Lo mismo con tipos de JSON."""
        return {"hoja": self.hoja, "titulos": list(self.titulos), "lineas": [list(linea) for linea in self.lineas]}


@dataclass(frozen=True, slots=True)
class EjecucionSuya:
    """Una ejecución que guarda algo suyo: las `columnas` escritas en su fila y las `hojas` que la nombran."""

    id: str
    momento: datetime
    columnas: tuple[str, ...]
    hojas: tuple[str, ...]

    def a_dict(self) -> dict[str, object]:
        """Lo mismo con tipos de JSON."""
        return {
            "id": self.id,
            "momento": self.momento.isoformat(),
            "columnas": list(self.columnas),
            "hojas": list(self.hojas),
        }


@dataclass(frozen=True, slots=True)
class Interesado:
    """Todo lo que se tiene de una persona. `perfil` es lo que el programa calcula de ella hoy."""

    libro: str
    dia: date
    nombre: str
    hoja: str
    fila: int
    ficha: tuple[DatoSuyo, ...]
    compras: ComprasSuyas | None
    apariciones: tuple[Aparicion, ...]
    rastros: tuple[Rastro, ...]
    ejecuciones: tuple[EjecucionSuya, ...]
    perfil: tuple[DatoSuyo, ...]
    permisos: tuple[tuple[str, str], ...]
    pais: str
    nota_de_pais: str
    derechos: tuple[Norma, ...]

    def a_dict(self) -> dict[str, Any]:
        """Lo mismo con tipos de JSON."""
        return {
            "libro": self.libro,
            "fecha": self.dia.isoformat(),
            "persona": {"nombre": self.nombre, "hoja": self.hoja, "fila": self.fila},
            "ficha": [dato.a_dict() for dato in self.ficha],
            "compras": self.compras.a_dict() if self.compras else None,
            "apariciones": [aparicion.a_dict() for aparicion in self.apariciones],
            "fuera_de_las_celdas": [rastro.a_dict() for rastro in self.rastros],
            "diario": [ejecucion.a_dict() for ejecucion in self.ejecuciones],
            "perfil": [dato.a_dict() for dato in self.perfil],
            "para_que_se_usa": PARA_QUE,
            "permisos": dict(self.permisos),
            "pais": self.pais or None,
            "nota_de_pais": self.nota_de_pais,
            "derechos": [norma.a_dict() for norma in self.derechos],
            "no_se_ha_buscado": NO_SE_BUSCA,
            "aviso": NO_ES_ASESORAMIENTO,
        }


def interesado(anfitrion: BookEraser, diario: Journal, peticion: Peticion, cliente: str) -> Interesado:
    """Reúne todo lo que hay de ese cliente; no escribe nada."""
    cartera = estudiar_a_fondo(anfitrion, diario, peticion).cartera
    persona = reconocer(cartera, cliente)
    permisos = permisos_de(cartera, peticion)
    pais = str(permisos.paises[persona.posicion])
    peticion.avance("Buscando a la persona en las demás hojas…")
    return Interesado(
        libro=cartera.libro.info.nombre,
        dia=peticion.momento.date(),
        nombre=persona.nombre,
        hoja=persona.hoja,
        fila=persona.fila,
        ficha=tuple(_ficha(anfitrion, cartera, persona)),
        compras=_compras(anfitrion, cartera, persona, peticion),
        apariciones=tuple(apariciones(anfitrion, cartera, persona)),
        rastros=anfitrion.traces(persona.identidad),
        ejecuciones=tuple(_ejecuciones(diario, cartera, persona)),
        perfil=tuple(_perfil(cartera, persona)),
        permisos=tuple(_permisos(permisos, persona.posicion)),
        pais=pais,
        nota_de_pais=nota_de_pais(pais),
        derechos=tuple(normas_de(pais, (*DERECHOS, Tema.VIGENCIA, Tema.AUTORIDAD))),
    )


def huellas_suyas(diario: Journal, cartera: Cartera, persona: Persona) -> dict[tuple[str, ...], int]:
    """Su huella con cada juego de campos que han usado las ejecuciones de este libro en este equipo."""
    clientes, libro = cartera.leido.clientes, cartera.libro.configuracion.identificador
    sitio = persona.fila - clientes.zona.primera_fila
    juegos = {corrida.campos for corrida in diario.history(libro) if corrida.campos} if libro else set()
    return {campos: int(clientes.huellas(campos, libro)[sitio]) for campos in juegos}


def _ficha(anfitrion: BookEraser, cartera: Cartera, persona: Persona) -> list[DatoSuyo]:
    clientes, pais = cartera.leido.clientes, cartera.calculo.ajustes.pais
    if cartera.leido.nueva is not None:
        cuadro = clientes.tabla.cuadro
        titulos = clientes.tabla.encargo.mapeo.titulos
        dichos = {titulos[campo]: cuadro[campo][persona.posicion] for campo in titulos if campo in cuadro.columns}
        return [DatoSuyo(titulo, escrito(valor, pais), False) for titulo, valor in dichos.items() if not vacia(valor)]
    linea = anfitrion.grid(persona.hoja)[persona.fila - 1]
    nuestras = {columna: ident for ident, columna in clientes.sitios.items()}
    aspectos = {resultado.id: resultado for resultado in RESULTADOS}
    ficha = []
    for columna in columnas_de_clientes(cartera):
        titulo = clientes.cabecera.get(columna, "(sin título)")
        valor = linea[columna - 1] if columna <= len(linea) else None
        if vacia(valor):
            continue
        resultado = aspectos.get(nuestras.get(columna, ""))
        aspecto, explicacion = (resultado.aspecto, resultado.explicacion) if resultado else (Aspecto.GENERAL, "")
        calculado = resultado is not None and not resultado.de_la_persona
        ficha.append(DatoSuyo(titulo, escrito(valor, pais, aspecto), calculado, explicacion))
    return ficha


def _compras(anfitrion: BookEraser, cartera: Cartera, persona: Persona, peticion: Peticion) -> ComprasSuyas | None:
    movimientos, pais = cartera.leido.movimientos, cartera.calculo.ajustes.pais
    if movimientos is None or not persona.lineas:
        return None
    titulos = dict(sorted(movimientos.encargo.candidata.titulos.items()))
    aparte = peticion.movimientos
    if aparte is None:
        cuadro = anfitrion.grid(persona.hoja_movimientos)
        filas = [cuadro[fila - 1] for fila in persona.lineas]
    else:
        primera = aparte.fila_cabecera + 1
        filas = [[columna[fila - primera] for columna in aparte.columnas] for fila in persona.lineas]
    lineas = tuple(
        tuple(escrito(fila[columna - 1] if columna <= len(fila) else None, pais) for columna in titulos)
        for fila in filas
    )
    return ComprasSuyas(persona.hoja_movimientos, tuple(titulos.values()), lineas)


def _ejecuciones(diario: Journal, cartera: Cartera, persona: Persona) -> list[EjecucionSuya]:
    libro, huellas = cartera.libro.configuracion.identificador, huellas_suyas(diario, cartera, persona)
    halladas = []
    for corrida in diario.history(libro) if libro else ():
        entera = diario.find(libro, corrida.id)
        if entera is None:
            continue
        con_su_fila = bool(corrida.campos) and huellas[corrida.campos] in corrida.huellas
        titulos = tuple(columna.titulo for columna in entera.columnas) if con_su_fila else ()
        hojas = tuple(hoja.nombre for hoja in entera.hojas if _la_nombra(hoja, persona))
        if titulos or hojas:
            halladas.append(EjecucionSuya(corrida.id, corrida.momento, titulos, hojas))
    return halladas


def _la_nombra(hoja: HojaCorrida, persona: Persona) -> bool:
    """Las hojas propias guardadas en el diario llevan los nombres que enseñaban."""
    celdas = (*hoja.antes.values(), *hoja.despues.values())
    return any(isinstance(c, str) and persona.identidad.nombra(c, en_lo_nuestro=True) for c in celdas)


def _perfil(cartera: Cartera, persona: Persona) -> list[DatoSuyo]:
    """Lo que el programa calcula hoy, esté o no escrito en la hoja."""
    puntuados, pais = cartera.calculo.puntuados, cartera.calculo.ajustes.pais
    perfil = []
    for resultado in RESULTADOS:
        if resultado.id in puntuados.columns and not resultado.de_la_persona:
            valor: Celda = puntuados[resultado.id][persona.posicion]
            if not vacia(valor) and texto_de(valor) is not None:
                texto = escrito(valor, pais, resultado.aspecto)
                perfil.append(DatoSuyo(resultado.titulo, texto, True, resultado.explicacion))
    return perfil


def _permisos(permisos: Permisos, posicion: int) -> list[tuple[str, str]]:
    dichos = [(f"Publicidad por {canal}", str(puede_recibir(permisos, canal).motivos[posicion])) for canal in Canal]
    if not puede_aparecer(permisos)[posicion]:
        dichos.append(("Informes y listas", "No aparece en ninguno."))
    return dichos


_REDONDOS: Mapping[Aspecto, int] = {Aspecto.ENTERO: 0, Aspecto.DECIMAL: 1, Aspecto.IMPORTE: 2}


def escrito(valor: Celda, pais: str | None, aspecto: Aspecto = Aspecto.GENERAL) -> str:
    """La celda como texto para una persona: la fecha con barras y los decimales con la coma o el punto del país.

    Sin separador de miles: un código o un teléfono también pueden ser números.
    """
    if isinstance(valor, bool) or not isinstance(valor, int | float):
        return texto_de(valor) or ""
    if vacia(valor):
        return ""
    if aspecto is Aspecto.PORCENTAJE:
        return por_ciento(valor)
    redondo = round(float(valor), _REDONDOS.get(aspecto, 4))
    if redondo.is_integer():
        return f"{redondo:.0f}"
    cifras = f"{redondo:.2f}" if round(redondo, 2) == redondo else repr(redondo)
    return cifras.replace(".", convenciones(pais or "ES").decimal)
