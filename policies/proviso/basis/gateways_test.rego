package proviso.basis_test

import data.testing.cases

# Each reason of gateways.rego and asking.rego: refused for exactly the reasons the table says, allowed when remedied.
test_gateways_refused_and_remedied[case] if {
	some case, row in cases.about({
		"enactment_gives_no_power", "board_request_incomplete", "victim_information_unjustified",
		"gateway_not_in_force", "gateway_of_other_nation", "gateway_not_yours", "gateway_not_for_the_asked",
		"gateway_wrong_purpose", "gateway_threshold_missing", "enactment_not_for_this_body",
	})
	cases.holds(row)
}

_from(code, day) := json.patch(data.proviso.reference.enactments, cases.set(sprintf("/%s/effective_from", [code]), day))

_duty := "Children Act 2004 s.16LA"

_on_the_duty(more_detrimental) := [
	{"op": "add", "path": "/context/share/lawful_basis/enactment", "value": _duty},
	{"op": "add", "path": "/context/share/lawful_basis/more_detrimental", "value": more_detrimental},
]

# The duty to share for a child's welfare is refused before its first day, and allowed on it.
test_the_duty_from_its_first_day if {
	before := cases.answer("share", _on_the_duty(false)) with data.proviso.reference.enactments as _from(_duty, "2026-11-22")
	cases.codes(before) == ["enactment_not_in_force"]
	on_it := cases.answer("share", _on_the_duty(false)) with data.proviso.reference.enactments as _from(_duty, "2026-11-21")
	on_it.allow == true
}

# Today it has no first day, so nobody relies on it.
test_the_duty_is_not_in_force if {
	cases.codes(cases.answer("share", _on_the_duty(false))) == ["enactment_not_in_force"]
}

# Whoever relies on it answers the test of detriment; where sharing does more harm there is no duty.
test_the_duty_and_its_test_of_detriment if {
	silent := cases.answer("share", cases.set("/context/share/lawful_basis/enactment", _duty)) with data.proviso.reference.enactments as _from(_duty, "2026-11-21")
	cases.codes(silent) == ["detriment_not_considered"]
	harmful := cases.answer("share", _on_the_duty(true)) with data.proviso.reference.enactments as _from(_duty, "2026-11-21")
	cases.codes(harmful) == ["more_detrimental_to_the_child"]
	named := cases.set("/context/share/lawful_basis/authority", _duty)
	as_authority := cases.answer("share", named) with data.proviso.reference.enactments as _from(_duty, "2026-11-21")
	cases.codes(as_authority) == ["detriment_not_considered"]
}

# The bodies are listed; a charity is none, and stands under the duty where it acts for one that is.
test_the_duty_and_who_acts_for_a_listed_body[case] if {
	some case, row in {
		"for a council": ["la:E06000047", []],
		"for a health body": ["nhs:X9X9X", []],
		"for itself": ["charity:9999001", ["enactment_not_for_this_body"]],
		"for nobody we know": ["la:E06999999", ["enactment_not_for_this_body"]],
	}
	changes := array.concat(_on_the_duty(false), cases.set("/context/share/lawful_basis/acting_for", row[0]))
	found := cases.answer("charity_referral", changes) with data.proviso.reference.enactments as _from(_duty, "2026-11-21")
	cases.codes(found) == row[1]
}

# Co-operation reaches a body outside the list as long as all that it tells are listed.
test_cooperation_towards_listed_bodies if {
	change := cases.set("/context/share/lawful_basis/enactment", "Children Act 2004 s.10")
	cases.answer("charity_referral", change).allow == true
	besides := {"agency": "school:999002", "role": "safeguarding_lead", "need": {"given": true, "length": 20}}
	found := cases.answer("charity_referral", array.concat(change, cases.set("/context/share/recipients/-", besides)))
	"enactment_not_for_this_body" in cases.codes(found)
}

# A law that has not commenced asks for nothing but to be left: its guards are silent.
test_guards_of_a_law_that_is_not_in_force if {
	found := cases.answer("request_for_victim_information", [
		{"op": "remove", "path": "/context/share/lawful_basis/victim_information"},
		{"op": "add", "path": "/context/now", "value": "2026-01-11T23:00:00Z"},
		{"op": "add", "path": "/context/application/received_at", "value": "2026-01-11T09:00:00Z"},
	])
	cases.codes(found) == ["gateway_not_in_force"]
}

# A law that is not on the list is nobody's to ask under.
test_gateway_unknown if {
	cases.codes(cases.answer("request", cases.set("/context/application/asked/gateway", "Witchcraft Act 1735 s.4"))) == ["gateway_not_yours"]
}

# A district is a council, and the enquiry is not its.
test_a_district_does_not_enquire if {
	found := cases.answer("request", []) with data.proviso.directory.agencies as json.patch(data.proviso.directory.agencies, cases.set("/la:E06000047/childrens_social_care", false))
	"gateway_not_yours" in cases.codes(found)
}

# Nothing need be named: a request without a law may be answered, and obliges nobody.
test_a_request_without_a_law if {
	cases.answer("request", cases.without("/context/application/asked/gateway")).allow == true
}
