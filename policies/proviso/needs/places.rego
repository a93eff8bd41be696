package proviso.needs

# METADATA
# title: Where the needs that every scheme shares are looked for
place_of["applicant_named"] := "people"

place_of["named_child"] := "contact/child"

place_of["named_subject"] := "contact/subject"

place_of["contact_test"] := "contact/kind"

place_of["safe_contact"] := "people/safe_contact"

place_of["concern_given"] := "concern"

place_of["received_not_future"] := "received/at"

place_of["checks_done"] := "checks"

place_of["identity_of_applicant"] := "identity/person"

place_of["identity_seen"] := "identity"

place_of["identity_unverified"] := "identity/verified"

place_of["recipient_named"] := "recipient"

place_of["recipient_best_placed"] := "best_placed"

place_of["tests_present"] := "tests"

place_of["presumption_or_discretion"] := "tests"

place_of["identity_verified"] := "identity"

place_of["in_person"] := "delivery/mode"

place_of["nothing_left"] := "delivery/items_left"

place_of["words_recorded"] := "delivery/words"

place_of["delivered_not_future"] := "delivery/at"

place_of["undertaking_signed_or_second_decision"] := "step"

place_of["use_limited"] := "step"

place_of["recipient_as_decided"] := "recipient"

place_of["five_facts"] := "facts"

place_of["five_facts_if_delivered"] := "facts"

place_of["emergency_recorded"] := "step"

place_of["warnings_read"] := "warnings_read"

place_of["present_recorded"] := "present"

place_of["person_is_recipient"] := "person"

place_of["undertaking_not_future"] := "at"

place_of["place_recorded"] := "place"

place_of["signature_evidenced"] := "signature"

# METADATA
# title: Needs with a code of their own, because the law names them
own_code contains "reasons"

own_code contains "checks_done"

own_code contains "recipient_best_placed"

own_code contains "tests_present"

own_code contains "presumption_or_discretion"

own_code contains "representations"

own_code contains "identity_verified"

own_code contains "in_person"

own_code contains "nothing_left"

own_code contains "warnings_read"

own_code contains "present_recorded"

own_code contains "undertaking_signed_or_second_decision"

own_code contains "use_limited"

own_code contains "five_facts"

own_code contains "five_facts_if_delivered"

own_code contains "emergency_recorded"

own_code contains "person_is_recipient"

own_code contains "signature_evidenced"
