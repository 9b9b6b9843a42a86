# How the service is right now: a notice on every page, and a line in the footer.
notice-label = Aviso del servicio
notice-outage-title = En este momento no se puede iniciar sesión.
notice-outage = Estamos trabajando para resolverlo. Su cuenta y su información están a salvo. Vuelva a intentarlo más tarde. Si es urgente, comuníquese con la agencia que le envió aquí.
notice-messages-delayed-title = En este momento los códigos y los enlaces llegan con retraso.
notice-messages-delayed = Espere unos minutos antes de pedir otro. Las aplicaciones de autenticación funcionan como siempre.
notice-maintenance-title = Estamos dando mantenimiento al servicio.
notice-maintenance = Es posible que por un tiempo no pueda iniciar sesión. Vuelva a intentarlo más tarde. Su cuenta y su información están a salvo.
status-none = Estado del servicio: todo funciona
status-outage = Estado del servicio: no se puede iniciar sesión
status-messages-delayed = Estado del servicio: los códigos y los enlaces llegan con retraso
status-maintenance = Estado del servicio: mantenimiento programado
