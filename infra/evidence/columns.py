"""The columns of the two tables that the query joins.

Sources: "Create a table for CloudTrail logs in Athena using partition projection", "DynamoDB table export output
format".
"""

from collections.abc import Sequence
from typing import Final

_ISSUER: Final = "type:string,principalid:string,arn:string,accountid:string,username:string"
_ATTRIBUTES: Final = "mfaauthenticated:string,creationdate:string"
_SESSION: Final = f"attributes:struct<{_ATTRIBUTES}>,sessionissuer:struct<{_ISSUER}>"
_WHO: Final = (
    "type:string,principalid:string,arn:string,accountid:string,invokedby:string,accesskeyid:string,username:string,"
    f"sessioncontext:struct<{_SESSION}>"
)

TRAIL: Final[Sequence[tuple[str, str]]] = (
    ("eventversion", "string"),
    ("useridentity", f"struct<{_WHO}>"),
    ("eventtime", "string"),
    ("eventsource", "string"),
    ("eventname", "string"),
    ("awsregion", "string"),
    ("sourceipaddress", "string"),
    ("useragent", "string"),
    ("errorcode", "string"),
    ("errormessage", "string"),
    ("requestparameters", "string"),
    ("responseelements", "string"),
    ("additionaleventdata", "string"),
    ("requestid", "string"),
    ("eventid", "string"),
    ("readonly", "string"),
    ("resources", "array<struct<arn:string,accountid:string,type:string>>"),
    ("eventtype", "string"),
    ("recipientaccountid", "string"),
    ("sharedeventid", "string"),
    ("eventcategory", "string"),
)

LEDGER: Final[Sequence[tuple[str, str]]] = (
    ("item", "struct<pk:struct<s:string>,sk:struct<s:string>,entry:struct<s:string>,rest:struct<b:string>>"),
)
