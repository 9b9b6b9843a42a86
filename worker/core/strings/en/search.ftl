# The page with the results of a search.
search-title = Search the help center
search-count = { $found ->
    [one] 1 result for “{ $question }”
   *[other] { $found } results for “{ $question }”
}
search-none = Nothing was found for “{ $question }”
search-try-title = What you can try
search-try-fewer = Use fewer words, such as “new phone”.
search-try-other = Say it in other words, such as “code” in place of “number that you sent”.
search-try-spelling = Check the spelling.
search-sections = All topics
search-contact = Ask us instead
