/**
 * What this reader knows of Terraform providers: which resource types are about access or reachability, and which values of
 * which attributes let everybody in. Data only. Names are the providers' own.
 */

export type Concern = "iam" | "network"

/** Providers whose types and attributes the tables below cover, by the last part of the provider's source address. */
export const COVERED: readonly string[] = ["aws", "google", "google-beta", "azurerm", "azuread"]

/** Providers that touch neither access nor reachability of anything. */
export const INERT: readonly string[] = ["null", "random", "time", "tls", "archive", "terraform"]

/** Namespaces in which those names are the real providers; without one it is Terraform 0.12's short form. */
export const NAMESPACES: readonly string[] = ["hashicorp", "builtin"]

/** Types are of a concern when they start with one of these… */
export const PREFIXES: Readonly<Record<Concern, readonly string[]>> = {
  iam: [
    "aws_iam_",
    "aws_organizations_",
    "aws_ssoadmin_",
    "aws_identitystore_",
    "aws_kms_",
    "aws_lambda_permission",
    "aws_lambda_layer_version_permission",
    "aws_s3_bucket_policy",
    "aws_s3_bucket_acl",
    "aws_s3_bucket_ownership_controls",
    "aws_s3_bucket_public_access_block",
    "aws_s3_account_public_access_block",
    "aws_s3_access_point",
    "aws_s3control_access_point_policy",
    "aws_s3control_bucket_policy",
    "aws_sns_topic_policy",
    "aws_sqs_queue_policy",
    "aws_ecr_repository_policy",
    "aws_ecr_registry_policy",
    "aws_ecrpublic_repository_policy",
    "aws_secretsmanager_secret_policy",
    "aws_secretsmanager_secret_rotation",
    "aws_cloudwatch_log_resource_policy",
    "aws_cloudwatch_log_destination_policy",
    "aws_cloudwatch_event_permission",
    "aws_cloudwatch_event_bus_policy",
    "aws_dynamodb_resource_policy",
    "aws_efs_file_system_policy",
    "aws_elasticsearch_domain_policy",
    "aws_opensearch_domain_policy",
    "aws_opensearchserverless_access_policy",
    "aws_opensearchserverless_security_policy",
    "aws_backup_vault_policy",
    "aws_glacier_vault_lock",
    "aws_glue_resource_policy",
    "aws_kinesis_resource_policy",
    "aws_media_store_container_policy",
    "aws_msk_cluster_policy",
    "aws_redshift_resource_policy",
    "aws_ses_identity_policy",
    "aws_sesv2_email_identity_policy",
    "aws_api_gateway_rest_api_policy",
    "aws_api_gateway_authorizer",
    "aws_apigatewayv2_authorizer",
    "aws_eks_access_",
    "aws_eks_pod_identity_association",
    "aws_cognito_",
    "aws_lakeformation_",
    "aws_ram_",
    "aws_verifiedaccess_",
    "aws_rolesanywhere_",
    "aws_ami_launch_permission",
    "aws_snapshot_create_volume_permission",
    "google_service_account",
    "google_iam_",
    "google_organization_policy",
    "google_org_policy",
    "google_access_context_manager_",
    "google_kms_",
    "google_bigquery_dataset_access",
    "google_storage_bucket_access_control",
    "google_storage_bucket_acl",
    "google_storage_default_object_",
    "google_storage_object_access_control",
    "google_storage_object_acl",
    "google_sql_user",
    "azurerm_role_",
    "azurerm_pim_",
    "azurerm_user_assigned_identity",
    "azurerm_federated_identity_credential",
    "azurerm_key_vault_access_policy",
    "azurerm_management_lock",
    "azurerm_policy_",
    "azurerm_cosmosdb_sql_role_",
    "azurerm_mssql_server_microsoft_support_",
    "azurerm_storage_container",
    "azuread_",
  ],
  network: [
    "aws_security_group",
    "aws_default_security_group",
    "aws_vpc",
    "aws_default_vpc",
    "aws_subnet",
    "aws_default_subnet",
    "aws_route",
    "aws_default_route_table",
    "aws_main_route_table_association",
    "aws_internet_gateway",
    "aws_egress_only_internet_gateway",
    "aws_nat_gateway",
    "aws_network_",
    "aws_networkfirewall_",
    "aws_networkmanager_",
    "aws_default_network_acl",
    "aws_eip",
    "aws_ec2_transit_gateway",
    "aws_ec2_managed_prefix_list",
    "aws_ec2_client_vpn_",
    "aws_customer_gateway",
    "aws_vpn_",
    "aws_dx_",
    "aws_lb",
    "aws_alb",
    "aws_elb",
    "aws_globalaccelerator_",
    "aws_cloudfront_",
    "aws_api_gateway_",
    "aws_apigatewayv2_",
    "aws_lambda_function_url",
    "aws_waf",
    "aws_shield_",
    "aws_service_discovery_",
    "aws_db_security_group",
    "aws_redshift_security_group",
    "aws_elasticache_security_group",
    "google_compute_firewall",
    "google_compute_network",
    "google_compute_subnetwork",
    "google_compute_route",
    "google_compute_address",
    "google_compute_global_address",
    "google_compute_forwarding_rule",
    "google_compute_global_forwarding_rule",
    "google_compute_security_policy",
    "google_compute_region_security_policy",
    "google_compute_organization_security_policy",
    "google_compute_vpn_",
    "google_compute_ha_vpn_",
    "google_compute_interconnect",
    "google_compute_backend_",
    "google_compute_region_backend_",
    "google_compute_url_map",
    "google_compute_target_",
    "google_compute_shared_vpc_",
    "google_compute_service_attachment",
    "google_dns_",
    "google_network_",
    "google_service_networking_",
    "google_vpc_access_",
    "azurerm_network_",
    "azurerm_virtual_network",
    "azurerm_virtual_hub",
    "azurerm_virtual_wan",
    "azurerm_subnet",
    "azurerm_public_ip",
    "azurerm_route",
    "azurerm_firewall",
    "azurerm_application_gateway",
    "azurerm_application_security_group",
    "azurerm_lb",
    "azurerm_nat_gateway",
    "azurerm_vpn_",
    "azurerm_point_to_site_vpn_gateway",
    "azurerm_express_route_",
    "azurerm_local_network_gateway",
    "azurerm_bastion_host",
    "azurerm_private_",
    "azurerm_dns_",
    "azurerm_frontdoor",
    "azurerm_cdn_",
    "azurerm_traffic_manager_",
    "azurerm_web_application_firewall_policy",
    "azurerm_storage_account_network_rules",
    "azurerm_mssql_firewall_rule",
    "azurerm_mssql_virtual_network_rule",
    "azurerm_sql_firewall_rule",
    "azurerm_mysql_firewall_rule",
    "azurerm_mysql_flexible_server_firewall_rule",
    "azurerm_postgresql_firewall_rule",
    "azurerm_postgresql_flexible_server_firewall_rule",
    "azurerm_mariadb_firewall_rule",
    "azurerm_redis_firewall_rule",
    "azurerm_synapse_firewall_rule",
  ],
}

