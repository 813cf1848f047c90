import { describe, expect, it } from "vitest"
import { loweredBy } from "../../../adapters/effects/terraform-protections.ts"
import type { Json } from "../../../kernel/json.ts"

/** How what protects falls, by its name, its place and its words; and what looks like it and is a day's work. */

const lowered = (type: string, before: Json, after: Json) => [...loweredBy(before, after, {}, type)].sort()

type Case = readonly [type: string, before: Json, after: Json, told: readonly string[]]

describe("attack 7: a word that says off", () => {
  it.each<Case>([
    ["aws_kinesis_stream", { encryption_type: "KMS" }, { encryption_type: "NONE" }, ["encryption_type"]],
    [
      "google_redis_instance",
      { transit_encryption_mode: "SERVER_AUTHENTICATION" },
      { transit_encryption_mode: "DISABLED" },
      ["transit_encryption_mode"],
    ],
    ["google_project", { deletion_policy: "PREVENT" }, { deletion_policy: "DELETE" }, ["deletion_policy"]],
    [
      "aws_ecr_repository",
      { image_tag_mutability: "IMMUTABLE" },
      { image_tag_mutability: "MUTABLE" },
      ["image_tag_mutability"],
    ],
    [
      "google_firestore_database",
      { delete_protection_state: "DELETE_PROTECTION_ENABLED" },
      { delete_protection_state: "DELETE_PROTECTION_DISABLED" },
      ["delete_protection_state"],
    ],
    [
      "google_container_cluster",
      { database_encryption: [{ state: "ENCRYPTED" }] },
      { database_encryption: [{ state: "DECRYPTED" }] },
      ["state"],
    ],
    [
      "azurerm_backup_protected_vm",
      { protection_state: "Protected" },
      { protection_state: "ProtectionStopped" },
      ["protection_state"],
    ],
    ["azurerm_firewall", { threat_intel_mode: "Deny" }, { threat_intel_mode: "Off" }, ["threat_intel_mode"]],
    [
      "azurerm_web_application_firewall_policy",
      { policy_settings: [{ mode: "Prevention" }] },
      { policy_settings: [{ mode: "Detection" }] },
      ["mode"],
    ],
    [
      "aws_lb_listener",
      { mutual_authentication: [{ mode: "verify" }] },
      { mutual_authentication: [{ mode: "off" }] },
      ["mode"],
    ],
    [
      "google_container_cluster",
      { logging_service: "logging.googleapis.com/kubernetes" },
      { logging_service: "none" },
      ["logging_service"],
    ],
    [
      "google_sql_database_instance",
      { settings: [{ activation_policy: "ALWAYS" }] },
      { settings: [{ activation_policy: "NEVER" }] },
      ["activation_policy"],
    ],
    [
      "aws_s3_object",
      { object_lock_legal_hold_status: "ON" },
      { object_lock_legal_hold_status: "OFF" },
      ["object_lock_legal_hold_status"],
    ],
  ])("%s: %j to %j", (type, before, after, told) => {
    expect(lowered(type, before, after)).toEqual(told)
    expect(lowered(type, after, before)).toEqual([])
  })

  it.each<[string, Json, Json]>([
    [
      "aws_lambda_function",
      { environment: [{ variables: { feature: "on" } }] },
      { environment: [{ variables: { feature: "off" } }] },
    ],
    ["aws_cloudwatch_metric_alarm", { unit: "Seconds" }, { unit: "Count" }],
    [
      "azurerm_monitor_metric_alert",
      { criteria: [{ aggregation: "Average" }] },
      { criteria: [{ aggregation: "Count" }] },
    ],
    ["google_compute_backend_service", { session_affinity: "CLIENT_IP" }, { session_affinity: "NONE" }],
    [
      "aws_sagemaker_notebook_instance",
      { direct_internet_access: "Enabled", root_access: "Enabled" },
      { direct_internet_access: "Disabled", root_access: "Disabled" },
    ],
    [
      "aws_cloudfront_origin_request_policy",
      { cookies_config: [{ cookie_behavior: "all" }] },
      { cookies_config: [{ cookie_behavior: "none" }] },
    ],
    ["aws_api_gateway_method", { http_method: "POST" }, { http_method: "DELETE" }],
    ["aws_kinesis_stream", { encryption_type: null }, { encryption_type: "NONE" }],
  ])("is ordinary on %s: %j to %j", (type, before, after) => {
    expect(lowered(type, before, after)).toEqual([])
  })
})

