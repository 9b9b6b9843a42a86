# What is wrong with a field: what happened, and what to do now.
email-missing = Escriba su dirección de correo electrónico.
email-wrong = Escriba una dirección de correo electrónico, por ejemplo nombre@example.com.
password-missing = Escriba su contraseña.
new-password-missing = Escriba una contraseña.
new-password-short = Use al menos { $password_minimum } caracteres. Los espacios cuentan.
new-password-long = Use como máximo { $password_maximum } caracteres.
new-password-refused = Esta contraseña es demasiado fácil de adivinar. Elija otra.
phone-missing = Escriba su número de teléfono.
phone-landline = Este es un teléfono fijo y no recibe mensajes de texto. Elija una llamada.
method-missing = Elija cómo quiere recibir su código.
code-missing = Escriba el código de seguridad.
code-not-a-code = Escriba los { $security_code_digits } dígitos del código que le enviamos.
code-wrong = El código no es correcto. { $left ->
    [one] Le queda 1 intento.
   *[other] Le quedan { $left } intentos.
}
code-expired = Este código ya no sirve: ya se usó o tiene más de { $security_code_minutes } minutos. Pida uno nuevo abajo. { $left ->
    [one] Le queda 1 intento.
   *[other] Le quedan { $left } intentos.
}
app-code-wrong = El código no es correcto. Compruebe que su teléfono muestre la hora exacta. { $left ->
    [one] Le queda 1 intento.
   *[other] Le quedan { $left } intentos.
}
app-code-used = Este código ya se usó. Espere hasta que la aplicación muestre el siguiente. { $left ->
    [one] Le queda 1 intento.
   *[other] Le quedan { $left } intentos.
}
key-type-missing = Escriba su clave personal o marque abajo que la guardó.
key-type-wrong = Esa no es la clave que aparece arriba. Revise lo que anotó.
personal-key-missing = Escriba su clave personal.
personal-key-not-a-key = Una clave personal tiene { $personal_key_length } letras y dígitos. Revise lo que escribió.
personal-key-wrong = La clave personal no es correcta. { $left ->
    [one] Le queda 1 intento.
   *[other] Le quedan { $left } intentos.
}
sign-in-wrong = La dirección de correo electrónico o la contraseña no es correcta. Revise las dos.

# Waits.
locked-title = Cerramos su sesión
locked-why = Se escribió un código de seguridad o una clave personal equivocada { $wrong_codes } veces. Para proteger su cuenta, nadie puede iniciar sesión durante { $lockout_minutes } minutos.
locked-what = No cambió nada más. Vuelva cuando termine la espera y pida un código nuevo.
locked-sign-in = Iniciar sesión de nuevo
locked-sign-up-title = Espere antes de intentarlo otra vez
locked-sign-up-why = Se escribió un código equivocado { $wrong_codes } veces. Podrá continuar en { $lockout_minutes } minutos. Entonces pida un código nuevo. No se perdió nada de lo que escribió.
locked-sign-up-back = Continuar
too-many-passwords-title = Espere antes de intentarlo de nuevo
too-many-passwords-why = Se escribió una contraseña equivocada demasiadas veces. Para protegerle, por ahora no revisamos ninguna contraseña.
too-many-passwords-what = Si ya no sabe su contraseña, aproveche la espera para leer qué puede hacer.
too-many-links-title = Espere antes de pedir otro enlace
too-many-links-why = Enviamos como máximo { $link_requests } enlaces a una dirección en { $link_request_minutes } minutos. Busque el mensaje más reciente en su bandeja de entrada y en su carpeta de correo no deseado (spam).
too-many-links-again = Pedir un enlace nuevo
too-many-codes-title = Espere su próximo código
too-many-codes-why = Enviamos como máximo { $security_code_requests } códigos en { $security_code_request_minutes } minutos. El más reciente sirve durante { $security_code_minutes } minutos desde que lo enviamos.
too-many-codes-what = Si está iniciando sesión, vuelva y use su aplicación de autenticación o su clave personal: no tiene que esperar. Si está creando una cuenta, puede usar una aplicación en lugar del teléfono.
network-why = Desde su red se pidieron muchísimos códigos o enlaces. Quizás fueron otras personas. Tenemos que hacer una pausa. Puede continuar cuando pase el tiempo, o ahora desde otra red.
too-many-codes-back = Volver
reset-required-title = Necesita una contraseña nueva
reset-required-why = Alguien que sabe su contraseña escribió códigos de seguridad equivocados muchas veces. Para protegerle, su cuenta no se abre hasta que elija una contraseña nueva.
reset-required-what = Le enviamos un correo electrónico sobre esto.

# Problems.
problem-sign-in = Iniciar sesión
problem-help = Ir al centro de ayuda
problem-contact = Contáctenos
problem-bad-request-title = No pudimos leer esto
problem-bad-request = No pudimos leer lo que envió su navegador. No cambió nada. Abra la página de nuevo y vuelva a llenar el formulario.
problem-forbidden-title = Este formulario venció
problem-forbidden = El navegador se cerró después de abrir el formulario, no guarda nuestras cookies, o el formulario vino de otro sitio. No cambió nada. Abra la página de nuevo y vuelva a llenar el formulario.
problem-not-found-title = No encontramos esta página
problem-not-found = Quizás la dirección tiene un error o la página cambió de lugar.
problem-method-title = Esta página no se puede usar así
problem-method = Abra la página desde el principio e inténtelo de nuevo.
problem-too-large-title = El texto es demasiado largo
problem-too-large = Su navegador envió más de lo que cabe en un formulario nuestro. Vuelva atrás y acorte el texto.
problem-unavailable-title = No podemos hacer esto ahora
problem-unavailable = Algo de nuestro sistema no funciona. No cambió nada. Inténtelo de nuevo en un minuto.
