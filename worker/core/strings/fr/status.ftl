# L’état du service en ce moment : un avis sur chaque page et une ligne en bas de page.
notice-label = Avis sur le service
notice-outage-title = La connexion ne fonctionne pas en ce moment.
notice-outage = Nous nous en occupons. Votre compte et vos informations sont en sécurité. Réessayez plus tard. En cas d’urgence, contactez l’organisme qui vous a envoyé ici.
notice-messages-delayed-title = Les codes et les liens arrivent en retard en ce moment.
notice-messages-delayed = Attendez quelques minutes avant d’en demander un autre. Une application d’authentification fonctionne comme toujours.
notice-maintenance-title = Nous effectuons des travaux sur le service.
notice-maintenance = La connexion peut échouer pendant un moment. Réessayez plus tard. Votre compte et vos informations sont en sécurité.
status-none = État du service : tout fonctionne
status-outage = État du service : la connexion ne fonctionne pas
status-messages-delayed = État du service : les codes et les liens arrivent en retard
status-maintenance = État du service : travaux prévus
