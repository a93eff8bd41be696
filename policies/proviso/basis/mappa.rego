package proviso.basis

import data.proviso.lib.agencies
import data.proviso.lib.cases
import data.proviso.lib.dates
import data.proviso.lib.reasons
import data.proviso.reference

# METADATA
# title: Sharing under MAPPA is among the bodies of MAPPA
# description: >-
#   The responsible authority, those with a duty to co-operate, and associates where the responsible authority brought
#   them in as such. To tell anyone else is a disclosure, which has a course of its own.
# custom:
#   code: mappa_disclosure_not_sharing
#   message: A recipient is not a body that co-operates under MAPPA, so this would be a disclosure and not sharing.
#   law: Criminal Justice Act 2003 s.325; MAPPA guidance on sharing and disclosure
#   remedy: >-
#     Use the scheme mappa to disclose to a third party. An associate is brought in with the ground mappa_body. For
#     another purpose than managing the offender, name the law that serves it.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), sprintf("recipients/%d/agency", [i])) if {
	enactment.mappa_bodies_only == true
	some i, recipient in input.context.share.recipients
	agencies.known(recipient.agency)
	not _co_operates(recipient)
}

_co_operates(recipient) if {
	body := reference.mappa_bodies[agencies.kind(recipient.agency)]
	dates.in_force(body)
	_in_that_capacity(body, recipient)
}

_in_that_capacity(body, _) if not body.on_ground

_in_that_capacity(body, recipient) if recipient.ground == body.on_ground

_in_that_capacity(body, recipient) if body.on_ground in cases.live_grounds(recipient.agency)
