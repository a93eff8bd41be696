package proviso.undertaking_test

import data.proviso.templates
import data.testing.cases

# Each reason of words.rego: refused for exactly the reasons the table says, allowed when its remedy is followed.
test_words_refused_and_remedied[case] if {
	some case, row in cases.about({"template_not_current", "not_explained", "items_missing", "warnings_not_read"})
	cases.holds(row)
}

# What is agreed is the version in force on the day of the undertaking, in the language spoken, letter by letter.
test_agreed_language[case] if {
	some case, expected in {
		"undertaking": {"id": "csods", "version": "1", "language": "en"},
		"undertaking_in_welsh": {"id": "csods", "version": "1", "language": "cy"},
		"undertaking_interpreted": {"id": "csods", "version": "1", "language": "en"},
		"undertaking_refused": {"id": "csods", "version": "1", "language": "en"},
	}
	found := cases.answer(case, []).view.template
	text := templates.csods["1"].texts[expected.language]
	found == object.union(expected, {"words": text.words, "warnings": text.warnings})
}

_next := {"csods": {
	"1": templates.csods["1"],
	"2": object.union(templates.csods["1"], {"effective_from": "2026-11-21"}),
}}

_read_out(version, at) := [
	{"op": "replace", "path": "/context/undertaking/template", "value": version},
	{"op": "replace", "path": "/context/undertaking/at", "value": at},
]

# A new version holds from its day; what was read out the day before is judged by the version of that day.
test_template_changes[case] if {
	some case, row in {
		"new words on their day": ["2", "2026-11-21T00:00:00Z", []],
		"old words the day before": ["1", "2026-11-20T23:59:59Z", []],
		"old words on the new day": ["1", "2026-11-21T00:00:00Z", ["template_not_current"]],
		"new words before their day": ["2", "2026-11-20T23:59:59Z", ["template_not_current"]],
		"before any words": ["1", "2018-05-24T12:00:00Z", ["template_not_current"]],
	}
	found := cases.answer("undertaking", _read_out(row[0], row[1])) with data.proviso.templates as _next
	cases.codes(found) == row[2]
}

# A scheme that has no words has no undertaking that could be recorded.
test_template_missing if {
	found := cases.answer("undertaking", []) with data.proviso.templates as {}
	[found.allow, cases.codes(found)] == [false, ["template_not_current"]]
}
