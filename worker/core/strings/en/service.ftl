# The service itself: its name, who runs it, and the frame around every page.
-service = Gatehouse
-operator = Public Service Agency

service-name = { -service }
service-operator = { -operator }
service-contact = help@gatehouse.example
frame-skip = Skip to main content
frame-banner = An official website of the government
frame-banner-how = Here’s how you know
frame-banner-address-title = Check the address.
frame-banner-address = Only sign in at the address that your agency’s own website links to.
frame-banner-lock-title = Look for a safe connection.
frame-banner-lock = Share personal information only when the address starts with https:// and your browser shows no warning.
frame-languages = Language
frame-navigation = Main menu
frame-home = { -service } home
frame-help = Help center
frame-sign-in = Sign in
frame-sign-up = Create an account
frame-account = Your account
frame-run-by = { -service } is run by the { -operator }.
frame-contact = Contact us
frame-privacy = How we protect your data