describe("attack 7: what deletes", () => {
  it.each<Case>([
    [
      "aws_s3_bucket_lifecycle_configuration",
      { rule: [{ id: "x", status: "Enabled", expiration: [{ days: 3650 }] }] },
      { rule: [{ id: "x", status: "Enabled", expiration: [{ days: 1 }] }] },
      ["expiration.days"],
    ],
    [
      "aws_s3_bucket",
      { lifecycle_rule: [] },
      { lifecycle_rule: [{ enabled: true, expiration: [{ days: 1 }] }] },
      ["expiration.days"],
    ],
    [
      "aws_s3_bucket_lifecycle_configuration",
      { rule: [{ id: "x", status: "Disabled", expiration: [{ days: 1 }] }] },
      { rule: [{ id: "x", status: "Enabled", expiration: [{ days: 1 }] }] },
      ["expiration.days"],
    ],
    [
      "google_storage_bucket",
      { lifecycle_rule: [] },
      { lifecycle_rule: [{ action: [{ type: "Delete" }], condition: [{ age: 0 }] }] },
      ["action.type"],
    ],
    [
      "google_storage_bucket",
      { lifecycle_rule: [{ action: [{ type: "Delete" }], condition: [{ age: 90 }] }] },
      { lifecycle_rule: [{ action: [{ type: "Delete" }], condition: [{ age: 1 }] }] },
      ["condition.age"],
    ],
    [
      "google_bigquery_dataset",
      { default_table_expiration_ms: null },
      { default_table_expiration_ms: 3600000 },
      ["default_table_expiration_ms"],
    ],
    ["google_bigquery_table", { expiration_time: null }, { expiration_time: 1700000000000 }, ["expiration_time"]],
    ["aws_dynamodb_table", { ttl: [{ enabled: false }] }, { ttl: [{ enabled: true }] }, ["ttl.enabled"]],
    [
      "azurerm_storage_account",
      { blob_properties: [{ delete_retention_policy: [{ days: 90 }], restore_policy: [{ days: 60 }] }] },
      { blob_properties: [{ delete_retention_policy: [{ days: 1 }], restore_policy: [{ days: 1 }] }] },
      ["delete_retention_policy.days", "restore_policy.days"],
    ],
    [
      "azurerm_storage_account",
      { share_properties: [{ retention_policy: [{ days: 90 }] }] },
      { share_properties: [{ retention_policy: [{ days: 1 }] }] },
      ["retention_policy.days"],
    ],
    [
      "azurerm_backup_policy_vm",
      { retention_daily: [{ count: 90 }] },
      { retention_daily: [{ count: 7 }] },
      ["retention_daily.count"],
    ],
    [
      "azurerm_mssql_database",
      { long_term_retention_policy: [{ weekly_retention: "P1Y" }] },
      { long_term_retention_policy: [{ weekly_retention: "P6M" }] },
      ["weekly_retention"],
    ],
    [
      "aws_dynamodb_table",
      { point_in_time_recovery: [{ enabled: true, recovery_period_in_days: 35 }] },
      { point_in_time_recovery: [{ enabled: true, recovery_period_in_days: 1 }] },
      ["recovery_period_in_days"],
    ],
    ["aws_rds_cluster", { backtrack_window: 86400 }, { backtrack_window: 0 }, ["backtrack_window"]],
    [
      "google_storage_bucket",
      { default_event_based_hold: true },
      { default_event_based_hold: false },
      ["default_event_based_hold"],
    ],
    [
      "aws_s3_object",
      { object_lock_retain_until_date: "2030-01-01T00:00:00Z" },
      { object_lock_retain_until_date: "2026-11-01T00:00:00Z" },
      ["object_lock_retain_until_date"],
    ],
    ["azurerm_recovery_services_vault", { immutability: "Locked" }, { immutability: "Unlocked" }, ["immutability"]],
  ])("%s: %j to %j", (type, before, after, told) => {
    expect(lowered(type, before, after)).toEqual(told)
  })
})

