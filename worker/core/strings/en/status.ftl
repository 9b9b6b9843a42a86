# How the service is right now: a notice on every page, and a line in the footer.
notice-label = Service notice
notice-outage-title = Signing in does not work right now.
notice-outage = We’re working on it. Your account and your information are safe. Please try again later. If it is urgent, contact the agency that sent you here.
notice-messages-delayed-title = Codes and links arrive late right now.
notice-messages-delayed = Please wait a few minutes before you ask for another one. An authenticator app works as always.
notice-maintenance-title = We’re working on the service.
notice-maintenance = Signing in may fail for a while. Please try again later. Your account and your information are safe.
status-none = Service status: everything works
status-outage = Service status: signing in does not work
status-messages-delayed = Service status: codes and links arrive late
status-maintenance = Service status: planned work
