package proviso.needs

import data.proviso.lib.reasons
import data.proviso.scheme

_undertaken := input.context.facts.state.undertaking

_signed if _undertaken.outcome == "signed"

# What was read out is what the recipient agreed to keep: the same items, word for word.
met("items_as_undertaken") if not _signed

met("items_as_undertaken") if {
	some _ in _delivery.items
	every item in _delivery.items {
		item in _undertaken.items
	}
}

# Whoever hears it was there when it was signed. An officer is bound by office.
met("present_bound") if not _signed

met("present_bound") if {
	every somebody in _delivery.present {
		_bound(somebody)
	}
	every role, heard in _by_role(_delivery.present) {
		heard <= object.get(_by_role(_undertaken.bound), role, 0)
	}
}

_bound(somebody) if somebody.ref in {entry.ref | some entry in _undertaken.bound}

_bound(somebody) if not somebody.ref

# How many of each role, officers aside.
_by_role(present) := {role: count(same) |
	some entry in present
	role := entry.role
	not scheme.course.officer_roles[role]
	same := [one | some one in present; _nameless(one); one.role == role]
}

_nameless(somebody) if not somebody.ref

place_of["items_as_undertaken"] := "delivery/items"

place_of["present_bound"] := "delivery/present"

own_code contains "items_as_undertaken"

own_code contains "present_bound"

# METADATA
# title: What is disclosed is what was undertaken
# description: An undertaking binds to exact items. Other words, or none that can be held to them, were not agreed.
# custom:
#   code: other_items_than_undertaken
#   message: What is disclosed is missing, or is not among the items that the recipient undertook to keep confidential.
#   law: Protocol, Child Sex Offender Disclosure Scheme; UK GDPR Art 5(1)(b) and 5(1)(c)
#   remedy: Disclose the items of the undertaking, word for word and with the same salts; for others decide and have it signed anew.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), place("items_as_undertaken")) if "items_as_undertaken" in unmet

# METADATA
# title: Everyone present is bound
# description: Anyone who was there can pass it on, so nobody hears it who was not there when it was signed.
# custom:
#   code: present_not_bound
#   message: Somebody is present who was not there when the undertaking was read out and signed.
#   law: Protocol, Child Sex Offender Disclosure Scheme; DPA 2018 s.170
#   remedy: Disclose to those alone who heard the undertaking; for anyone else have it read out and signed with them there.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), place("present_bound")) if "present_bound" in unmet
