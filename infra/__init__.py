"""The deployment: CDK stacks, their settings and the committed snapshot that the local stack deploys.

The CDK is a Node program behind a Python face. The Node that it uses comes as a pinned Python package, so that
synthesis needs nothing on the PATH; the CDK looks for it when it is first imported, hence the line below.
"""

from infra._node import use_packaged_node

use_packaged_node()
