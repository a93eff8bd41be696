# METADATA
# title: Agencies
# description: The directory, always asked by id. There are many agencies and a rule never walks through them.
package proviso.lib.agencies

import data.proviso.lib.dates
import data.proviso.reference

# METADATA
# title: The agency is in the directory
known(id) if is_object(data.proviso.directory.agencies[id])

# METADATA
# title: The agency exists today
active(id) if {
	agency := data.proviso.directory.agencies[id]
	object.get(agency, "effective_from", "0000-00-00") <= dates.today
	object.get(agency, "effective_to", "9999-12-31") >= dates.today
}

# METADATA
# title: What kind of agency
kind(id) := data.proviso.directory.agencies[id].kind

# METADATA
# title: The nation whose law the agency works under
nation(id) := data.proviso.directory.agencies[id].nation

# METADATA
# title: The role belongs to that kind of agency
holds_role(id, role) if reference.roles[role].kinds[kind(id)] == true

# METADATA
# title: On this date the agency is known not to be a public authority
# description: DPA 2018 s.7. Whoever is not known to be private is treated as public, which is the stricter way.
private(id) if {
	dated := {p.from: p.value |
		some p in data.proviso.directory.agencies[id].public_authority
		p.from <= dates.today
	}
	dated[max(object.keys(dated))] == false
}

# METADATA
# title: A council that holds children's social care
childrens_council(id) if {
	active(id)
	data.proviso.directory.agencies[id].childrens_social_care == true
}

# METADATA
# title: The issuer of the token is trusted for this agency
trusted_issuer(issuer, id) if {
	entry := data.proviso.directory.issuers[issuer]
	dates.in_force(entry)
	id in entry.agencies
}
