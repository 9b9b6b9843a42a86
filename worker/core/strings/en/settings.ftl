# The profile page and the settings of a signed-in person.

# The profile page.
account-title = Your account
account-lead = You are signed in. Here is what you can see and change.
account-former = After a reset of your password, your earlier personal information is locked. Your old personal key opens it.
account-former-link = Open it, or give it up
account-signing-in = Signing in
account-email = Email address
account-password = Password
account-phone = Phone
account-app = Authenticator app
account-personal-key = Personal key
account-personal-key-yours = Only you have it.
account-your-data = Your information
account-information = Personal information
account-information-saved = Saved, and encrypted so that only you can open it
account-agencies = Connected agencies
account-agencies-none = None yet
account-data = Copy of your data
account-data-what = Everything that we hold about you
account-watch = Keeping watch
account-sessions = Where you are signed in
account-here-since = This browser, since { $date }
account-activity = Recent activity
account-activity-what = What happened in the last { $activity_days } days
account-end = Leaving
account-delete = Delete your account
account-delete-what = Erases the account and everything in it
account-none = None
account-changed-on = Set on { $date }
account-set-up-on = Set up on { $date }
account-made-on = Made on { $date }
account-change = Change
account-add = Add
account-renew = Get a new one
account-see = See all
account-get = Get it
account-delete-link = Delete

# The email address.
change-email-title = Change your email address
change-email-current = You sign in with { $email } now.
change-email-lead = We’ll send a link to the new address. Until you open it, nothing changes. We tell the old address, too: for { $notice_link_days } days, the change can be undone from there.
change-email-label = New email address
change-email-same = This is your email address already. Enter another one.
check-new-email-title = Check your new inbox
check-new-email-what = Open the link in it to change your address. It works once, within { $confirmation_link_hours } hours. Until then, you sign in with the old one.
new-email-title = Confirm your new email address
new-email-lead = Press the button to sign in to your account with { $email } from now on.
new-email-done-title = Your email address is changed
new-email-done = From now on, you sign in with the new address. We have written to the old and the new one.
new-email-used-title = This link to a new address was used already
new-email-used = It changed the email address of your account. Since then, the address was changed again.
new-email-taken-title = This email address belongs to another account
new-email-taken = Since you asked for the link, an account was created with this address. Your own account keeps the address that it has.
new-email-unknown-title = This link to a new address doesn’t work
new-email-unknown = It is older than { $confirmation_link_hours } hours, or you asked for a newer one. Nothing was changed.
new-email-account = Go to your account
new-email-again = Enter a new email address again

# The password.
change-password-title = Change your password
change-password-lead = You’ll be signed out everywhere else, and you’ll get a new personal key: the old one doesn’t go with a new password.
change-password-label = New password
change-password-submit = Set the new password
key-of-new-password = Your new password is set. A new personal key comes with it; the one that you had before does not work any more.
too-many-renewals-title = Please wait before you change this again
too-many-renewals-why = The password or the personal key of your account was changed too often. Both are as they were set last.

# The personal key.
new-key-title = Get a new personal key
new-key-lead = Do this if you have lost your personal key, or if somebody else may have seen it. The old one stops working at once.
new-key-sessions = You’ll be signed out everywhere else, and we’ll tell you by email.
new-key-submit = Make a new personal key

# Phones.
phones-title = Your phones
phones-lead = Security codes go to these numbers when you sign in.
phones-none = Your account has no phone. You confirm with your authenticator app.
phone-since = Confirmed on { $date }
phone-new-heading = Use another phone
phone-new-lead = Have the new phone with you. We’ll send a code to it at once. Nothing changes until you enter the code.
phone-place-label = What should the new phone do?
phone-replaces = Replace { $phone }
phone-second = Be a second phone
phone-second-hint = You choose between them each time you sign in.
phone-place-missing = Choose which phone the new one replaces. An account has at most { $phones } phones.
phone-is-yours = This phone is already one of yours. Enter another number.
phone-remove-heading = Remove a phone
phone-remove-lead = A phone that you remove gets no more security codes. We’ll tell you by email.
phone-remove-submit = Remove { $phone }
phone-last = This phone is your only way to get security codes. To remove it, add another phone or an authenticator app first.
phone-code-title = Enter the code for your new phone
phone-code-until = Until you enter the code, your account stays as it is.
phone-added = The new phone is set. Security codes go there from now on.
phone-removed = The phone is removed. It gets no more security codes.
phone-changed-meanwhile = Your phones were changed in another window meanwhile. Here they are now.
