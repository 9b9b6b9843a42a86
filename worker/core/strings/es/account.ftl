# The pages of a signed-in person.

# The current password, before a setting changes.
confirm-password-title = Escriba su contraseña
confirm-password-lead = Antes de hacer este cambio, queremos comprobar que es usted.
current-password-label = Contraseña actual
current-password-wrong = La contraseña no es correcta. { $left ->
    [one] Le queda 1 intento antes de que cerremos su sesión.
   *[other] Le quedan { $left } intentos antes de que cerremos su sesión.
}
account-back = Volver a su cuenta
sign-in-wrong-passwords = Cerramos su sesión porque se escribió una contraseña equivocada { $wrong_current_passwords } veces.
