package proviso.undertaking

import data.proviso.lib.reasons
import data.proviso.reference
import data.proviso.scheme

_given := input.context.undertaking

_recorded if {
	input.action.name == "undertaking.record"
	scheme.in_turn
}

# METADATA
# title: The template in force on the day of the undertaking
# description: >-
#   The latest version of the scheme's words that had begun on the day on which they were read out. What is recorded the
#   day after is judged by the words of the day before.
in_force := version if {
	begun := {template.effective_from |
		some template in data.proviso.templates[scheme.state.scheme]
		template.effective_from <= substring(_given.at, 0, 10)
	}
	some version, template in data.proviso.templates[scheme.state.scheme]
	template.effective_from == max(begun)
}

_texts := data.proviso.templates[scheme.state.scheme][in_force].texts

# Where there is no text of our own in the language spoken, the English words are what is interpreted.
_language := _spoken if _texts[_spoken]

_language := "en" if not _texts[_spoken]

_spoken := object.get(_given, "language", "")

_text := _texts[_language]

# METADATA
# title: The words that were agreed to, or refused
# description: They go into the document that is signed, letter by letter, with the warnings as they are read out.
agreed := {"template": {
	"id": scheme.state.scheme,
	"version": in_force,
	"language": _language,
	"words": _text.words,
	"warnings": _text.warnings,
}}

# METADATA
# title: The words are those in force
# description: Nobody is held to words that were not in force, and no warning of another text stands in for one of these.
# custom:
#   code: template_not_current
#   message: The words that were read out are not the version that was in force on that day, or a warning is not one of theirs.
#   law: Protocol, Child Sex Offender Disclosure Scheme; UK GDPR Art 5(1)(a) and 5(2)
#   remedy: Read out the version of the template that is in force, with its warnings, and name that version.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "template") if {
	_recorded
	not _current
}

_current if {
	_given.template == in_force
	every warning in _given.warnings_read {
		_text.warnings[warning]
	}
}

# METADATA
# title: It was explained, in a language that is understood
# description: >-
#   In which language it was read out is recorded, and whether it was explained. Where the words do not exist in that
#   language somebody interpreted them. Whoever refuses may do so before it is explained.
# custom:
#   code: not_explained
#   message: It is not said in which language the undertaking was read out, or that it was explained and interpreted.
#   law: Protocol, Child Sex Offender Disclosure Scheme (Home Office 2011, p16); Equality Act 2010 s.20; Welsh Language Measure 2011
#   remedy: >-
#     Give the language and whether it was explained. Explain it before it is signed, through an interpreter or in sign
#     language where the words do not exist in that language, and record that adjustment.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "explained") if {
	_recorded
	not _explained
}

_explained if {
	reference.languages[_spoken]
	is_boolean(_given.explained)
	_understood
}

_understood if _given.outcome == "refused"

_understood if {
	_given.explained == true
	_interpreted
}

_interpreted if _language == _spoken

_interpreted if "interpreter" in _given.adjustments

_interpreted if "sign_language" in _given.adjustments

# METADATA
# title: It says what is to be disclosed under it
# description: An undertaking is about exact items; what is disclosed afterwards is held to their hashes.
# custom:
#   code: items_missing
#   message: The undertaking does not say what is to be disclosed under it.
#   law: Protocol 3.1; UK GDPR Art 5(1)(b) and 5(1)(c)
#   remedy: Give the exact words that are to be disclosed, item by item, each with a salt.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "items") if {
	_recorded
	not _about_something
}

_about_something if some _ in _given.items
