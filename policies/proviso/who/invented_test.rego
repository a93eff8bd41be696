package proviso.who_test

import data.testing.cases

# Each reason of invented.rego: refused for exactly the reasons the table says, allowed when its remedy is followed.
test_invented_refused_and_remedied[case] if {
	some case, row in cases.about({"agency_invented", "issuer_invented", "agency_named_invented"})
	cases.holds(row)
}

# Where nobody is real, and where no deployment asks, the sandbox's agencies and issuers are as good as any.
test_invented_elsewhere[standing] if {
	some standing in ["sandbox", "test"]
	cases.answer("share", cases.set("/context/environment", standing)).allow == true
}

# An environment that nobody knows is one where everybody is real.
test_invented_unknown_environment if {
	found := cases.answer("share", cases.set("/context/environment", "staging"))
	[found.allow, cases.codes(found)] == [false, ["issuer_invented"]]
}

# A stored answer is not given again to a token of the sandbox.
test_invented_replay if {
	found := cases.answer("replay", cases.set("/context/environment", "production"))
	[found.allow, cases.codes(found)] == [false, ["issuer_invented"]]
}

# Whatever agency a request names must be real, wherever it names it.
test_invented_named[place] if {
	some place, group in {
		"to": {"application": {"to": "nhs:X9X9X"}},
		"school": {"step": {"school": "nhs:X9X9X"}},
		"agency": {"change": {"agency": "nhs:X9X9X", "to": "force:11"}},
	}
	changes := [change | some name, value in group; some change in cases.set(concat("/", ["", "context", name]), value)]
	found := cases.answer("share", array.concat(cases.set("/context/environment", "production"), changes))
	[reason.where | some reason in found.reasons; reason.code == "agency_named_invented"] == [[place]]
}
