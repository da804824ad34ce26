"""Los sinónimos del diccionario de columnas, separados por `|`: en minúsculas, sin tildes ni signos.

Primero los de España e Hispanoamérica; después, inglés y portugués. El primero de cada lista es el más claro.
"""

from collections.abc import Mapping

IDENTIDAD: Mapping[str, str] = {
    "id_cliente": """
        id cliente | id | cliente | customer | client | codigo | codigo cliente | codigo de cliente | cod cliente |
        cod cli | cod | cliente id |
        n cliente | no cliente | num cliente | nro cliente | numero cliente | numero de cliente | clave |
        clave cliente | clave de cliente | clave del cliente | cuenta cliente | no de cliente | n de cliente |
        id del cliente | cuenta | no cuenta | codigo sap | codigo erp | referencia cliente | expediente | ficha |
        socio | n socio | numero de socio | customer id | customerid | customer no | customer number | customer code
        | client id | account id | account number | cust id | codigo do cliente | id do cliente | cod do cliente |
        id cli | id contacto | matricula | customer key | user id | donor id | num socio
    """,
    "nombre": """
        nombre | cliente | razon social | nombre cliente | nombre del cliente | nombre de cliente | nombre completo
        | nombre y apellidos | nombre y apellido | apellidos y nombre | apellidos y nombres | apellido y nombre |
        nombres y apellidos | nombres | nombre fiscal | nombre comercial | nombre o razon social |
        razon social o nombre | razon social nombre | nombre razon social | denominacion | denominacion social |
        empresa | nombre empresa | nombre de la empresa | compania | sociedad | clientes | titular | socio nombre |
        nombre del titular | organizacion | institucion | comprador | customer name | customer | client name |
        client | account name | company name | company | full name | name | razao social | nome | nome do cliente |
        nome completo | nome fantasia | nombre de fantasia | first name | primer nombre | nombre de pila | contacto
        | nombre contacto | nombre de contacto | nombre del contacto | organization | business name |
        persona de contacto | persona contacto
    """,
    "apellidos": """
        apellidos | apellido | primer apellido | apellido paterno | apellidos cliente | apellido cliente |
        apellidos del cliente | last name | surname | family name | sobrenome | apelido
    """,
    "id_fiscal": """
        nif | cif | nif cif | cif nif | nif nie | dni nif | nif dni | dni | nie | ruc | rut | cuit | cuil | rfc |
        nit | rif | rnc | rtn | cedula | cedula juridica | cedula de identidad | cuit cuil | cuil cuit | dni cuit |
        nif cif ruc rut cuit rfc | identificacion fiscal | id fiscal | identificador fiscal | numero fiscal |
        numero de identificacion fiscal | codigo fiscal | n i f | c i f | documento | documento de identidad |
        numero de documento | nro documento | num documento | n documento | identificacion | doc identidad | ci ruc
        | ruc ci | cedula ruc | ruc cedula | dpi | curp | dui | cedula o ruc | ruc dni | dni ruc | tax id | vat |
        vat number | vat id | vat no | ein | cnpj | cpf | cnpj cpf | cpf cnpj | contribuinte | nipc | nif do cliente
        | rut cliente | rut empresa | ruc cliente | nif cliente | cif cliente | rfc cliente
    """,
    "correo": """
        correo | correo electronico | email | e mail | mail | direccion de correo | direccion de correo electronico
        | correo e | email cliente | correo cliente | correo contacto | email contacto | correo de contacto |
        e mail contacto | email address | email de contacto | correo del cliente | endereco de email
    """,
}
"""Lo que dice de quién es la fila, en clientes y en movimientos."""

