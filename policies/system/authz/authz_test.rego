package system.authz_test

import data.system.authz

# OPA answers health and the one decision; everything else is refused.
test_allow[case] if {
	some case, row in {
		"health": ["GET", ["health"], true],
		"decision": ["POST", ["v1", "data", "proviso", "decision", "decision"], true],
		"decision by GET": ["GET", ["v1", "data", "proviso", "decision", "decision"], false],
		"write data": ["PUT", ["v1", "data", "proviso", "reference"], false],
		"write policy": ["PUT", ["v1", "policies", "x"], false],
		"delete policy": ["DELETE", ["v1", "policies", "x"], false],
		"patch data": ["PATCH", ["v1", "data", "proviso", "decision", "decision"], false],
		"query": ["POST", ["v1", "query"], false],
		"compile": ["POST", ["v1", "compile"], false],
		"all data": ["GET", ["v1", "data"], false],
		"another rule": ["POST", ["v1", "data", "proviso", "decision", "allow"], false],
		"longer": ["POST", ["v1", "data", "proviso", "decision", "decision", "allow"], false],
		"old interface": ["POST", ["v0", "data", "proviso", "decision", "decision"], false],
		"default": ["POST", [""], false],
		"write health": ["PUT", ["health"], false],
	}
	allowed := authz.allow with input as {"method": row[0], "path": row[1]}
	allowed == row[2]
}
