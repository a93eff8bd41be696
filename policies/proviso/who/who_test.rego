package proviso.who_test

import data.testing.cases

# Each reason of who.rego: refused for exactly the reasons the table says, allowed when its remedy is followed.
test_who_refused_and_remedied[case] if {
	some case, row in cases.about({"practitioner_not_named", "agency_unknown", "agency_not_active", "role_not_of_agency", "action_not_for_role", "client_not_active", "certificate_revoked", "issuer_not_trusted"})
	cases.holds(row)
}

# A certificate of an unregistered client is not called revoked: that the client is not registered is the one reason.
test_who_certificate_of_an_unregistered_client if {
	found := cases.answer("share", array.concat(
		cases.without("/context/facts/client"),
		cases.set("/subject/properties/certificate", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
	))
	cases.codes(found) == ["client_not_active"]
}

# A stored answer is not given again over a certificate that was revoked since.
test_who_certificate_revoked_replay if {
	found := cases.answer("replay", array.concat(
		cases.set("/context/facts/client/revoked_certificates", ["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"]),
		cases.set("/subject/properties/certificate", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
	))
	[found.allow, cases.codes(found)] == [false, ["certificate_revoked"]]
}

# Whoever calls itself the clock without being let in as it, and whoever is let in as it under another id, is nobody.
test_who_is_not_the_clock[name] if {
	some name, subject in {
		"a practitioner named clock": {"type": "practitioner", "id": "clock"},
		"the clock under a person's id": {"type": "clock", "id": "practitioner:01ARZ3NDEKTSV4RRFFQ69G5F04"},
	}
	found := cases.answer("clock", [
		cases.set("/subject/type", subject.type)[0],
		cases.set("/subject/id", subject.id)[0],
	])
	found.allow == false
	"practitioner_not_named" in cases.codes(found)
}
