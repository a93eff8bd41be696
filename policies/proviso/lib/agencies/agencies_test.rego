package proviso.lib.agencies_test

import data.proviso.lib.agencies

# On the day of a change the old council is gone and its successors are there.
test_active_changeover[moment] if {
	some moment, expected in {
		"2023-03-31T23:59:59Z": {"la:E10000006"},
		"2023-04-01T00:00:00Z": {"la:E06000063", "la:E06000064"},
	}
	found := {id |
		some id in ["la:E10000006", "la:E06000063", "la:E06000064"]
		agencies.active(id)
	} with input.context.now as moment
	found == expected
}

# Districts hold no children's social care, unitary councils do.
test_childrens_council if {
	found := {id |
		some id in ["la:E06000047", "la:E07000008", "force:11", "la:NOWHERE"]
		agencies.childrens_council(id)
	} with input.context.now as "2026-11-21T00:00:00Z"
	found == {"la:E06000047"}
}

# Whoever is not known to be private is treated as public.
test_private if {
	found := {id |
		some id in ["la:E06000047", "school:999001", "school:999002", "nhs:X9X9X", "charity:9999001", "nhs:NOWHERE"]
		agencies.private(id)
	} with input.context.now as "2026-11-21T00:00:00Z"
	found == {"school:999002", "charity:9999001"}
}