CLIENTES: Mapping[str, str] = {
    "telefono": """
        telefono | tel | tfno | tlf | tlfno | telf | telefonos | telefono 1 | celular | movil | cel | telefono movil
        | telefono celular | telefono fijo | fijo | numero de telefono | n telefono | whatsapp | telefono contacto |
        telefono de contacto | numero de contacto | nro celular | fono | fono contacto | phone | phone number |
        mobile | mobile phone | cell phone | telefone | telemovel | numero celular | telefono cliente
    """,
    "direccion": """
        direccion | domicilio | domicilio fiscal | direccion fiscal | calle | via | direccion 1 | direccion postal |
        direccion de entrega | direccion cliente | calle y numero | address | street | endereco | morada |
        direccion completa | direccion de envio | direccion comercial
    """,
    "codigo_postal": """
        codigo postal | cp | c p | cod postal | c postal | d p | zip | zip code | postal code | postcode | cep
    """,
    "ciudad": """
        ciudad | poblacion | localidad | municipio | comuna | villa | pueblo | city | town | cidade | concelho |
        alcaldia | delegacion municipio | canton | ciudad cliente | poblacion cliente
    """,
    "provincia": """
        provincia | departamento | region | entidad federativa | estado provincia | comunidad autonoma | comunidad |
        ccaa | province | state | state province | distrito | uf | provincia estado | dpto
    """,
    "zona": """
        zona | territorio | area | delegacion | sucursal | oficina | plaza | ruta | zona comercial | zona de ventas
        | area comercial | territory | zone | branch | zona geografica | tienda | sede | regiao | filial
    """,
    "pais": "pais | country | nacion | pais cliente | pais de residencia",
    "sector": """
        sector | actividad | giro | rubro | industria | ramo | actividad economica | cnae | ciiu |
        sector de actividad | giro comercial | sector economico | industry | vertical | tipo de negocio |
        tipo negocio | setor | actividad principal
    """,
    "dimension": """
        dimension | tamano | tamano empresa | tamano de la empresa | tamano de empresa | empleados | n empleados |
        numero de empleados | no de empleados | num empleados | company size | size | employees | porte |
        tamano cliente | plantilla
    """,
    "producto": """
        producto | servicio | producto principal | producto contratado | producto servicio | productos | plan |
        servicio contratado | articulo | poliza | product | service | produto | producto de interes |
        producto interes
    """,
    "categoria": """
        categoria | familia | linea | linea de producto | familia de producto | categoria producto | subfamilia |
        categoria de producto | linea de negocio | category | product category | familia producto
    """,
    "canal": "canal | canal de venta | canal venta | canal de ventas | canal de compra | channel | sales channel",
    "canal_preferido": """
        canal preferido | canal de contacto | canal contacto | via de contacto | medio de contacto preferido |
        preferencia de contacto | canal de comunicacion | contacto preferido | preferred channel | medio de contacto
        | canal preferente
    """,
    "medio": "medio | medio publicitario | medio de captacion | via de captacion | canal de captacion | como llego",
    "fuente": """
        fuente | origen | procedencia | como nos conocio | campana | fuente de captacion | origen del cliente |
        origen cliente | lead source | source | origem | captacion | origen contacto | campaign
    """,
    "etapa": """
        etapa | fase | etapa de venta | etapa del embudo | fase de venta | stage | pipeline | fase comercial |
        etapa comercial | deal stage | fase venta
    """,
    "responsable": """
        responsable | comercial | vendedor | agente | ejecutivo | asesor | gestor | ejecutivo de cuenta | gerente |
        representante | account manager | comercial asignado | vendedor asignado | asesor comercial | kam |
        agente comercial | responsable comercial | nombre vendedor | ejecutivo comercial | ejecutivo de ventas |
        sales rep | salesperson | owner | account owner | atendido por | gestor comercial | vendedora |
        representante de ventas | asignado a | preventista | promotor
    """,
    "estado": """
        estado | situacion | status | estatus | estado cliente | estado del cliente | activo | cliente activo |
        situacion del cliente | estatus cliente | tipo | tipo de cliente | tipo cliente | condicion | situacao
    """,
    "fecha_alta": """
        fecha alta | fecha de alta | f alta | alta | cliente desde | fecha registro | fecha de registro | antiguedad
        | fecha creacion | fecha de creacion | fecha ingreso | fecha de ingreso | fecha captacion | desde |
        created at | created date | signup date | customer since | registration date | data de cadastro |
        fecha inicio | fecha de inicio | inicio contrato | fecha inicio contrato | fec alta | fecha incorporacion
    """,
    "primera_compra": """
        primera compra | fecha primera compra | fecha de primera compra | fecha de la primera compra |
        f primera compra | primera factura | fecha primera factura | primer pedido | fecha primer pedido |
        primera venta | first purchase | first purchase date | first order | primeira compra | 1a compra
    """,
    "ultima_compra": """
        ultima compra | fecha ultima compra | fecha de ultima compra | fecha de la ultima compra | f ultima compra |
        f ult compra | ult compra | ultima factura | fecha ultima factura | fecha de ultima factura |
        ultima facturacion | ultimo pedido | fecha ultimo pedido | fecha de ultimo pedido | ultima venta |
        fecha ultima venta | fecha de ultima venta | fecha ult compra | fec ult compra | fec ultima compra |
        ultima operacion | ultima transaccion | ultimo consumo | ultima visita | fecha ultima operacion |
        last purchase | last purchase date | last order | last order date | last sale | most recent visit |
        ultima compra em | data da ultima compra | fecha compra | fecha de compra | fecha | recencia fecha |
        fecha ult factura | ult factura | fecha factura | fecha venta | fecha de venta | ultima orden |
        ultimo movimiento | fecha ultimo movimiento | fecha pedido | ult pedido | ult venta | last invoice
    """,
    "compras": """
        compras | numero de compras | n compras | no compras | num compras | nro compras | cantidad de compras |
        total compras | pedidos | n pedidos | no pedidos | num pedidos | nro pedidos | numero de pedidos |
        numero pedidos | cantidad de pedidos | facturas | n facturas | no facturas | num facturas | frecuencia |
        numero de facturas | cantidad de facturas | n de compras | n de pedidos | n de facturas | transacciones |
        numero de transacciones | n transacciones | operaciones | n operaciones | numero de operaciones | tickets |
        veces | cantidad compras | frecuencia de compra | visitas | numero de visitas | orders | number of orders |
        order count | purchases | number of purchases | frequency | transactions | n de pedidos anuales |
        numero de ventas | n ventas | cantidad de ventas | ordenes | numero de ordenes | n ordenes | compras ano
    """,
    "importe_neto": """
        importe neto | importe | facturacion | facturado | ventas | venta | monto | monto total | importe total |
        total | total facturado | total ventas | venta total | ventas totales | total comprado | valor | neto |
        facturacion neta | ventas netas | venta neta | neto facturado | volumen | volumen de compra | gasto |
        volumen de ventas | volumen de negocio | gasto total | consumo | consumo total | ingresos por ventas |
        compras importe | importe compras | importe de compras | importe comprado | importe facturado |
        monto facturado | monto comprado | monto de compras | valor total | valor compras | valor de compras |
        facturacion anual | facturacion total | ventas anuales | venta anual | valor venta | total neto |
        compra total | compras totales | revenue | sales | amount | total amount | total sales | net sales | spend |
        total spent | turnover | faturamento | valor total comprado | vendas | acumulado | venta acumulada |
        ventas acumuladas | facturacion acumulada | total general | monto neto | net amount | monetary
    """,
    "importe_bruto": """
        importe bruto | bruto | ventas brutas | venta bruta | facturacion bruta | monto bruto | total bruto |
        gross sales | gross amount | gross | faturamento bruto
    """,
    "devoluciones": """
        devoluciones | devolucion | importe devuelto | abonos | notas de credito | importe devoluciones | returns |
        monto devuelto | devuelto | refunds | notas credito | rectificativas | devolucoes | monto devoluciones
    """,
    "descuento": """
        descuento | dto | descuento pct | descuento medio | dto medio | dcto | discount | desconto | rappel
    """,
    "margen": """
        margen | margen bruto | margen pct | rentabilidad | margen comercial | margin | margem | margen medio |
        margen de contribucion | utilidad pct
    """,
    "importe_contrato": """
        importe contrato | importe del contrato | contrato | valor contrato | valor del contrato | monto contrato |
        monto del contrato | cuota anual | cuota | contract value | contract amount | acv | arr | mrr |
        cuota mensual | prima | prima anual | importe de contrato | valor do contrato | contrato anual
    """,
    "fin_contrato": """
        fin contrato | fin de contrato | fin del contrato | vencimiento | vencimiento contrato | fecha vencimiento |
        fecha de vencimiento | vencimiento del contrato | fecha fin | fecha fin contrato | fecha de fin |
        fecha renovacion | fecha de renovacion | proxima renovacion | contract end | renewal date | expiry date |
        end date | fecha baja | vigencia | vigencia hasta
    """,
    "renovaciones": """
        renovaciones | n renovaciones | numero de renovaciones | veces renovado | renewals | renovacoes |
        contratos renovados
    """,
    "gasto_previsto": """
        gasto previsto | gasto esperado | compra prevista | compra estimada | importe previsto | presupuesto |
        facturacion prevista | venta prevista | ventas previstas | potencial de compra | importe estimado |
        valor potencial | monto potencial | importe potencial | valor estimado | oportunidad | importe oportunidad |
        monto estimado | expected revenue | expected spend | deal value | budget | forecast | prevision |
        facturacion potencial | gasto estimado | valor oportunidad
    """,
    "encaje": """
        encaje | ajuste | afinidad | probabilidad | probabilidad de cierre | fit | fit score | lead score | prob
    """,
    "potencial": "potencial | potencial de crecimiento | potencial cliente | potential | indice de potencial",
    "csat": """
        csat | satisfaccion | nps | valoracion | nota satisfaccion | encuesta | satisfaccion del cliente |
        puntuacion nps | satisfaction | indice de satisfaccion | satisfacao
    """,
    "fecha_nacimiento": """
        fecha nacimiento | fecha de nacimiento | nacimiento | f nacimiento | cumpleanos | fec nacimiento |
        birth date | birthdate | date of birth | dob | birthday | data de nascimento
    """,
    "genero": "genero | sexo | gender | sex",
    "estado_civil": "estado civil | marital status",
    "ingresos": """
        ingresos | ingreso | renta | salario | sueldo | ingreso mensual | ingresos mensuales | ingresos anuales |
        ingreso familiar | nivel de ingresos | income | annual income | salary | renda
    """,
    "nivel_socioeconomico": "nivel socioeconomico | nse | estrato | clase social | gse | socioeconomic level",
    "salud": """
        salud | estado de salud | datos de salud | enfermedad | enfermedades | discapacidad | grado de discapacidad |
        historia clinica | diagnostico medico | alergias | medicacion | tratamiento medico | grupo sanguineo
    """,
    "religion": "religion | confesion religiosa | creencias | creencias religiosas | culto | credo",
    "ideologia": """
        ideologia | ideologia politica | opinion politica | opiniones politicas | partido politico |
        afiliacion politica | militancia | afiliacion partidaria
    """,
    "sindicato": "sindicato | afiliacion sindical | sindicado | sindicalizado | afiliado a sindicato",
    "origen_etnico": """
        origen etnico | origen racial | raza o etnia | etnia | grupo etnico | pertenencia etnica | pueblo indigena
    """,
    "orientacion_sexual": "orientacion sexual | vida sexual | identidad de genero",
    "biometria": """
        biometria | datos biometricos | huella dactilar | huella digital | reconocimiento facial | datos geneticos
    """,
    "antecedentes": """
        antecedentes penales | condenas | antecedentes policiales | antecedentes judiciales | condenas penales
    """,
    "base_juridica": """
        base juridica | base legal | base de legitimacion | base legitimadora | base de licitud | legal basis |
        fundamento juridico | legitimacion del tratamiento | base juridica del tratamiento | lawful basis
    """,
    "consentimiento": """
        consentimiento | acepta publicidad | rgpd | lopd | gdpr | acepta comunicaciones | opt in |
        autoriza datos | autorizacion datos | habeas data | consentimiento rgpd | consent | optin |
        acepta marketing | autoriza comunicaciones | consentimiento comercial | autorizacion de datos |
        autorizacion tratamiento de datos | consentimiento publicidad
    """,
    "consentimiento_correo": """
        consentimiento correo | acepta correos | acepta newsletter | newsletter | suscrito | acepta correo |
        acepta email | acepta emails | consentimiento email | consentimiento correo electronico |
        acepta correo electronico | autoriza correo | autoriza email | consentimiento newsletter | email consent |
        email opt in | acepta boletin | suscrito al boletin
    """,
    "consentimiento_telefono": """
        consentimiento telefono | acepta llamadas | acepta telefono | autoriza llamadas | consentimiento llamadas |
        autoriza telefono | consentimiento telefonico | phone consent
    """,
    "consentimiento_whatsapp": """
        consentimiento whatsapp | acepta whatsapp | autoriza whatsapp | acepta wasap | whatsapp opt in |
        acepta mensajes de whatsapp
    """,
    "consentimiento_sms": "consentimiento sms | acepta sms | autoriza sms | sms opt in | acepta mensajes sms",
    "consentimiento_postal": """
        consentimiento postal | acepta correo postal | acepta envios postales | consentimiento correo postal |
        acepta publicidad postal | autoriza correo postal
    """,
    "fecha_consentimiento": """
        fecha consentimiento | fecha de consentimiento | fecha del consentimiento | f consentimiento |
        fecha autorizacion datos | fecha aceptacion publicidad | consent date | consentimiento fecha
    """,
    "prueba_consentimiento": """
        prueba consentimiento | prueba de consentimiento | prueba del consentimiento | evidencia consentimiento |
        origen del consentimiento | justificante consentimiento | consentimiento prueba | consent proof
    """,
    "oposicion": """
        oposicion | robinson | lista robinson | no contactar | opt out | optout | no enviar publicidad |
        do not contact | no molestar | baja comunicaciones | baja publicidad | no enviar correo | se opone |
        derecho de oposicion | excluir de publicidad
    """,
    "bloqueado": """
        bloqueado | bloqueo | blocked | cliente bloqueado | datos bloqueados | bloqueo de datos | bloqueo lopd |
        bloqueado rgpd
    """,
    "conservar_hasta": """
        conservar hasta | fecha de supresion | fecha supresion | retencion hasta | borrar el | conservacion hasta |
        plazo de conservacion | fecha limite de conservacion
    """,
    "motivo_perdida": """
        motivo perdida | motivo de perdida | motivo baja | motivo de baja | causa baja | causa de baja |
        razon de baja | lost reason | churn reason | motivo de cancelacion | motivo cancelacion | motivo de la baja
    """,
    "recomendado_por": """
        recomendado por | referido por | prescriptor | referente | referred by | referral | referido | indicado por
    """,
    "ultimo_contacto": """
        ultimo contacto | fecha ultimo contacto | fecha de ultimo contacto | ultima llamada | fecha ultima llamada |
        ultima gestion | ultima interaccion | ultima visita comercial | last contact | last contacted |
        fecha contacto | fecha de contacto | ultimo contato | f ultimo contacto | ultima reunion
    """,
    "fecha_actualizacion": """
        fecha actualizacion | fecha de actualizacion | ultima actualizacion | fecha ultima actualizacion |
        fecha de ultima actualizacion | f actualizacion | actualizado | actualizado el | ultima modificacion |
        fecha modificacion | fecha de modificacion | fecha revision | fecha de revision | ultima revision |
        updated at | last updated | last update | data de atualizacao
    """,
    "fecha_especial": """
        fecha especial | aniversario | fecha aniversario | fecha de aniversario | aniversario de empresa |
        fecha senalada | fecha para felicitar | anniversary | special date
    """,
    "moneda": "moneda | divisa | currency | moeda | tipo de moneda",
    "notas": """
        notas | nota | observ | observaciones | observacion | comentarios | comentario | notes | comments |
        observacoes | obs
    """,
}
"""Los demás datos de una hoja con una fila por cliente."""

