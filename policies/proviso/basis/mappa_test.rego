package proviso.basis_test

import data.testing.cases

# Sharing under s.325 among its bodies is allowed; before 2022 there were no associates.
test_mappa_sharing_is_dated if {
	row := data.testing.more.mappa.remedies["mappa_disclosure_not_sharing, a voluntary body that was not brought in"]
	brought_in := array.concat(row.broken_by, row.remedied_by)
	cases.answer("mappa_share", brought_in).allow == true
	found := cases.answer("mappa_share", brought_in) with data.proviso.reference.mappa_bodies.charity.effective_from as "2026-11-22"
	cases.codes(found) == ["mappa_disclosure_not_sharing"]
}

# What another agency owns is passed on among the bodies with its permission only.
test_mappa_sharing_needs_the_owner if {
	owned := cases.set("/context/share/statements/0/origin", "nhs:X9X9X")
	cases.codes(cases.answer("mappa_share", owned)) == ["originator_permission_missing"]
	permitted := array.concat(owned, cases.set("/context/share/statements/0/originator_permission_given", true))
	cases.answer("mappa_share", permitted).allow == true
}
