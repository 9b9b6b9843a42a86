# Dates and times. `$hour` counts to 23, for languages that do.
date = { $month } { $day }, { $year }
date-and-time = { $date }, { $hour_to_twelve }:{ $minute } { $half } UTC
time-am = AM
time-pm = PM
month-january = January
month-february = February
month-march = March
month-april = April
month-may = May
month-june = June
month-july = July
month-august = August
month-september = September
month-october = October
month-november = November
month-december = December
