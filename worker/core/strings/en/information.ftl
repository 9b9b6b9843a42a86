# Personal information: name, birth date, address.
information-title = Your personal information
information-lead = Save here what agencies often ask for. You can leave any field empty.
information-who = It is locked with a key that only your password or your personal key opens. Nobody else can read what is saved here, not even our staff.
information-forgotten = If you forget your password, your personal key opens it again. Without the key, you have to enter it anew.
information-name = Full name
information-name-hint = As you write it
information-birth-date = Date of birth
information-birth-date-hint = Numbers only, for example: 4 28 1986
information-month = Month
information-day = Day
information-year = Year
information-street = Street address
information-street-hint = Number, street and apartment, in as many lines as you need
information-city = City or town
information-region = State, province or region
information-postal-code = ZIP code or postal code
information-country = Country
information-save = Save
information-saved = Your information is saved.
information-erase-lead = You can erase everything that is saved here. Nobody can bring it back then.
information-erase = Erase my information
information-erased = Your information was erased.

# What is wrong with a field.
information-empty = Fill in at least one field.
information-empty-saved = Fill in at least one field. If you want to erase everything, use the button below.
information-too-long = Use at most { $limit } characters here.
information-not-text = There is a character in here that we can’t save. Type the text again instead of pasting it.
information-month-missing = Enter the month of your birth date, too.
information-day-missing = Enter the day of your birth date, too.
information-year-missing = Enter the year of your birth date, too.
information-month-wrong = Enter the month as a number from 1 to 12.
information-day-wrong = Enter the day as a number from 1 to 31.
information-year-wrong = Enter the year with four digits.
information-no-such-day = This month has no such day. Check the date.
information-future = This birth date is in the future. Check the year.
information-too-early = This birth date is too long ago. Check the year.

# What a reset without the personal key has locked.
information-former = Information from before your password reset on { $date } is locked. Your personal key from that time opens it.
information-former-link = Open or discard the information from before { $date }
information-opened = Your information is open again, and locked with your new password.
former-title = Open your locked information
former-lead = When you reset your password on { $date }, you didn’t use your personal key. So the information that you had saved is still locked with that key. Your present key doesn’t open it.
former-replaces = You have saved information since then. The locked information will take its place.
former-key-label = Personal key from before the reset
former-key-wrong = This is not the personal key that you had before the reset. { $left ->
    [one] You have 1 try left.
   *[other] You have { $left } tries left.
}
former-open = Open the information
former-discard-lead = If that key is lost, nothing can open this information. You can discard it. It is then lost forever.
former-discard = Discard it forever
former-back = Back to your personal information
