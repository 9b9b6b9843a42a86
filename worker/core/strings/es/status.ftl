# Cómo está el servicio en este momento: un aviso en cada página y una línea al pie.
notice-label = Aviso del servicio
notice-outage-title = En este momento no se puede iniciar sesión.
notice-outage = Estamos trabajando para resolverlo. Su cuenta y su información están a salvo. Vuelva a intentarlo más tarde. Si es urgente, comuníquese con la agencia que le envió aquí.
notice-messages-delayed-title = En este momento los códigos y enlaces llegan con retraso.
notice-messages-delayed = Espere unos minutos antes de pedir otro. La aplicación de autenticación funciona como siempre.
notice-maintenance-title = Estamos trabajando en el servicio.
notice-maintenance = Es posible que por un tiempo no pueda iniciar sesión. Vuelva a intentarlo más tarde. Su cuenta y su información están a salvo.
status-none = Estado del servicio: todo funciona
status-outage = Estado del servicio: no se puede iniciar sesión
status-messages-delayed = Estado del servicio: los códigos y enlaces llegan con retraso
status-maintenance = Estado del servicio: trabajos programados
