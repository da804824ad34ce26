"""Deshacer una ejecución: devolver lo que había y respetar lo que alguien cambió después."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from cartera_xl.casos.apertura import LibroAbierto, abrir
from cartera_xl.casos.balance import Deshecho
from cartera_xl.casos.identidad import nueva_ejecucion
from cartera_xl.casos.lectura_libro import ClientesLeidos, leer_clientes
from cartera_xl.casos.peticion import Peticion
from cartera_xl.casos.puertos import Journal, SheetHost
from cartera_xl.casos.salida import iguales, normalizada
from cartera_xl.nucleo.celdas import Celda, ColumnaLeida, Cuadro, a1, celda_de, columna_de_objetos, misma_celda
from cartera_xl.nucleo.configuracion_hoja import cambios
from cartera_xl.nucleo.corrida import Accion, ColumnaCorrida, Corrida, HojaCorrida, emparejar_filas
from cartera_xl.nucleo.errores import EjecucionNoEncontrada, Gravedad, Incidencia
from cartera_xl.nucleo.historial_hoja import EntradaHistorial
from cartera_xl.nucleo.plan import CONSERVAR, CeldaSalida, ColumnaSalida, HojaSalida, PlanEscritura
from cartera_xl.nucleo.resultados import RESULTADOS


@dataclass(slots=True)
class _Vuelta:
    """Lo que se va reuniendo columna a columna."""

    columnas: list[ColumnaSalida] = field(default_factory=list)
    quitar: dict[str, tuple[int, str]] = field(default_factory=dict)
    respetadas: list[Incidencia] = field(default_factory=list)
    devueltas: int = 0
    clientes: int = 0


def deshacer(anfitrion: SheetHost, diario: Journal, peticion: Peticion, ejecucion: str | None = None) -> Deshecho:
    """Deshace la última ejecución, o la de ese id, en sus columnas y en sus hojas.

    Una celda se devuelve solo si sigue diciendo lo que la ejecución escribió. Una columna que la ejecución creó
    desaparece si en ella no queda nada de nadie. `EjecucionNoEncontrada` si no consta o ya se deshizo.
    """
    libro = abrir(anfitrion)
    corrida = _buscar(libro, diario, ejecucion)
    vuelta, zona = _Vuelta(), None
    if corrida.columnas:
        clientes = leer_clientes(anfitrion, libro, replace(peticion, hoja=corrida.hoja))
        sitios = emparejar_filas(corrida.huellas, clientes.huellas(corrida.campos, corrida.libro))
        for columna in corrida.columnas:
            _devolver_columna(columna, clientes, sitios, vuelta)
        zona, vuelta.clientes = clientes.zona, int(clientes.filas.marca.sum())
    hojas = _hojas(anfitrion, libro, corrida, vuelta)
    deshecho = Deshecho(
        libro=libro.info.nombre,
        ejecucion=corrida.id,
        momento=corrida.momento,
        celdas_devueltas=vuelta.devueltas,
        columnas_quitadas=tuple(titulo for _, titulo in vuelta.quitar.values()),
        respetadas=tuple(vuelta.respetadas),
        escrito=not peticion.simular,
    )
    if not peticion.simular:
        entrada = _entrada(corrida, peticion, vuelta.clientes, deshecho)
        quitar = tuple(numero for numero, _ in vuelta.quitar.values())
        plan = PlanEscritura(
            zona=zona,
            columnas=tuple(c for c in vuelta.columnas if c.id not in vuelta.quitar),
            hojas=(*hojas, libro.hoja_historial(anfitrion, entrada)),
            quitar=quitar,
        )
        anfitrion.write(plan)
        diario.mark_undone(corrida.libro, corrida.id, peticion.momento)
    return deshecho


def _buscar(libro: LibroAbierto, diario: Journal, ejecucion: str | None) -> Corrida:
    identificador = libro.configuracion.identificador
    corrida = diario.find(identificador, ejecucion) if identificador else None
    donde = f"libro «{libro.info.nombre}»"
    if corrida is None:
        que = (
            "No consta ninguna ejecución que deshacer."
            if ejecucion is None
            else f"No consta la ejecución «{ejecucion}»."
        )
        raise EjecucionNoEncontrada(
            f"{que} El diario está en el equipo y el usuario que recalcularon.",
            donde=donde,
            remedio="Mire con «cartera historial» las que hay; si fue en otro equipo, deshaga allí o use la copia",
        )
    if corrida.deshecha is not None:
        raise EjecucionNoEncontrada(
            f"La ejecución «{corrida.id}» ya se deshizo el {corrida.deshecha:%d/%m/%Y a las %H:%M}.",
            donde=donde,
            remedio="Elija otra de «cartera historial» con --ejecucion",
        )
    return corrida


def _devolver_columna(columna: ColumnaCorrida, clientes: ClientesLeidos, sitios: ColumnaLeida, vuelta: _Vuelta) -> None:
    numero = clientes.sitio_propio(columna.id)
    if numero is None:
        return
    ahora = normalizada(clientes.propias[columna.id])
    antes, despues = (_en_las_filas_de_hoy(valores, sitios) for valores in (columna.antes, columna.despues))
    conocidas = sitios >= 0
    intactas = conocidas & iguales(ahora, despues)
    cambiadas = ~iguales(antes, despues)
    devolver = intactas & cambiadas
    editadas = conocidas & ~intactas & ~iguales(ahora, antes)
    vuelta.devueltas += int(devolver.sum())
    vuelta.respetadas += [_respetada(columna, clientes, numero, i, ahora[i]) for i in np.flatnonzero(editadas).tolist()]
    valores = np.where(devolver, antes, np.full(len(ahora), CONSERVAR, dtype=object))
    quedan = np.where(devolver, antes, ahora)
    if columna.creada and all(valor is None for valor in quedan.tolist()):
        vuelta.quitar[columna.id] = (numero, columna.titulo)
    elif devolver.any():
        resultado = next(r for r in RESULTADOS if r.id == columna.id)
        vuelta.columnas.append(
            ColumnaSalida(columna.id, clientes.cabecera[numero], valores, resultado.aspecto, numero, resultado.ancho)
        )


def _en_las_filas_de_hoy(valores: ColumnaLeida, sitios: ColumnaLeida) -> ColumnaLeida:
    """Los valores guardados, reordenados a las filas de hoy; `None` en las que no estaban."""
    guardados = columna_de_objetos([*normalizada(valores).tolist(), None])
    reordenados: ColumnaLeida = guardados[sitios]
    return reordenados


def _respetada(
    columna: ColumnaCorrida, clientes: ClientesLeidos, numero: int, posicion: int, valor: Celda
) -> Incidencia:
    leido = f"{valor:.15g}".replace(".", ",") if isinstance(valor, float) else valor
    dice = "se vació" if valor is None else f"ahora dice «{leido}»"
    return Incidencia(
        "cambiada_despues",
        f"La columna «{columna.titulo}» {dice} después de la ejecución y se deja así.",
        clientes.zona.hoja,
        a1(clientes.zona.primera_fila + posicion, numero),
        "Cámbiela a mano si no la quiere.",
        Gravedad.AVISO,
    )


def _hojas(anfitrion: SheetHost, libro: LibroAbierto, corrida: Corrida, vuelta: _Vuelta) -> tuple[HojaSalida, ...]:
    salida = []
    for hoja in corrida.hojas:
        es_ajustes = libro.es_configuracion(hoja.nombre)
        if hoja.creada and es_ajustes:
            continue
        if libro.info.hoja(hoja.nombre) is None:
            continue
        celdas = _celdas_de_antes(hoja, anfitrion.grid(hoja.nombre), corrida.libro)
        if celdas:
            salida.append(HojaSalida(hoja.nombre, celdas))
    if vuelta.quitar and not any(libro.es_configuracion(hoja.nombre) for hoja in salida):
        salida.append(_sin_titulos(libro, set(vuelta.quitar)))
    return tuple(salida)


def _celdas_de_antes(hoja: HojaCorrida, cuadro: Cuadro, identificador: str) -> dict[tuple[int, int], CeldaSalida]:
    """Las celdas que siguen diciendo lo que la ejecución escribió, con su valor anterior.

    El identificador del libro se queda: es por donde el diario lo conoce.
    """
    return {
        sitio: CeldaSalida(hoja.antes.get(sitio))
        for sitio, valor in hoja.despues.items()
        if valor != identificador and misma_celda(celda_de(cuadro, *sitio), valor)
    }


def _sin_titulos(libro: LibroAbierto, quitadas: set[str]) -> HojaSalida:
    """Configuración deja de contar como nuestras las columnas que se retiran."""
    quedan: Mapping[str, str] = {
        ident: titulo for ident, titulo in libro.configuracion.titulos_escritos.items() if ident not in quitadas
    }
    configuracion = replace(libro.configuracion, titulos_escritos=quedan)
    return HojaSalida(libro.nombre_configuracion, cambios(libro.cuadro_configuracion, configuracion, libro.baremo))


def _entrada(corrida: Corrida, peticion: Peticion, clientes: int, deshecho: Deshecho) -> EntradaHistorial:
    nota = f"Se deshizo {corrida.id}: {deshecho.celdas_devueltas} celdas devueltas"
    if deshecho.respetadas:
        nota += f", {len(deshecho.respetadas)} respetadas"
    return EntradaHistorial(
        fecha=peticion.momento,
        ejecucion=nueva_ejecucion(peticion.momento, corrida.id),
        usuario=peticion.usuario,
        accion=Accion.DESHACER,
        corte=None,
        clientes=clientes,
        cambios=deshecho.celdas_devueltas,
        incidencias=len(deshecho.respetadas),
        nota=nota,
    )