/** …or hold one of these: Google names the grants on a resource after the resource. */
export const INFIXES: Readonly<Record<Concern, readonly string[]>> = {
  iam: ["_iam_binding", "_iam_member", "_iam_policy", "_iam_audit_config", "_iam_custom_role"],
  network: [],
}

/** Types that run code or templates of their own, which may do anything: the plan can't tell what. */
export const OPAQUE: readonly string[] = [
  "external",
  "aws_lambda_invocation",
  "aws_cloudformation_stack",
  "aws_cloudcontrolapi_resource",
  "aws_serverlessapplicationrepository_cloudformation_stack",
  "aws_ssm_association",
  "google_deployment_manager_deployment",
  "google_infra_manager_deployment",
  "azurerm_template_deployment",
  "azurerm_resource_group_template_deployment",
  "azurerm_subscription_template_deployment",
  "azurerm_management_group_template_deployment",
  "azurerm_tenant_template_deployment",
  "azurerm_resource_deployment_script_azure_cli",
  "azurerm_resource_deployment_script_azure_power_shell",
  "azurerm_virtual_machine_run_command",
]

interface Opening {
  readonly attribute: string
  /** Strings are compared without regard to case. */
  readonly values: readonly (string | boolean)[]
  readonly concern: Concern
  /** Only of types that start so. */
  readonly of?: string
}

