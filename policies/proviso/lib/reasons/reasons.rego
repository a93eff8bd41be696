# METADATA
# title: Reasons
# description: How a deny rule states itself. The words come from its annotation, never from the input.
package proviso.lib.reasons

# METADATA
# title: A reason with the place in the request that it is about
# description: The place is a pointer such as recipients/0/role, or empty when the whole request is meant.
at(rule, where) := {"rule": rule.custom, "where": where}

# METADATA
# title: Several reasons as they are answered
# description: One per code, in the order of the codes, with every place that the code was found at.
answered(found) := [reason |
	some code in sort({f.rule.code | some f in found})
	reason := _answer([f | some f in found; f.rule.code == code])
]

_answer(same) := object.union(_words(same[0].rule), _places({f.where | some f in same; f.where != ""}))

_words(rule) := {"code": rule.code, "message": rule.message, "law": rule.law, "remedy": rule.remedy}

_places(places) := {"where": sort(places)} if count(places) > 0

_places(places) := {} if count(places) == 0