describe("attack 7: what records and tells", () => {
  it.each<Case>([
    ["aws_cloudtrail", { s3_bucket_name: "audit" }, { s3_bucket_name: "other" }, ["s3_bucket_name"]],
    [
      "aws_cloudtrail",
      { event_selector: [{ read_write_type: "All", include_management_events: true }] },
      { event_selector: [{ read_write_type: "ReadOnly", include_management_events: false }] },
      ["event_selector.read_write_type", "include_management_events"],
    ],
    [
      "aws_cloudtrail",
      { event_selector: [{ exclude_management_event_sources: [] }] },
      { event_selector: [{ exclude_management_event_sources: ["kms.amazonaws.com"] }] },
      ["exclude_management_event_sources"],
    ],
    [
      "aws_config_configuration_recorder",
      { recording_group: [{ all_supported: true }] },
      { recording_group: [{ all_supported: false, resource_types: ["AWS::EC2::Host"] }] },
      ["all_supported"],
    ],
    [
      "aws_inspector2_enabler",
      { resource_types: ["EC2", "ECR"] },
      { resource_types: ["ECR", "LAMBDA"] },
      ["resource_types"],
    ],
    [
      "google_container_cluster",
      { logging_config: [{ enable_components: ["A", "B"] }] },
      { logging_config: [{ enable_components: ["A"] }] },
      ["enable_components"],
    ],
    [
      "google_monitoring_alert_policy",
      { notification_channels: ["x"] },
      { notification_channels: [] },
      ["notification_channels"],
    ],
    [
      "azurerm_monitor_action_group",
      { email_receiver: [{ email_address: "x" }] },
      { email_receiver: [] },
      ["email_receiver"],
    ],
    ["azurerm_monitor_metric_alert", { action: [{ action_group_id: "x" }] }, { action: [] }, ["action"]],
    ["aws_db_instance", { monitoring_interval: 60 }, { monitoring_interval: 0 }, ["monitoring_interval"]],
    ["google_logging_project_sink", { exclusions: [] }, { exclusions: [{ name: "all", filter: "x" }] }, ["exclusions"]],
    [
      "azurerm_kubernetes_cluster",
      { oms_agent: [{ a: "x" }], microsoft_defender: [{ a: "x" }] },
      { oms_agent: [], microsoft_defender: [] },
      ["microsoft_defender", "oms_agent"],
    ],
    [
      "aws_autoscaling_group",
      { suspended_processes: [] },
      { suspended_processes: ["HealthCheck"] },
      ["suspended_processes"],
    ],
    ["aws_guardduty_filter", { action: "NOOP" }, { action: "ARCHIVE" }, ["action"]],
    [
      "aws_cloudwatch_metric_alarm",
      { treat_missing_data: "breaching" },
      { treat_missing_data: "ignore" },
      ["treat_missing_data"],
    ],
  ])("%s: %j to %j", (type, before, after, told) => {
    expect(lowered(type, before, after)).toEqual(told)
    expect(lowered(type, before, before)).toEqual([])
  })
})

