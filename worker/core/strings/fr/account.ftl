# The pages of a signed-in person.

# The current password, before a setting changes.
confirm-password-title = Enter your password
confirm-password-lead = Before you change this, we make sure that it’s you.
current-password-label = Current password
current-password-wrong = This password is wrong. { $left ->
    [one] You have 1 try left before you are signed out.
   *[other] You have { $left } tries left before you are signed out.
}
account-back = Back to your account
sign-in-wrong-passwords = You were signed out because a wrong password was entered { $wrong_current_passwords } times.
