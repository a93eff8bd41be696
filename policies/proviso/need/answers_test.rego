package proviso.need_test

import data.testing.cases

# Each reason of answers.rego: refused for exactly the reasons the table says, allowed when its remedy is followed.
test_answers_refused_and_remedied[case] if {
	some case, row in cases.about({"answers_no_request", "answer_beyond_what_was_asked"})
	cases.holds(row)
}

# A request that does not exist and one that another agency holds are refused in the same words.
test_unknown_and_another_agencys_are_one if {
	unknown := cases.answer("request_answer", cases.without("/context/facts/referred"))
	others := cases.answer("request_answer", cases.set("/context/facts/referred/agency", "school:999001"))
	unknown == others
}

# It is answered where a share can answer it: decided, in immediate danger, or to correct what was shared.
test_answered_where_a_share_can_answer[state] if {
	some state in {"decided_share", "decided_part", "immediate_danger", "shared", "received"}
	cases.answer("request_answer", cases.set("/context/facts/referred/state", state)).allow == true
}

# A referral is answered by the agency that owes the answer, with whatever that needs.
test_a_referral_is_answered if {
	state := {"scheme": "share", "state": "awaiting_answer", "agency": "nhs:X9X9X", "requester": "la:E06000047"}
	cases.answer("request_answer", cases.set("/context/facts/referred", state)).allow == true
}

# Where the holder has a variant of the scheme in force, the variant says when it can be answered.
test_answered_as_the_variant_says if {
	course := json.patch(data.proviso.schemes.sharing_request, cases.without("/steps/shared/from/decided_part"))
	varied := {"nhs:X9X9X": {"sharing_request": course}}
	found := cases.answer("request_answer", []) with data.proviso.variants as varied
	cases.codes(found) == ["answers_no_request"]
}

# What a request tells itself answers nothing.
test_a_request_answers_no_request if {
	found := cases.answer("request", cases.set("/context/share/in_reply_to", "01JCASE0000000000000000001.01JREC00000000000000000009"))
	cases.codes(found) == ["answers_no_request"]
}
