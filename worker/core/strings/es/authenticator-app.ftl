# Setting up an authenticator app, while creating an account or later.
app-step-install = Open an authenticator app on your phone or tablet. If you have none, get one from your app store. Any app for “time-based” codes will do.
app-step-scan = Have the app scan this square picture (QR code).
app-step-code = The app then shows a code. Type it in below, to prove that the app works.
app-qr-code = QR code for your authenticator app. The text after the picture says the same.
app-secret-lead = Can’t scan it? Type this key into the app instead:
app-secret-copy = Copy the key
app-secret-private = Show the picture and the key to nobody. Whoever has them can make your codes.
app-open = Open an app on this device
app-submit = Submit the code
app-code-missing = Enter the code that your app shows.
app-code-not-a-code = Enter the { $security_code_digits } digits that your app shows.

# While creating an account.
step-app = Authenticator app
sign-up-app-instead = No phone at hand, or no signal? An authenticator app makes the codes on your device.
sign-up-app-use = Use an authenticator app instead
sign-up-app-title = Set up your authenticator app
sign-up-app-phone = Use a phone instead

# On the account.
account-app-title = Authenticator app
account-app-lead = An authenticator app on your phone or tablet makes security codes, even with no signal. You can use it besides your phone, or in its place.
account-app-start = Set up an app
account-app-since = Set up on
account-app-replace-lead = Do you have a new device? Set up an app on it. From then on, only the codes of the new app work.
account-app-replace = Set up another app in its place
account-app-remove-lead = If you remove the app, its codes don’t work any more. You then sign in with your phone.
account-app-remove = Remove the app
account-app-last = The app is your only way to get a code. Before you can remove it, add a phone.
account-app-add-phone = Add a phone
account-app-added = Your authenticator app is set up. You can sign in with its codes from now on.
account-app-removed = Your authenticator app was removed. Its codes don’t work any more. You can delete the entry in the app, too.
account-app-code-title = Connect your authenticator app
account-app-replaces = Until you submit a code of the new app, your old one keeps working.
account-app-cancel = Go back without setting it up
