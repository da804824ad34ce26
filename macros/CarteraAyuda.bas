Attribute VB_Name = "CarteraAyuda"
Option Explicit
Option Private Module

' Lo escribe «python -m macros.build» a partir del registro de funciones y órdenes: no se edita a mano.

Public Const CATEGORIA As String = "Cartera"

' Las letras con tilde van por su número: así no dependen del alfabeto de cada equipo.
Public Function HojasPropias() As Variant
    HojasPropias = Array("Configuraci" & ChrW(243) & "n", "Historial", "Perfil ideal")
End Function

Public Function DescribirFunciones() As Boolean
    DescribirFunciones = True
    If Not Describir("CARTERA_PUNTUACION", _
        "Puntuación de 0 a 100 de cada cliente, con el baremo del libro.", _
        Array("La tabla de clientes con sus títulos (una celda de respuesta por fila), o la fecha de la última compra: una celda o una columna.", _
            "Con una tabla: los movimientos con sus títulos, si los hay. Con fechas: el número de compras de cada cliente.", _
            "Con fechas: el importe neto comprado por cada cliente.", _
            "Con fechas: la fecha de la primera compra de cada cliente.", _
            "Fecha a la que se puntúa. Si falta, la del último recálculo del libro.")) Then DescribirFunciones = False
    If Not Describir("CARTERA_SEGMENTO", _
        "Segmento de cada cliente según las reglas de Configuración: Estratégico, Clave, Emergente o Bajo valor.", _
        Array("La tabla de clientes con sus títulos (una celda de respuesta por fila), o la fecha de la última compra: una celda o una columna.", _
            "Con una tabla: los movimientos con sus títulos, si los hay. Con fechas: el número de compras de cada cliente.", _
            "Con fechas: el importe neto comprado por cada cliente.", _
            "Con fechas: la fecha de la primera compra de cada cliente.", _
            "Fecha a la que se puntúa. Si falta, la del último recálculo del libro.")) Then DescribirFunciones = False
    If Not Describir("CARTERA_RANGO", _
        "Rango a la vista de cada cliente: bajo, medio o alto.", _
        Array("La tabla de clientes con sus títulos (una celda de respuesta por fila), o la fecha de la última compra: una celda o una columna.", _
            "Con una tabla: los movimientos con sus títulos, si los hay. Con fechas: el número de compras de cada cliente.", _
            "Con fechas: el importe neto comprado por cada cliente.", _
            "Con fechas: la fecha de la primera compra de cada cliente.", _
            "Fecha a la que se puntúa. Si falta, la del último recálculo del libro.")) Then DescribirFunciones = False
    If Not Describir("CARTERA_RFM", _
        "Puntos de recencia, frecuencia e importe de cada cliente, de 1 a 5.", _
        Array("La tabla de clientes con sus títulos (una celda de respuesta por fila), o la fecha de la última compra: una celda o una columna.", _
            "Con una tabla: los movimientos con sus títulos, si los hay. Con fechas: el número de compras de cada cliente.", _
            "Con fechas: el importe neto comprado por cada cliente.", _
            "Con fechas: la fecha de la primera compra de cada cliente.", _
            "Fecha a la que se puntúa. Si falta, la del último recálculo del libro.")) Then DescribirFunciones = False
    If Not Describir("CARTERA_CICLO", _
        "Ciclo de vida: prospecto, nuevo, habitual, ocasional o inactivo.", _
        Array("La tabla de clientes con sus títulos (una celda de respuesta por fila), o la fecha de la última compra: una celda o una columna.", _
            "Con una tabla: los movimientos con sus títulos, si los hay. Con fechas: el número de compras de cada cliente.", _
            "Con fechas: el importe neto comprado por cada cliente.", _
            "Con fechas: la fecha de la primera compra de cada cliente.", _
            "Fecha a la que se puntúa. Si falta, la del último recálculo del libro.")) Then DescribirFunciones = False
    If Not Describir("CARTERA_ABC", _
        "Clase A, B o C de cada cliente por su importe, con los umbrales del libro.", _
        Array("La tabla de clientes con sus títulos (una celda de respuesta por fila), o la fecha de la última compra: una celda o una columna.", _
            "Con una tabla: los movimientos con sus títulos, si los hay. Con fechas: el número de compras de cada cliente.", _
            "Con fechas: el importe neto comprado por cada cliente.", _
            "Con fechas: la fecha de la primera compra de cada cliente.", _
            "Fecha a la que se puntúa. Si falta, la del último recálculo del libro.")) Then DescribirFunciones = False
    If Not Describir("CARTERA_CLV", _
        "Valor que se espera de cada cliente en los meses de Configuración.", _
        Array("La tabla de clientes con sus títulos (una celda de respuesta por fila), o la fecha de la última compra: una celda o una columna.", _
            "Con una tabla: los movimientos con sus títulos, si los hay. Con fechas: el número de compras de cada cliente.", _
            "Con fechas: el importe neto comprado por cada cliente.", _
            "Con fechas: la fecha de la primera compra de cada cliente.", _
            "Fecha a la que se puntúa. Si falta, la del último recálculo del libro.")) Then DescribirFunciones = False
    If Not Describir("CARTERA_RIESGO", _
        "Riesgo de que cada cliente no vuelva: alto, medio o bajo.", _
        Array("La tabla de clientes con sus títulos (una celda de respuesta por fila), o la fecha de la última compra: una celda o una columna.", _
            "Con una tabla: los movimientos con sus títulos, si los hay. Con fechas: el número de compras de cada cliente.", _
            "Con fechas: el importe neto comprado por cada cliente.", _
            "Con fechas: la fecha de la primera compra de cada cliente.", _
            "Fecha a la que se puntúa. Si falta, la del último recálculo del libro.")) Then DescribirFunciones = False
    If Not Describir("CARTERA_PORQUE", _
        "Los hechos que han decidido el segmento de cada cliente.", _
        Array("La tabla de clientes con sus títulos (una celda de respuesta por fila), o la fecha de la última compra: una celda o una columna.", _
            "Con una tabla: los movimientos con sus títulos, si los hay. Con fechas: el número de compras de cada cliente.", _
            "Con fechas: el importe neto comprado por cada cliente.", _
            "Con fechas: la fecha de la primera compra de cada cliente.", _
            "Fecha a la que se puntúa. Si falta, la del último recálculo del libro.")) Then DescribirFunciones = False
    If Not Describir("CARTERA_GENERACION", _
        "Generación de cada persona según su año de nacimiento: Silenciosa, Baby boom, X, Milenial, Z o Alfa.", _
        Array("Fecha o año de nacimiento: una celda o una columna.")) Then DescribirFunciones = False
    If Not Describir("CARTERA_VALIDA_ID", _
        "Dice si un identificador fiscal es válido en su país: NIF, RFC, CUIT, RUT, NIT, RUC…", _
        Array("El identificador fiscal: una celda o una columna.", _
            "Código del país: ES, MX, AR… Si falta, el del libro.")) Then DescribirFunciones = False
End Function
