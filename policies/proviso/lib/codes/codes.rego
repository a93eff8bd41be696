# METADATA
# title: Codes
# description: >-
#   Look-ups that may be negated. In `not table[entry.code]` the inner reference is evaluated outside of the negation,
#   so with the field absent the whole rule would silently not fire. Here the field is looked up inside.
package proviso.lib.codes

# METADATA
# title: The field holds a code of the table
listed(table, holder, field) if table[holder[field]]

# METADATA
# title: The table says yes to the code that the field holds
allows(table, holder, field) if table[holder[field]] == true

# METADATA
# title: The field is there
has(holder, field) if holder[field]
