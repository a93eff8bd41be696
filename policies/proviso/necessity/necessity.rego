# METADATA
# title: Necessary and proportionate
# description: A targeted way to the purpose, and no less intrusive one. Protocol 2.5.
package proviso.necessity

import data.proviso.lib.reasons
import data.proviso.reference

# METADATA
# title: It is said why sharing is necessary
# description: The words are sealed; rules only know that they were given.
# custom:
#   code: necessity_missing
#   message: It is not said why sharing this is necessary.
#   law: UK GDPR Art 5(1)(c) and 6(1); protocol 2.5
#   remedy: Say in a sentence why the purpose cannot be reached without sharing this.
#   effective_from: "2018-05-25"
#   paperwork: true
deny contains reasons.at(rego.metadata.rule(), "necessity/why") if not input.context.share.necessity.why.given == true

# METADATA
# title: Less intrusive ways were considered
# description: There is no lawful basis when a reasonable, less intrusive way leads to the same result.
# custom:
#   code: less_intrusive_missing
#   message: No less intrusive way was considered.
#   law: UK GDPR Art 5(1)(c) and 6(1); protocol 2.5
#   remedy: Name each less intrusive way that you considered, with the reason why not, for example asking the parents first.
#   effective_from: "2018-05-25"
#   paperwork: true
deny contains reasons.at(rego.metadata.rule(), "necessity/less_intrusive") if not _one_considered

_one_considered if some _ in input.context.share.necessity.less_intrusive

# METADATA
# title: Each less intrusive way has its reason
# description: Option and reason are of closed lists, so that they can be reviewed.
# custom:
#   code: less_intrusive_reason_wrong
#   message: A less intrusive way, or the reason why not, is not on the list.
#   law: UK GDPR Art 5(2); protocol 2.5
#   remedy: Choose the way and the reason from the lists.
#   effective_from: "2018-05-25"
#   paperwork: true
deny contains reasons.at(rego.metadata.rule(), sprintf("necessity/less_intrusive/%d", [i])) if {
	some i, alternative in input.context.share.necessity.less_intrusive
	not _answered(alternative)
}

_answered(alternative) if {
	reference.options[alternative.option]
	reference.why_not[alternative.why_not]
}
