Attribute VB_Name = "xlwings"
Option Explicit

' Sustituye al módulo de xlwings, que LibreOffice no compila: lo mismo que usan nuestros módulos, sin COM.

Public Function XLPy() As Object
    Set XLPy = New ServidorDePrueba
End Function

Public Function RunPython(PythonCommand As String)
    CreateUnoService("es.cartera.PuenteDePrueba").Exec PythonCommand
End Function

Public Function GetConfig(configKey As String, Optional default As String = "") As Variant
    GetConfig = CreateUnoService("es.cartera.PuenteDePrueba").GetConfig(configKey, default)
End Function

Public Function GetConfigFilePath() As String
    GetConfigFilePath = CreateUnoService("es.cartera.PuenteDePrueba").GetConfigFilePath()
End Function