describe("attack 7: how it is sent, and with whose key", () => {
  it.each<Case>([
    [
      "aws_opensearch_domain",
      { domain_endpoint_options: [{ enforce_https: true, tls_security_policy: "Policy-Min-TLS-1-2-2019-07" }] },
      { domain_endpoint_options: [{ enforce_https: false, tls_security_policy: "Policy-Min-TLS-1-0-2019-07" }] },
      ["enforce_https", "tls_security_policy"],
    ],
    ["azurerm_storage_account", { min_tls_version: "TLS1_2" }, { min_tls_version: "TLS1_0" }, ["min_tls_version"]],
    ["azurerm_mssql_server", { minimum_tls_version: "1.2" }, { minimum_tls_version: "1.0" }, ["minimum_tls_version"]],
    [
      "aws_lb_listener",
      { ssl_policy: "ELBSecurityPolicy-TLS13-1-2-2021-06" },
      { ssl_policy: "ELBSecurityPolicy-2016-08" },
      ["ssl_policy"],
    ],
    [
      "aws_cloudfront_distribution",
      { viewer_certificate: [{ minimum_protocol_version: "TLSv1.2_2021" }] },
      { viewer_certificate: [{ minimum_protocol_version: "TLSv1_2016" }] },
      ["minimum_protocol_version"],
    ],
    [
      "aws_sqs_queue",
      { sqs_managed_sse_enabled: true, kms_master_key_id: "" },
      { sqs_managed_sse_enabled: false, kms_master_key_id: "" },
      ["sqs_managed_sse_enabled"],
    ],
    ["azurerm_redis_cache", { non_ssl_port_enabled: false }, { non_ssl_port_enabled: true }, ["non_ssl_port_enabled"]],
    [
      "aws_instance",
      { metadata_options: [{ http_put_response_hop_limit: 1 }] },
      { metadata_options: [{ http_put_response_hop_limit: 64 }] },
      ["http_put_response_hop_limit"],
    ],
    ["aws_ssm_parameter", { type: "SecureString" }, { type: "String" }, ["type"]],
    [
      "aws_s3_bucket_server_side_encryption_configuration",
      { kms_master_key_id: "arn:aws:kms:eu-west-1:111111111111:key/a" },
      { kms_master_key_id: "arn:aws:kms:eu-west-1:222222222222:key/b" },
      ["kms_master_key_id"],
    ],
    [
      "google_compute_disk",
      { kms_key_self_link: "projects/ours/locations/l/k" },
      { kms_key_self_link: "projects/theirs/locations/l/k" },
      ["kms_key_self_link"],
    ],
    [
      "aws_msk_cluster",
      { encryption_info: [{ encryption_in_transit: [{ client_broker: "TLS" }] }] },
      { encryption_info: [{ encryption_in_transit: [{ client_broker: "TLS_PLAINTEXT" }] }] },
      ["encryption_in_transit.client_broker"],
    ],
    [
      "aws_db_parameter_group",
      { parameter: [{ name: "rds.force_ssl", value: "1" }] },
      { parameter: [{ name: "rds.force_ssl", value: "0" }] },
      ["rds.force_ssl"],
    ],
    [
      "aws_db_parameter_group",
      { parameter: [] },
      { parameter: [{ name: "rds.force_ssl", value: "0" }] },
      ["rds.force_ssl"],
    ],
    [
      "google_sql_database_instance",
      { settings: [{ database_flags: [{ name: "cloudsql.enable_pgaudit", value: "on" }] }] },
      { settings: [{ database_flags: [{ name: "cloudsql.enable_pgaudit", value: "off" }] }] },
      ["cloudsql.enable_pgaudit"],
    ],
    [
      "google_sql_database_instance",
      { settings: [{ ip_configuration: [{ ssl_mode: "ENCRYPTED_ONLY" }] }] },
      { settings: [{ ip_configuration: [{ ssl_mode: "ALLOW_UNENCRYPTED_AND_ENCRYPTED" }] }] },
      ["ip_configuration.ssl_mode"],
    ],
    [
      "azurerm_linux_web_app",
      { client_certificate_enabled: true, client_certificate_mode: "Required" },
      { client_certificate_enabled: false, client_certificate_mode: "Optional" },
      ["client_certificate_enabled", "client_certificate_mode"],
    ],
    [
      "azurerm_linux_web_app",
      { auth_settings_v2: [{ require_authentication: true }] },
      { auth_settings_v2: [{ require_authentication: false }] },
      ["require_authentication"],
    ],
    [
      "aws_lb_listener",
      { default_action: [{ type: "authenticate-oidc", authenticate_oidc: [{ issuer: "x" }] }, { type: "forward" }] },
      { default_action: [{ type: "forward" }] },
      ["authenticate_oidc"],
    ],
    [
      "aws_api_gateway_rest_api",
      { endpoint_configuration: [{ types: ["PRIVATE"] }] },
      { endpoint_configuration: [{ types: ["REGIONAL"] }] },
      ["endpoint_configuration.types"],
    ],
    [
      "aws_route53domains_registered_domain",
      { transfer_lock: true, name_server: [{ name: "a" }] },
      { transfer_lock: false, name_server: [{ name: "b" }] },
      ["name_server", "transfer_lock"],
    ],
  ])("%s: %j to %j", (type, before, after, told) => {
    expect(lowered(type, before, after)).toEqual(told)
  })

  it.each<[string, Json, Json]>([
    ["azurerm_storage_account", { min_tls_version: "TLS1_2" }, { min_tls_version: "TLS1_3" }],
    [
      "aws_sqs_queue",
      { sqs_managed_sse_enabled: true },
      { sqs_managed_sse_enabled: false, kms_master_key_id: "alias/ours" },
    ],
    ["aws_db_parameter_group", { parameter: [] }, { parameter: [{ name: "rds.force_ssl", value: "1" }] }],
    [
      "aws_db_parameter_group",
      { parameter: [{ name: "work_mem", value: "1" }] },
      { parameter: [{ name: "work_mem", value: "0" }] },
    ],
    [
      "aws_db_instance",
      { kms_key_id: "arn:aws:kms:eu-west-1:111111111111:key/a" },
      { kms_key_id: "arn:aws:kms:eu-west-1:111111111111:key/b" },
    ],
    ["aws_db_instance", { monitoring_interval: 60 }, { monitoring_interval: 15 }],
  ])("stays as safe on %s: %j to %j", (type, before, after) => {
    expect(lowered(type, before, after)).toEqual([])
  })
})

