"""The edge: a name of our own, TLS from both sides, and nothing else that answers."""

from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_route53 as route53
from constructs import Construct

from infra import names
from infra.environments import Environment

TRUSTSTORE_OBJECT = "truststore.pem"


def build_domain(scope: Construct, environment: Environment, api: apigateway.RestApi) -> apigateway.CfnDomainName:
    """Create the domain with mutual TLS and lead it to the API's stage.

    Who may connect is said by the certificates in the truststore's bucket, which is filled before this is deployed.
    API Gateway checks no revocation: the decision point does, for each request.
    """
    zone = route53.HostedZone.from_hosted_zone_attributes(
        scope, "Zone", hosted_zone_id=environment.hosted_zone, zone_name=environment.domain.partition(".")[2]
    )
    certificate = acm.Certificate(
        scope,
        "Certificate",
        domain_name=environment.domain,
        validation=acm.CertificateValidation.from_dns(zone),
        key_algorithm=acm.KeyAlgorithm.EC_PRIME256_V1,
    )
    domain = apigateway.CfnDomainName(
        scope,
        "Domain",
        domain_name=environment.domain,
        regional_certificate_arn=certificate.certificate_arn,
        endpoint_configuration=apigateway.CfnDomainName.EndpointConfigurationProperty(types=["REGIONAL"]),
        security_policy="TLS_1_2",
        mutual_tls_authentication=apigateway.CfnDomainName.MutualTlsAuthenticationProperty(
            truststore_uri=f"s3://{names.truststore_bucket(environment)}/{TRUSTSTORE_OBJECT}"
        ),
    )
    apigateway.CfnBasePathMapping(
        scope,
        "Mapping",
        domain_name=domain.ref,
        rest_api_id=api.rest_api_id,
        stage=api.deployment_stage.stage_name,
    )
    route53.CfnRecordSet(
        scope,
        "Record",
        hosted_zone_id=environment.hosted_zone,
        name=environment.domain,
        type="A",
        alias_target=route53.CfnRecordSet.AliasTargetProperty(
            dns_name=domain.attr_regional_domain_name, hosted_zone_id=domain.attr_regional_hosted_zone_id
        ),
    )
    return domain
