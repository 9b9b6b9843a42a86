# Códigos de seguridad: lo que dicen los mensajes y lo que la página dice de ellos. Los mensajes de texto no llevan letras que
# harían de uno dos (á, í, ó, ú): una prueba los cuenta. «Mensaje 2» es el comienzo del segundo, y la página lo dice.
code-message = Mensaje { $number }
code-from-again = { $label } de { -service }
code-sms-sign-in = { $from }: use { $code } para entrar en su cuenta.
code-sms-confirm-number = { $from }: use { $code } para confirmar este teléfono.
code-sms-reset-password = { $from }: use { $code } para elegir otra contraseña.
code-sms-delete-account = { $from }: use { $code } para eliminar su cuenta.
code-sms-lifetime = Sirve una vez, por { $security_code_minutes } minutos.
code-sms-secret = No se lo diga a nadie.

code-voice-sign-in = Hola. Le llama { -service }. Su código de seguridad para iniciar sesión es:
code-voice-confirm-number = Hola. Le llama { -service }. Su código de seguridad para confirmar este número es:
code-voice-reset-password = Hola. Le llama { -service }. Su código de seguridad para elegir otra contraseña es:
code-voice-delete-account = Hola. Le llama { -service }. Su código de seguridad para eliminar su cuenta es:
code-voice-again = Se lo repito. Su código es:
code-voice-lifetime = Sirve una sola vez, durante { $security_code_minutes } minutos. No se lo diga a nadie. Adiós.

code-newest-sms = Use el mensaje de texto que empieza con “{ $label }”. Aquí solo sirve su código.
code-newest-voice = Aquí solo sirve el código que decimos en esta llamada.
code-sent-ago = { $minutes ->
    [0] Enviado hace menos de un minuto.
    [one] Enviado hace { $minutes } minuto.
   *[other] Enviado hace { $minutes } minutos.
}
code-sent-at = Hora de envío: { $time }.
