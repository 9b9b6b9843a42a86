# Dates and times. `$hour` counts to 23, for languages that do.
date = { $day ->
    [1] 1er
   *[other] { $day }
} { $month } { $year }
date-and-time = { $date } à { $hour } h { $minute } UTC
time-am = AM
time-pm = PM
month-january = janvier
month-february = février
month-march = mars
month-april = avril
month-may = mai
month-june = juin
month-july = juillet
month-august = août
month-september = septembre
month-october = octobre
month-november = novembre
month-december = décembre
