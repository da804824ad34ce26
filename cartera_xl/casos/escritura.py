"""Lo que una ejecución va a escribir y lo que guarda para poder deshacerlo."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

import numpy as np

from cartera_xl.casos.apertura import LibroAbierto
from cartera_xl.casos.calculo import Calculo
from cartera_xl.casos.foto import foto_de
from cartera_xl.casos.identidad import nueva_ejecucion, nuevo_identificador
from cartera_xl.casos.lectura_libro import ClientesLeidos, TablaLeida
from cartera_xl.casos.leido import Leido
from cartera_xl.casos.peticion import Peticion
from cartera_xl.casos.puertos import SheetHost
from cartera_xl.casos.salida import distintas, normalizada
from cartera_xl.nucleo.celdas import ColumnaLeida, celda_de, misma_celda
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.configuracion_hoja import ANCHOS, cambios
from cartera_xl.nucleo.corrida import Accion, ColumnaCorrida, Corrida, HojaCorrida
from cartera_xl.nucleo.historial_hoja import EntradaHistorial
from cartera_xl.nucleo.plan import CONSERVAR, ColumnaSalida, HojaSalida, PlanEscritura
from cartera_xl.nucleo.resumen_hoja import Sello, hoja_resumen
from cartera_xl.nucleo.resumen_tipos import Resumen


@dataclass(frozen=True, slots=True)
class Resultado:
    """Lo leído, lo calculado y las columnas que lo dicen: de aquí sale todo lo que se escribe.

    `acompanan` da, con el id de la ejecución, las hojas propias que van con ellas.
    """

    leido: Leido
    calculo: Calculo
    resumen: Resumen
    columnas: tuple[ColumnaSalida, ...]
    acompanan: Callable[[str], Iterable[HojaSalida]]


@dataclass(frozen=True, slots=True)
class Escritura:
    """El plan, la corrida que lo deshace y las cuentas que se enseñan.

    `cambia_algo` es falso si el libro ya dice todo esto: entonces no se escribe, y ejecutar dos veces es
    ejecutar una.
    """

    plan: PlanEscritura
    corrida: Corrida
    configuracion: Configuracion
    nombre_hoja: str
    cambia_algo: bool
    celdas_cambiadas: int
    columnas_nuevas: tuple[str, ...]
    notas: tuple[str, ...]


def preparar_escritura(
    anfitrion: SheetHost, libro: LibroAbierto, peticion: Peticion, resultado: Resultado
) -> Escritura:
    """Arma el plan entero. No escribe nada: también vale para simular."""
    leido, columnas = resultado.leido, resultado.columnas
    clientes = leido.clientes
    configuracion = configuracion_nueva(libro, peticion, leido, columnas)
    ejecucion = nueva_ejecucion(peticion.momento, configuracion.identificador)
    marcas = {c.id: distintas(clientes.propias.get(c.id), c.valores) for c in columnas}
    celdas_cambiadas = int(sum(marca.sum() for marca in marcas.values()))
    ajustes = _hoja_de_ajustes(libro, configuracion, resultado.calculo)
    propias = _hojas_propias(libro, peticion, ejecucion, resultado, ajustes)
    entrada = _entrada_de_historial(peticion, ejecucion, resultado)
    nueva = leido.nueva is not None
    plan = PlanEscritura(
        zona=None if nueva else clientes.zona,
        columnas=() if nueva else tuple(_que_se_escriben(columnas, marcas, clientes)),
        hojas=(*propias, libro.hoja_historial(anfitrion, entrada)),
    )
    falta_hoja = any(libro.info.hoja(hoja.nombre) is None for hoja in propias)
    columnas_distintas = any(c.columna is None or c.renombrar for c in columnas)
    return Escritura(
        plan=plan,
        corrida=_corrida(anfitrion, libro, resultado, entrada, (configuracion.identificador, propias)),
        configuracion=configuracion,
        nombre_hoja=clientes.zona.hoja,
        cambia_algo=bool(celdas_cambiadas or ajustes or nueva or columnas_distintas or falta_hoja),
        celdas_cambiadas=celdas_cambiadas,
        columnas_nuevas=tuple(c.titulo for c in columnas if c.columna is None),
        notas=tuple(_notas(libro, leido, propias)),
    )


def _hojas_propias(
    libro: LibroAbierto, peticion: Peticion, ejecucion: str, resultado: Resultado, ajustes: HojaSalida | None
) -> tuple[HojaSalida, ...]:
    """La de clientes si hay que crearla, Configuración si cambia, Resumen y las que acompañan."""
    sello = Sello(peticion.momento, ejecucion, peticion.usuario)
    nueva = resultado.leido.nueva
    return (
        *([nueva.salida(resultado.columnas)] if nueva is not None else []),
        *([ajustes] if ajustes is not None else []),
        replace(hoja_resumen(resultado.resumen, sello), nombre=libro.nombre_resumen),
        *resultado.acompanan(ejecucion),
    )


def _corrida(
    anfitrion: SheetHost,
    libro: LibroAbierto,
    resultado: Resultado,
    entrada: EntradaHistorial,
    de_este_libro: tuple[str, tuple[HojaSalida, ...]],
) -> Corrida:
    """Lo que deshace esta ejecución: la hoja de clientes va por columnas y las demás, por celdas."""
    identificador, propias = de_este_libro
    clientes = resultado.leido.clientes
    huellas = clientes.huellas(clientes.campos_de_identidad, identificador)
    return Corrida(
        libro=identificador,
        id=entrada.ejecucion,
        momento=entrada.fecha,
        usuario=entrada.usuario,
        accion=Accion.RECALCULAR,
        hoja=clientes.zona.hoja,
        campos=clientes.campos_de_identidad,
        huellas=huellas,
        columnas=tuple(_columna_corrida(c, clientes) for c in resultado.columnas),
        hojas=tuple(hoja_corrida(anfitrion, libro, h) for h in propias if h.nombre != clientes.zona.hoja),
        cifras={"clientes": entrada.clientes, "cambios": entrada.cambios},
        foto=foto_de(resultado.calculo, huellas[clientes.filas.marca]),
    )


def _que_se_escriben(
    columnas: Iterable[ColumnaSalida], marcas: Mapping[str, ColumnaLeida], clientes: ClientesLeidos
) -> Iterable[ColumnaSalida]:
    """Solo las que cambian. La lista de opciones se estira también cuando hay filas que aún no se habían puntuado."""
    segmento = clientes.propias.get("segmento")
    filas_nuevas = segmento is not None and any(v is None for v in normalizada(segmento)[clientes.filas.marca])
    for columna in columnas:
        estirar = filas_nuevas and bool(columna.opciones)
        if columna.columna is None or columna.renombrar or estirar or marcas[columna.id].any():
            yield columna


def configuracion_nueva(
    libro: LibroAbierto, peticion: Peticion, leido: Leido, columnas: Iterable[ColumnaSalida]
) -> Configuracion:
    """Los ajustes del libro más lo que esta ejecución enseña a recordar."""
    antes = libro.configuracion
    movimientos = leido.movimientos
    del_libro = movimientos is not None and peticion.movimientos is None
    escritos = {ident: titulo for ident, titulo in antes.titulos_escritos.items() if ident in leido.clientes.sitios}
    return replace(
        antes,
        pais=peticion.pais or antes.pais,
        hoja_clientes=leido.clientes.zona.hoja,
        hoja_movimientos=movimientos.lectura.hoja if movimientos and del_libro else antes.hoja_movimientos,
        columnas=_recordadas(antes.columnas, leido.clientes.tabla),
        columnas_movimientos=_recordadas(antes.columnas_movimientos, movimientos),
        titulos_escritos=escritos | {c.id: c.titulo for c in columnas},
        identificador=antes.identificador or _identificador(libro, peticion, leido),
    )


def _identificador(libro: LibroAbierto, peticion: Peticion, leido: Leido) -> str:
    contenido = _huella_de_entrada(_tablas(leido))
    return nuevo_identificador(libro.info.nombre, peticion.usuario, peticion.momento, contenido)


def _tablas(leido: Leido) -> list[TablaLeida]:
    return [leido.clientes.tabla, *([leido.movimientos] if leido.movimientos else [])]


def _recordadas(antes: Mapping[str, str], tabla: TablaLeida | None) -> Mapping[str, str]:
    return antes if tabla is None else dict(antes) | tabla.encargo.mapeo.titulos


def _hoja_de_ajustes(libro: LibroAbierto, configuracion: Configuracion, calculo: Calculo) -> HojaSalida | None:
    celdas = cambios(libro.cuadro_configuracion, configuracion, calculo.baremo)
    return HojaSalida(libro.nombre_configuracion, celdas, ANCHOS, inmovilizar_filas=1) if celdas else None


def _columna_corrida(columna: ColumnaSalida, clientes: ClientesLeidos) -> ColumnaCorrida:
    antes = clientes.propias.get(columna.id)
    de_antes = np.full(clientes.filas.total, None, dtype=object) if antes is None else antes
    despues = columna.valores
    if despues.dtype == object:
        despues = _con_lo_conservado(despues, de_antes)
    return ColumnaCorrida(columna.id, columna.titulo, columna.columna is None, de_antes, despues)


def _con_lo_conservado(valores: ColumnaLeida, antes: ColumnaLeida) -> ColumnaLeida:
    conserva = np.asarray(np.equal(valores, np.array(CONSERVAR, dtype=object)), dtype=bool)
    return np.where(conserva, normalizada(antes), valores) if conserva.any() else valores


def hoja_corrida(anfitrion: SheetHost, libro: LibroAbierto, hoja: HojaSalida) -> HojaCorrida:
    """Solo las celdas que de verdad cambian."""
    existe = libro.info.hoja(hoja.nombre) is not None
    cuadro = anfitrion.grid(hoja.nombre) if existe else []
    antes = {sitio: celda_de(cuadro, *sitio) for sitio in hoja.celdas}
    cambian = [sitio for sitio, celda in hoja.celdas.items() if not misma_celda(antes[sitio], celda.valor)]
    return HojaCorrida(
        hoja.nombre,
        not existe,
        {sitio: antes[sitio] for sitio in cambian},
        {sitio: hoja.celdas[sitio].valor for sitio in cambian},
    )


def _entrada_de_historial(peticion: Peticion, ejecucion: str, resultado: Resultado) -> EntradaHistorial:
    leido, calculo, resumen = resultado.leido, resultado.calculo, resultado.resumen
    return EntradaHistorial(
        fecha=peticion.momento,
        ejecucion=ejecucion,
        usuario=peticion.usuario,
        accion=Accion.RECALCULAR,
        corte=calculo.hechos.corte,
        clientes=resumen.totales.filas,
        cambios=len(resumen.cambios.lista) if resumen.cambios else 0,
        incidencias=resumen.calidad.incidencias,
        huella_reglas=_huella(repr(calculo.ajustes.reglas)),
        huella_baremo=calculo.baremo.huella,
        huella_entrada=_huella_de_entrada(_tablas(leido)),
    )


def _huella_de_entrada(tablas: Sequence[TablaLeida]) -> str:
    """Doce cifras que cambian si cambia cualquier dato leído; no permiten leerlo."""
    resumen = sha256()
    for tabla in tablas:
        for campo, valores in tabla.lectura.datos.items():
            resumen.update(campo.encode())
            plano = valores.astype("datetime64[s]").astype(np.int64) if valores.dtype.kind == "M" else valores
            if plano.dtype == object:
                resumen.update("\x1f".join(map(str, plano.tolist())).encode("utf-8", "surrogatepass"))
            else:
                resumen.update(plano.tobytes())
    return resumen.hexdigest()[:12]


def _huella(texto: str) -> str:
    return sha256(texto.encode()).hexdigest()[:12]


def _notas(libro: LibroAbierto, leido: Leido, propias: Iterable[HojaSalida]) -> Iterable[str]:
    nuevas = [hoja.nombre for hoja in propias if libro.info.hoja(hoja.nombre) is None]
    if leido.nueva is not None:
        yield (
            f"El libro solo traía movimientos: la hoja «{leido.nueva.nombre}» se crea con sus "
            f"{len(leido.nueva.valores[0])} clientes."
        )
    if nuevas:
        yield "Hojas nuevas: " + ", ".join(f"«{nombre}»" for nombre in nuevas) + "."
