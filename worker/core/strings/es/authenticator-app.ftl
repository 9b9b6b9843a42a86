# Setting up an authenticator app, while creating an account or later.
app-step-install = Abra una aplicación de autenticación en su teléfono o tableta. Si no tiene ninguna, descárguela de su tienda de aplicaciones. Sirve cualquiera que cree códigos “basados en el tiempo”.
app-step-scan = Escanee con la aplicación esta imagen cuadrada (código QR).
app-step-code = La aplicación le mostrará un código. Escríbalo abajo para comprobar que la aplicación funciona.
app-qr-code = Código QR para su aplicación de autenticación. El texto que sigue a la imagen dice lo mismo.
app-secret-lead = ¿No puede escanearla? Escriba esta clave en la aplicación:
app-secret-copy = Copiar la clave
app-secret-private = No le muestre a nadie la imagen ni la clave. Quien las tenga puede crear los códigos de usted.
app-open = Abrir una aplicación en este dispositivo
app-submit = Enviar el código
app-code-missing = Escriba el código que muestra su aplicación.
app-code-not-a-code = Escriba los { $security_code_digits } dígitos que muestra su aplicación.

# While creating an account.
step-app = Aplicación de autenticación
sign-up-app-instead = ¿No tiene un teléfono a mano o no hay señal? Una aplicación de autenticación crea los códigos en su dispositivo.
sign-up-app-use = Usar una aplicación de autenticación
sign-up-app-title = Configure su aplicación de autenticación
sign-up-app-phone = Usar un teléfono

# On the account.
account-app-title = Aplicación de autenticación
account-app-lead = Una aplicación de autenticación crea códigos de seguridad en su teléfono o tableta, incluso sin señal. Puede usarla además de su teléfono o en su lugar.
account-app-start = Configurar una aplicación
account-app-since = Fecha de configuración
account-app-replace-lead = ¿Tiene un dispositivo nuevo? Configure una aplicación en él. Desde ese momento, solo servirán los códigos de la aplicación nueva.
account-app-replace = Configurar otra aplicación en su lugar
account-app-remove-lead = Si quita la aplicación, sus códigos dejarán de servir. Entonces iniciará sesión con su teléfono.
account-app-remove = Quitar la aplicación
account-app-last = La aplicación es su única forma de recibir un código. Antes de quitarla, agregue un teléfono.
account-app-add-phone = Agregar un teléfono
account-app-added = Su aplicación de autenticación está lista. Ya puede iniciar sesión con sus códigos.
account-app-removed = Quitamos su aplicación de autenticación. Sus códigos ya no sirven. También puede borrar la entrada en la aplicación.
account-app-code-title = Conecte su aplicación de autenticación
account-app-replaces = La aplicación anterior seguirá sirviendo hasta que envíe un código de la nueva.
account-app-cancel = Volver sin configurarla
