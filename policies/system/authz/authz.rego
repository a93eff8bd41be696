# METADATA
# title: Who may ask OPA itself
# description: >-
#   Only health and the one decision. Every write of policy or data, every ad hoc query and every other read is
#   refused, whoever asks.
package system.authz

# METADATA
# title: Allowed
default allow := false

allow if {
	input.method == "GET"
	input.path == ["health"]
}

allow if {
	input.method == "POST"
	input.path == ["v1", "data", "proviso", "decision", "decision"]
}