MOVIMIENTOS: Mapping[str, str] = {
    "fecha": """
        fecha | fecha factura | fecha de factura | fecha venta | fecha de venta | fecha pedido | fecha de pedido |
        fecha compra | fecha de compra | fecha movimiento | fecha del movimiento | fecha operacion | f factura |
        fecha de operacion | fecha transaccion | fecha de transaccion | fecha documento | fecha de documento |
        fecha emision | fecha de emision | fecha albaran | f emision | dia | fec | fec factura | fecha contable |
        fecha ticket | fecha orden | date | invoice date | order date | sale date | transaction date | data |
        invoicedate | purchase date | data da venda | data do pedido | data emissao | fecha hora | fecha y hora |
        fecha de la venta | fecha de la compra | fecha de la factura | fecha llamada
    """,
    "importe": """
        importe | importe neto | monto | total | total linea | importe linea | total factura | base imponible | base
        | valor | venta | ventas | facturado | importe total | monto total | valor total | neto | subtotal |
        importe factura | importe sin iva | total sin iva | monto neto | total neto | venta neta | importe venta |
        monto venta | valor venta | total venta | importe pedido | total pedido | precio total | cargo | revenue |
        amount | total amount | sales | net amount | line total | value | spend | valor da venda | valor liquido |
        facturacion | gasto | total a pagar | importe compra | monto compra | total compra | ingreso | ingresos |
        importe de la venta | monto de la venta | importe movimiento | total general
    """,
    "producto": """
        descripcion | concepto | referencia | sku | codigo producto | codigo articulo | descripcion producto | item
        | nombre producto | nombre del producto | description | stock code | stockcode | detalle |
        descripcion articulo
    """,
    "documento": """
        factura | n factura | no factura | num factura | nro factura | numero de factura | numero factura |
        n de factura | pedido | n pedido | no pedido | numero de pedido | numero pedido | ticket | n ticket |
        albaran | documento | n documento | numero de documento | nro documento | folio | comprobante |
        n comprobante | serie | boleta | invoice | invoice no | invoiceno | invoice number | order id | order number
        | order no | orden | n orden | id pedido | id venta | id factura | id transaccion | transaction id |
        nota fiscal | referencia documento | codigo venta | num documento | remision | n albaran | asiento |
        nro comprobante | receipt
    """,
    "cantidad": """
        cantidad | uds | unidades | cant | ud | piezas | quantity | qty | units | quantidade | kilos | cajas
    """,
    "precio": """
        precio | precio unitario | p unitario | pvp | tarifa | precio unidad | p unit | precio venta |
        valor unitario | unit price | price | unitprice | preco | preco unitario | precio de venta
    """,
    "tipo_movimiento": """
        tipo movimiento | tipo de movimiento | tipo documento | tipo de documento | tipo | tipo operacion |
        tipo de operacion | tipo factura | clase documento | type | transaction type | tipo comprobante |
        tipo de comprobante | movimiento | tipo doc
    """,
}
"""Los datos propios de una línea de venta; `producto` se añade al de clientes."""