/** Values that let everybody in. An attribute of this table is watched: its change counts, and so does its being unknown. */
export const OPENINGS: readonly Opening[] = [
  { attribute: "acl", values: ["public-read", "public-read-write", "authenticated-read"], concern: "iam" },
  { attribute: "predefined_acl", values: ["publicRead", "publicReadWrite", "authenticatedRead"], concern: "iam" },
  {
    attribute: "uri",
    values: [
      "http://acs.amazonaws.com/groups/global/AllUsers",
      "http://acs.amazonaws.com/groups/global/AuthenticatedUsers",
    ],
    concern: "iam",
    of: "aws_s3_bucket",
  },
  { attribute: "block_public_acls", values: [false], concern: "iam" },
  { attribute: "block_public_policy", values: [false], concern: "iam" },
  { attribute: "ignore_public_acls", values: [false], concern: "iam" },
  { attribute: "restrict_public_buckets", values: [false], concern: "iam" },
  { attribute: "principal", values: ["*"], concern: "iam" },
  { attribute: "group", values: ["all"], concern: "iam", of: "aws_ami_launch_permission" },
  { attribute: "authorization", values: ["NONE"], concern: "iam", of: "aws_api_gateway_" },
  { attribute: "authorization_type", values: ["NONE"], concern: "iam" },
  { attribute: "special_group", values: ["allAuthenticatedUsers"], concern: "iam" },
  { attribute: "allow_blob_public_access", values: [true], concern: "iam" },
  { attribute: "allow_nested_items_to_be_public", values: [true], concern: "iam" },
  { attribute: "container_access_type", values: ["blob", "container"], concern: "iam" },
  { attribute: "anonymous_pull_enabled", values: [true], concern: "iam" },
  { attribute: "publicly_accessible", values: [true], concern: "network" },
  { attribute: "associate_public_ip_address", values: [true], concern: "network" },
  { attribute: "map_public_ip_on_launch", values: [true], concern: "network" },
  { attribute: "endpoint_public_access", values: [true], concern: "network" },
  { attribute: "internal", values: [false], concern: "network", of: "aws_" },
  { attribute: "ingress", values: ["INGRESS_TRAFFIC_ALL"], concern: "network" },
  { attribute: "ingress_settings", values: ["ALLOW_ALL"], concern: "network" },
  { attribute: "public_network_access_enabled", values: [true], concern: "network" },
  { attribute: "public_network_access", values: ["Enabled"], concern: "network" },
  { attribute: "default_action", values: ["Allow"], concern: "network" },
  { attribute: "source_address_prefix", values: ["*", "Internet", "Any"], concern: "network" },
  { attribute: "source_address_prefixes", values: ["*", "Internet", "Any"], concern: "network" },
  { attribute: "source_addresses", values: ["*"], concern: "network" },
  { attribute: "src_ip_ranges", values: ["*"], concern: "network" },
  { attribute: "start_ip_address", values: ["0.0.0.0"], concern: "network" },
]

/**
 * Attributes that count as unknown even where the configuration seems to leave them to the provider: those that let
 * everybody in when nobody sets them, and those that are also blocks, which Terraform before 1.9 at least leaves out of
 * the configuration's expressions though the author wrote them.
 */
export const NEVER_LEFT_TO_PROVIDER: readonly string[] = [
  "internal",
  "source_ranges",
  "ingress",
  "security_rule",
  "route",
  "inline_policy",
]

/** Attributes whose mere presence gives a way in from everywhere: an external address of a machine. */
export const PUBLIC_ADDRESSES: readonly string[] = ["access_config", "ipv6_access_config"]

/** A route is open when it leads out of the network by one of these; a destination of 0.0.0.0/0 alone says nothing. */
export const ROUTES: readonly string[] = [
  "aws_route",
  "aws_route_table",
  "aws_default_route_table",
  "google_compute_route",
  "azurerm_route",
  "azurerm_route_table",
]
export const WAYS_OUT: Readonly<Record<string, RegExp>> = {
  gateway_id: /^igw-/,
  next_hop_gateway: /default-internet-gateway/,
  next_hop_type: /^internet$/i,
}

/** Attributes that hold who is granted something, or a document that says so. */
export const GRANTS: readonly string[] = ["member", "members", "entity", "iam_member", "role_entity", "principals"]
export const DOCUMENTS: readonly string[] = [
  "policy",
  "policy_data",
  "assume_role_policy",
  "access_policy",
  "access_policies",
  "access_policy_document",
  "resource_policy",
  "policy_document",
  "policy_text",
  "inline_policy",
  "key_policy",
]
/** Who everybody is in Google's grants. */
export const EVERYBODY: readonly string[] = ["allusers", "allauthenticatedusers"]

/** Attributes that hold from where something may be reached. */
export const ORIGINS: readonly string[] = [
  "cidr_block",
  "cidr_blocks",
  "ipv6_cidr_block",
  "ipv6_cidr_blocks",
  "cidr_ipv4",
  "cidr_ipv6",
  "source_ranges",
  "public_access_cidrs",
  "authorized_networks",
  "ip_rules",
  "cidr",
  "ingress",
  "security_rule",
  "route",
]

/** Attributes that hold where something leads to, or what may be reached from inside. */
export const DESTINATIONS: readonly string[] = [
  "egress",
  "destination_cidr_block",
  "destination_ipv6_cidr_block",
  "destination_ranges",
  "destination_address_prefix",
  "destination_address_prefixes",
  "destination_addresses",
  "dest_range",
]
export const OUTBOUND_TYPES: readonly string[] = ["aws_vpc_security_group_egress_rule"]

/** An object that says one of these is about what leaves, or about what is kept out. */
export const NOT_INBOUND: Readonly<Record<string, readonly (string | boolean)[]>> = {
  direction: ["egress", "outbound"],
  egress: [true],
  type: ["egress"],
  access: ["deny"],
  rule_action: ["deny"],
  action: ["deny"],
}

/** Attributes that say nothing about what a resource does. */
export const COSMETIC: readonly string[] = [
  "tags",
  "tags_all",
  "labels",
  "effective_labels",
  "terraform_labels",
  "description",
  "timeouts",
]
