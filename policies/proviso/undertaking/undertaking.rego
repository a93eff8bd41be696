# METADATA
# title: Undertakings
# description: >-
#   The recipient signs, or refuses. Where it is due, who may record it and what it needs is the scheme's data; it is
#   judged like a step, and leads to a next state like one.
package proviso.undertaking

import data.proviso.lib.reasons
import data.proviso.needs

# METADATA
# title: The undertaking is the decided recipient's
# description: Nobody can bind another.
# custom:
#   code: not_the_recipient
#   message: The undertaking is not by the person to whom it was decided to disclose.
#   law: Protocol, Child Sex Offender Disclosure Scheme
#   remedy: Record the undertaking of the decided recipient; if the recipient is to be another, decide again.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "person") if "person_is_recipient" in needs.unmet

# METADATA
# title: A signature has its evidence
# description: How it was signed, and the evidence's hash or a witness.
# custom:
#   code: signature_not_evidenced
#   message: The signature has no known method, or neither evidence nor a witness.
#   law: Protocol, Child Sex Offender Disclosure Scheme
#   remedy: Say how it was signed, and give the hash of the signed paper or name a witness.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "signature") if "signature_evidenced" in needs.unmet
