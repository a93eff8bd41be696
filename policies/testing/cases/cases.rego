# METADATA
# title: Cases for tests
# description: Base inputs that are allowed as they stand, changed by JSON patches. Not part of a release.
package testing.cases

# METADATA
# title: The answer to a base input after some changes
answer(base, changes) := found if {
	found := data.proviso.decision.decision with input as json.patch(based(base), changes)
}

# METADATA
# title: A base input by its name
# description: From the common ones, or from those of an area under testing/more.
based(name) := data.testing.base[name]

based(name) := found if {
	some area in data.testing.more
	found := area.base[name]
}

# METADATA
# title: The codes of the reasons in an answer, in order
codes(found) := [reason.code | some reason in found.reasons]

# METADATA
# title: The rows of the table of remedies about these codes
about(wanted) := {name: row | some name, row in _rows; row.code in wanted}

_rows := object.union_n(array.concat([data.testing.remedies], [area.remedies | some area in data.testing.more]))

# METADATA
# title: A row of the table holds
# description: Refused for exactly the reasons it says, and allowed when the remedy is followed.
holds(row) if {
	broken := json.patch(based(row.base), row.broken_by)
	refused := data.proviso.decision.decision with input as broken
	refused.allow == false
	codes(refused) == row.refused
	remedied := data.proviso.decision.decision with input as json.patch(broken, row.remedied_by)
	remedied.allow == true
}

# METADATA
# title: A change of one place
set(path, value) := [{"op": "add", "path": path, "value": value}]

# METADATA
# title: A place taken away
without(path) := [{"op": "remove", "path": path}]
