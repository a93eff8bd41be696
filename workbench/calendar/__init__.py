"""The generator of the calendar: bank holidays by nation, from a library, held against what GOV.UK has published."""
