# The service itself: its name, who runs it, and the frame around every page.
-service = Gatehouse
-operator = Agencia de Servicios Públicos

service-name = { -service }
service-operator = { -operator }
service-contact = help@gatehouse.example
frame-skip = Ir al contenido principal
frame-banner = Un sitio oficial del gobierno
frame-banner-how = Así puede comprobarlo
frame-banner-address-title = Revise la dirección.
frame-banner-address = Inicie sesión solo en la dirección a la que lleva el enlace del sitio web de su agencia.
frame-banner-lock-title = Compruebe que la conexión sea segura.
frame-banner-lock = Dé información personal solo si la dirección empieza con https:// y su navegador no muestra ninguna advertencia.
frame-languages = Idioma
frame-navigation = Menú principal
frame-home = Página principal de { -service }
frame-help = Centro de ayuda
frame-sign-in = Iniciar sesión
frame-sign-up = Crear una cuenta
frame-account = Su cuenta
frame-run-by = La { -operator } administra { -service }.
frame-contact = Contáctenos
frame-privacy = Cómo protegemos sus datos
