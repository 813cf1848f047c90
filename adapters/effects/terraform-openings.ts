import type { Concern } from "./terraform-concerns.ts"

/** Which values of which attributes let everybody in. Data only; names are the providers' own. */

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
  { attribute: "start_ip", values: ["0.0.0.0"], concern: "network" },
  { attribute: "ip_address_type", values: ["Public"], concern: "network", of: "azurerm_container_group" },
  { attribute: "external_enabled", values: [true], concern: "network" },
  { attribute: "public_data_endpoint_enabled", values: [true], concern: "network" },
  { attribute: "public_endpoint_enabled", values: [true], concern: "network" },
  { attribute: "public_network_enabled", values: [true], concern: "network" },
  { attribute: "internet_ingestion_enabled", values: [true], concern: "network" },
  { attribute: "internet_query_enabled", values: [true], concern: "network" },
  { attribute: "ipv4_enabled", values: [true], concern: "network", of: "google_sql_" },
  { attribute: "enable_private_endpoint", values: [false], concern: "network", of: "google_container_" },
  { attribute: "enable_private_nodes", values: [false], concern: "network", of: "google_container_" },
  { attribute: "no_public_ip", values: [false], concern: "network", of: "google_" },
  { attribute: "disable_public_ip", values: [false], concern: "network", of: "google_" },
  { attribute: "enable_public_ip", values: [true], concern: "network", of: "google_" },
  { attribute: "internal_ip_only", values: [false], concern: "network", of: "google_dataproc_" },
  { attribute: "run.googleapis.com/ingress", values: ["all"], concern: "network", of: "google_cloud_run_" },
  { attribute: "scheme", values: ["internet-facing"], concern: "network" },
  { attribute: "ELBScheme", values: ["public"], concern: "network" },
  { attribute: "assign_public_ip", values: [true, "ENABLED"], concern: "network" },
  { attribute: "enable_node_public_ip", values: [true], concern: "network" },
  { attribute: "node_public_ip_enabled", values: [true], concern: "network" },
  { attribute: "assign_ipv6_address_on_creation", values: [true], concern: "network" },
  { attribute: "public_access", values: ["Enabled"], concern: "network" },
  { attribute: "direct_internet_access", values: ["Enabled"], concern: "network" },
  { attribute: "allow_public_access", values: [true], concern: "network" },
  { attribute: "enable_public_access", values: [true], concern: "network" },
  { attribute: "anonymous_auth_enabled", values: [true], concern: "iam" },
  { attribute: "unauthenticated", values: [true], concern: "iam", of: "aws_msk_" },
  { attribute: "is_publicly_accessible", values: [true], concern: "network" },
  { attribute: "endpoint_type", values: ["PUBLIC"], concern: "network", of: "aws_transfer_" },
  { attribute: "private_cluster_enabled", values: [false], concern: "network", of: "azurerm_kubernetes_" },
  { attribute: "enable_insecure_binding_system_unauthenticated", values: [true], concern: "iam" },
  { attribute: "enable_insecure_binding_system_authenticated", values: [true], concern: "iam" },
  { attribute: "gcp_public_cidrs_access_enabled", values: [true], concern: "network" },
  { attribute: "admin_enabled", values: [], concern: "iam", of: "azurerm_container_registry" },
  { attribute: "unauthenticated_client_action", values: ["AllowAnonymous"], concern: "iam" },
  { attribute: "unauthenticated_action", values: ["AllowAnonymous"], concern: "iam" },
  { attribute: "public_ip_enabled", values: [true], concern: "network" },
  { attribute: "enable_internet_access", values: [true], concern: "network" },
  { attribute: "allow_unauthenticated_identities", values: [true], concern: "iam" },
  { attribute: "invoker_iam_disabled", values: [true], concern: "iam" },
  { attribute: "ip_restriction_default_action", values: ["Allow"], concern: "network" },
  { attribute: "scm_ip_restriction_default_action", values: ["Allow"], concern: "network" },
  { attribute: "allow_external_traffic", values: [true], concern: "network", of: "google_container_" },
]

/** The same of names that mean something else in other types: they are watched nowhere, and only what they open is told of them. */
export const OPENINGS_OF: readonly Required<Opening>[] = [
  { attribute: "state", values: ["unblocked"], concern: "iam", of: "aws_ebs_snapshot_block_public_access" },
  { attribute: "state", values: ["unblocked"], concern: "iam", of: "aws_ec2_image_block_public_access" },
  { attribute: "principal_arn", values: ["*"], concern: "network", of: "aws_vpc_endpoint_service" },
  { attribute: "allowed_principals", values: ["*"], concern: "network", of: "aws_vpc_endpoint_service" },
  { attribute: "visibility_subscription_ids", values: ["*"], concern: "network", of: "azurerm_private_link_service" },
  {
    attribute: "auto_approval_subscription_ids",
    values: ["*"],
    concern: "network",
    of: "azurerm_private_link_service",
  },
  {
    attribute: "connection_preference",
    values: ["ACCEPT_AUTOMATIC"],
    concern: "network",
    of: "google_compute_service_attachment",
  },
  { attribute: "type", values: ["SERVICE_PROVIDED_EIPS"], concern: "network", of: "aws_msk_" },
]

/**
 * Lists of who may come in whose being empty lets everybody in: what empties one opens it. One that is empty from the start
 * is judged by the openings of its type.
 */
export const RESTRICTIONS: readonly string[] = [
  "authorized_ip_ranges",
  "api_server_authorized_ip_ranges",
  "api_server_access_profile",
  "master_authorized_networks_config",
  "ip_restriction",
  "ip_security_restriction",
  "ip_rule",
  "network_rule_set",
  "network_acls",
  "source_ranges",
  "load_balancer_source_ranges",
  "public_access_cidrs",
  "allowed_ip_ranges",
  "ip_range_filter",
  "allowed_ips",
  "allowed_ip_cidr_ranges",
  "allowed_ip_range",
  "authorized_external_networks",
  "scm_ip_restriction",
  "is_virtual_network_filter_enabled",
  "trusted_key_groups",
  "trusted_signers",
]

/** Blocks whose mere presence gives a machine of these types an address that everybody can reach. */
export const PUBLIC_ADDRESSES: Readonly<Record<string, string>> = {
  access_config: "google_compute_",
  ipv6_access_config: "google_compute_",
  public_ip_address: "azurerm_",
}

/** Who everybody is in Google's grants. */
export const EVERYBODY: readonly string[] = ["allusers", "allauthenticatedusers"]