HOJAS: Mapping[str, str] = {
    "clientes": """
        clientes | cliente | cartera | cartera de clientes | cartera clientes | mi cartera | portafolio |
        base de datos | portafolio de clientes | base de clientes | base clientes | bbdd | bd clientes |
        bbdd clientes | maestro de clientes | maestro clientes | listado de clientes | lista de clientes |
        listado clientes | fichas de clientes | cuentas | directorio | directorio de clientes | crm | customers |
        customer list | clients | client list | accounts | portfolio | carteira | carteira de clientes | socios |
        donantes | prospectos | potenciales | leads
    """,
    "movimientos": """
        movimientos | ventas | facturas | pedidos | transacciones | libro auxiliar | compras | operaciones |
        facturacion | detalle de ventas | detalle ventas | historico de ventas | historico ventas |
        historial de ventas | registro de ventas | historial de compras | libro de ventas | diario de ventas |
        tickets | albaranes | lineas de venta | auxiliar de clientes | sales | orders | invoices | transactions |
        sales data | order lines | vendas | pedidos detalle | donaciones | listado de facturas | facturas emitidas |
        registro ventas | comprobantes | ordenes
    """,
    "propias": """
        configuracion | resumen | historial | ayuda | registro de contactos | planes | baremo | duplicados |
        incidencias | leyenda | movimientos de segmento | hoy | marketing | complementos | simulacion | objetivos |
        perfil ideal | embudo | gasto de captacion | puente de ingresos | valor de la cartera | indicadores |
        registro de tratamientos | cambios de segmento
    """,
}
"""Nombres de hoja. Las propias las escribe el programa y nunca son candidatas."""