describe("attack 7: a firewall that lets everything through", () => {
  const acl = "aws_wafv2_web_acl"
  it.each<Case>([
    [
      acl,
      { default_action: [{ allow: [], block: [{}] }] },
      { default_action: [{ allow: [{}], block: [] }] },
      ["default_action.block"],
    ],
    [
      acl,
      { rule: [{ name: "r", action: [{ block: [{}], count: [] }] }] },
      { rule: [{ name: "r", action: [{ block: [], count: [{}] }] }] },
      ["action.block"],
    ],
    [
      acl,
      { rule: [{ name: "r", override_action: [{ none: [{}], count: [] }] }] },
      { rule: [{ name: "r", override_action: [{ none: [], count: [{}] }] }] },
      ["override_action.none"],
    ],
    [acl, { rule: [{ name: "r", action: [{ block: [{}] }] }] }, { rule: [] }, ["action.block"]],
    [
      "google_compute_security_policy",
      { rule: [{ action: "deny(403)", priority: 1, preview: false }] },
      { rule: [{ action: "deny(403)", priority: 1, preview: true }] },
      ["preview"],
    ],
    [
      "google_compute_security_policy",
      { rule: [{ action: "deny(403)", priority: 1 }] },
      { rule: [{ action: "allow", priority: 1 }] },
      ["action"],
    ],
    [
      "azurerm_web_application_firewall_policy",
      { policy_settings: [{ enabled: true }] },
      { policy_settings: [{ enabled: false }] },
      ["enabled"],
    ],
    ["aws_cloudfront_distribution", { web_acl_id: "w" }, { web_acl_id: "" }, ["web_acl_id"]],
    ["google_compute_backend_service", { security_policy: "p" }, { security_policy: "" }, ["security_policy"]],
    [
      "aws_waf_web_acl",
      { default_action: [{ type: "BLOCK" }] },
      { default_action: [{ type: "ALLOW" }] },
      ["default_action.type"],
    ],
  ])("%s: %j to %j", (type, before, after, told) => {
    expect(lowered(type, before, after)).toEqual(told)
  })
})

describe("a list is held against itself by what its elements are", () => {
  const lifecycle = (days: number) => [{ delete_after: days }]
  const plan = "aws_backup_plan"

  it.each<Case>([
    [
      plan,
      { rule: [{ rule_name: "monthly", lifecycle: lifecycle(365) }] },
      {
        rule: [
          { rule_name: "hourly", lifecycle: lifecycle(7) },
          { rule_name: "monthly", lifecycle: lifecycle(365) },
        ],
      },
      [],
    ],
    [
      "aws_s3_bucket_lifecycle_configuration",
      { rule: [{ id: "b", status: "Enabled" }] },
      {
        rule: [
          { id: "a", status: "Disabled", expiration: [{ days: 1 }] },
          { id: "b", status: "Enabled" },
        ],
      },
      [],
    ],
    [
      plan,
      {
        rule: [
          { rule_name: "a", lifecycle: lifecycle(7) },
          { rule_name: "b", lifecycle: lifecycle(30) },
        ],
      },
      {
        rule: [
          { rule_name: "b", lifecycle: lifecycle(30) },
          { rule_name: "a", lifecycle: lifecycle(7) },
        ],
      },
      [],
    ],
    [
      plan,
      {
        rule: [
          { rule_name: "a", lifecycle: lifecycle(7) },
          { rule_name: "b", lifecycle: lifecycle(30) },
        ],
      },
      {
        rule: [
          { rule_name: "b", lifecycle: lifecycle(8) },
          { rule_name: "a", lifecycle: lifecycle(7) },
        ],
      },
      ["delete_after"],
    ],
    [
      plan,
      { rule: [{ rule_name: "daily" }, { rule_name: "monthly" }] },
      { rule: [{ rule_name: "monthly" }] },
      ["rule"],
    ],
    [plan, { rule: [{ rule_name: "daily" }] }, { rule: [] }, ["rule"]],
    [plan, { rule: [{ rule_name: "daily" }] }, { rule: [{ rule_name: "yearly" }] }, ["rule"]],
  ])("%s: %j to %j", (type, before, after, told) => {
    expect(lowered(type, before, after)).toEqual(told)
  })

  it("leaves open what is still to come", () => {
    const before = { rule: [{ id: "a", enabled: true }] }
    expect(loweredBy(before, { rule: [] }, { rule: [true] })).toEqual([])
    expect(loweredBy(before, { rule: [] }, { rule: [] })).toEqual(["enabled"])
  })

  it("takes no bound for more than any", () => {
    const of = (before: number, after: number) =>
      lowered(
        "aws_lambda_function",
        { reserved_concurrent_executions: before },
        { reserved_concurrent_executions: after },
      )
    expect(of(-1, 0)).toEqual(["reserved_concurrent_executions"])
    expect(of(5, -1)).toEqual([])
    expect(of(-1, -1)).toEqual([])
  })
})
