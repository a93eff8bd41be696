package proviso.basis_test

import data.testing.cases

_identifier_law := "Children Act 2004 s.16LC"

# The duty to include a child's identifier is silent until it commences, and then holds for every share about a child.
test_the_identifier_from_its_first_day if {
	before := cases.answer("share", []) with data.proviso.reference.enactments as _from(_identifier_law, "2026-11-22")
	before.allow == true
	found := cases.answer("share", []) with data.proviso.reference.enactments as _from(_identifier_law, "2026-11-21")
	[[reason.code, reason.where] | some reason in found.reasons] == [["child_identifier_missing", ["people/0/identifiers"]]]
}

# It is met with the identifier that the law names, or with one of its two exceptions.
test_the_identifier_or_an_exception[case] if {
	some case, row in {
		"identifier": ["/context/share/people/0/identifiers", ["nhs_number", "upn"]],
		"not known": ["/context/share/lawful_basis/identifier_left_out", "unknown_and_delay_unreasonable"],
		"more detrimental": ["/context/share/lawful_basis/identifier_left_out", "more_detrimental"],
	}
	found := cases.answer("share", cases.set(row[0], row[1])) with data.proviso.reference.enactments as _from(_identifier_law, "2026-11-21")
	found.allow == true
}

# Another identifier, or another reason, will not do.
test_neither_identifier_nor_exception[case] if {
	some case, row in {
		"another identifier": ["/context/share/people/0/identifiers", ["upn"]],
		"another reason": ["/context/share/lawful_basis/identifier_left_out", "too_much_work"],
	}
	found := cases.answer("share", cases.set(row[0], row[1])) with data.proviso.reference.enactments as _from(_identifier_law, "2026-11-21")
	cases.codes(found) == ["child_identifier_missing"]
}

# It is a child's: of an adult nothing is asked.
test_no_identifier_of_an_adult if {
	found := cases.answer("board_answer", []) with data.proviso.reference.enactments as _from(_identifier_law, "2026-11-21")
	found.allow == true
}

# Who is not bound need not: a charity is not among the bodies.
test_the_identifier_binds_listed_bodies if {
	found := cases.answer("charity_referral", []) with data.proviso.reference.enactments as _from(_identifier_law, "2026-11-21")
	found.allow == true
}
