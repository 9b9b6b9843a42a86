# How the service is right now: a notice on every page, and a line in the footer.
notice-label = Information sur le service
notice-outage-title = La connexion ne marche pas en ce moment.
notice-outage = Nous nous en occupons. Votre compte et vos informations sont en sécurité. Essayez de nouveau plus tard. Si c’est urgent, contactez l’organisme public qui vous a envoyé ici.
notice-messages-delayed-title = Les codes et les liens arrivent en retard en ce moment.
notice-messages-delayed = Attendez quelques minutes avant d’en demander un autre. Les applications d’authentification marchent normalement.
notice-maintenance-title = Nous faisons des travaux sur le service.
notice-maintenance = Pendant un moment, vous ne pourrez peut-être pas vous connecter. Essayez de nouveau plus tard. Votre compte et vos informations sont en sécurité.
status-none = État du service : tout marche bien
status-outage = État du service : la connexion ne marche pas
status-messages-delayed = État du service : les codes et les liens arrivent en retard
status-maintenance = État du service : travaux prévus
