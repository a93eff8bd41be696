# METADATA
# title: Proviso
# description: Who may share what with whom, under which law. Every package below judges the one policy input.
# scope: subpackages
# schemas:
# - input: schema.policy_input
package proviso

# METADATA
# title: Policy revision
# description: >-
#   The content hash of the sources, written into the bundle when it is built. From sources alone there is none,
#   and a decision point that asks for a revision is closed to it.
default revision := "unreleased"

revision := data.proviso.release.revision
