# Personal information: name, birth date, address.
information-title = Su información personal
information-lead = Guarde aquí los datos que las agencias suelen pedir. Puede dejar campos vacíos.
information-who = Esta información se guarda bajo llave. Solo la abre su contraseña o su clave personal. Nadie más puede leerla, ni siquiera nuestro personal.
information-forgotten = Si olvida su contraseña, su clave personal vuelve a abrir la información. Sin esa clave, tendrá que escribirla de nuevo.
information-name = Nombre completo
information-name-hint = Como usted lo escribe
information-birth-date = Fecha de nacimiento
information-birth-date-hint = Solo números: mes, día y año. Por ejemplo: 4 28 1986
information-month = Mes
information-day = Día
information-year = Año
information-street = Dirección
information-street-hint = Número, calle y apartamento, en todas las líneas que necesite
information-city = Ciudad o pueblo
information-region = Estado, provincia o región
information-postal-code = Código postal (ZIP)
information-country = País
information-save = Guardar
information-saved = Su información está guardada.
information-erase-lead = Puede borrar todo lo que guardó aquí. Después, nadie podrá recuperarlo.
information-erase = Borrar mi información
information-erased = Su información se borró.

# What is wrong with a field.
information-empty = Llene al menos un campo.
information-empty-saved = Llene al menos un campo. Si quiere borrar todo, use el botón de abajo.
information-too-long = Use como máximo { $limit } caracteres aquí.
information-not-text = Aquí hay un carácter que no podemos guardar. Escriba el texto de nuevo en lugar de pegarlo.
information-month-missing = Escriba también el mes de su nacimiento.
information-day-missing = Escriba también el día de su nacimiento.
information-year-missing = Escriba también el año de su nacimiento.
information-month-wrong = Escriba el mes con un número del 1 al 12.
information-day-wrong = Escriba el día con un número del 1 al 31.
information-year-wrong = Escriba el año con cuatro dígitos.
information-no-such-day = Ese mes no tiene ese día. Revise la fecha.
information-future = Esta fecha de nacimiento está en el futuro. Revise el año.
information-too-early = Esta fecha de nacimiento es demasiado antigua. Revise el año.

# What a reset without the personal key has locked.
information-former = La información que guardó antes de restablecer su contraseña el { $date } está guardada bajo llave. La clave personal que tenía entonces la abre.
information-former-link = Abrir o descartar la información de antes del { $date }
information-opened = Su información está abierta de nuevo. Ahora la protege su contraseña nueva.
former-title = Abrir la información guardada bajo llave
former-lead = Cuando restableció su contraseña el { $date }, no usó su clave personal. Por eso, la información que había guardado sigue bajo llave. Su clave personal de ahora no la abre.
former-replaces = Desde entonces usted guardó otra información. La información bajo llave la reemplazará.
former-key-label = Clave personal de antes del restablecimiento
former-key-wrong = Esta no es la clave personal que tenía antes del restablecimiento. { $left ->
    [one] Le queda 1 intento.
   *[other] Le quedan { $left } intentos.
}
former-open = Abrir la información
former-discard-lead = Si perdió esa clave, nada puede abrir esta información. Puede descartarla. En ese caso, se perderá para siempre.
former-discard = Descartarla para siempre
former-back = Volver a su información personal
