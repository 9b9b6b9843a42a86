# Signed-in browsers (ST-7).
sessions-title = Where you’re signed in
sessions-lead = These browsers are signed in to your account now. If you sign one out, it is out at once.
sessions-this = This browser
sessions-others = Other browsers
sessions-no-others = No other browser is signed in.
sessions-browser = Browser
sessions-since = Signed in
sessions-last-seen = Last used
sessions-place = Place
sessions-end-this = Sign out here
sessions-end = Sign out: { $browser }
sessions-all-others = All at once
sessions-end-others = Sign out all other browsers
sessions-ended = That browser is signed out.
sessions-others-ended = All other browsers are signed out.
sessions-gone = That browser was already signed out.
sessions-not-you = You don’t recognize one of them? Sign it out, then change your password. The name of a browser is what it says of itself, and a place is only roughly right.

# Recent activity (ST-1).
activity-title = Recent activity
activity-lead = What happened to your account in the last { $activity_days } days, the newest first. After that it is erased. This page shows at most { $shown } entries.
activity-with-browser = { $event }: { $browser }
activity-not-you = Is there something here that you didn’t do? Sign out the other browsers and change your password.
activity-change-password = Change your password
activity-created = Account created
activity-signed-in-code = Signed in with a security code
activity-signed-in-app = Signed in with the authenticator app
activity-signed-in-key = Signed in with the personal key
activity-locked-wrong-codes = Locked for a while after wrong codes
activity-signed-out-wrong-passwords = Signed out after wrong passwords
activity-password-changed = Password changed
activity-password-reset = Password reset
activity-email-change-asked = New email address asked for
activity-email-changed = Email address changed
activity-email-restored = Former email address put back
activity-phone-added = Phone added
activity-phone-removed = Phone removed
activity-app-added = Authenticator app set up
activity-app-removed = Authenticator app removed
activity-personal-key-renewed = New personal key made
activity-information-saved = Personal information saved
activity-information-erased = Personal information erased
activity-information-opened = Former personal information opened
activity-session-ended = Another browser signed out
activity-other-sessions-ended = All other browsers signed out
activity-locked-by-owner = Locked by you (“this wasn’t me”)
activity-deletion-asked = Deletion of the account asked for
activity-deletion-cancelled = Deletion of the account cancelled
activity-data-copied = Copy of your data downloaded
activity-mail-resumed = Mail to your address turned on again

# The longest time of a session (SI-8).
time-out-absolute-why = You’ll be signed out soon. A session lasts at most { $session_hours } hours, whatever you do.
time-out-absolute-what = Finish what you are doing now. Then sign in again to go on.
time-out-longest = You can stay signed in for at most { $session_hours } hours in all.
