import type { Json } from "../../kernel/json.ts"
import { isList, isTable } from "./terraform-lists.ts"

/**
 * What protects, retains, audits or counts: attributes whose fall takes something away that nobody misses until it is
 * needed. Names are the providers' own; where one means different things, the block that it stands in is named before it.
 */

/**
 * How an attribute falls: what protects while it is `on`, or `off`; a number that gets less, where nothing is none
 * (`more`) or for ever (`days`); what shrinks or is gone (`some`).
 */
type Fall = "on" | "off" | "more" | "days" | "some"

const all = (fall: Fall, names: readonly string[]): Readonly<Record<string, Fall>> =>
  Object.fromEntries(names.map((name) => [name, fall]))

export const PROTECTIONS: Readonly<Record<string, Fall>> = {
  ...all("on", [
    "deletion_protection",
    "deletion_protection_enabled",
    "enable_deletion_protection",
    "delete_protection",
    "deletion_window_enabled",
    "disable_api_termination",
    "disable_api_stop",
    "termination_protection",
    "protect_from_scale_in",
    "prevent_deletion_if_contains_resources",
    "purge_protection_enabled",
    "soft_delete_enabled",
    "infrastructure_encryption_enabled",
    "storage_encrypted",
    "encrypted",
    "encryption_at_host_enabled",
    "at_rest_encryption_enabled",
    "transit_encryption_enabled",
    "enable_https_traffic_only",
    "https_traffic_only_enabled",
    "https_only",
    "enable_key_rotation",
    "rotation_enabled",
    "auto_minor_version_upgrade",
    "multi_az",
    "multi_az_enabled",
    "automatic_failover_enabled",
    "cross_zone_load_balancing",
    "zone_redundant",
    "zone_redundancy_enabled",
    "geo_redundant_backup_enabled",
    "copy_tags_to_snapshot",
    "performance_insights_enabled",
    "enable_logging",
    "logging_enabled",
    "enable_log_file_validation",
    "enable_flow_logs",
    "enable_execute_command_logging",
    "include_global_service_events",
    "is_multi_region_trail",
    "is_organization_trail",
    "is_enabled",
    "enabled",
    "enable",
    "status",
    "state",
    "mfa_delete",
    "versioning_enabled",
    "change_feed_enabled",
    "point_in_time_recovery_enabled",
    "binary_log_enabled",
    "backup_enabled",
    "enable_guardduty",
    "enable_network_policy",
    "enable_shielded_nodes",
    "enable_secure_boot",
    "enable_integrity_monitoring",
    "secure_boot_enabled",
    "uniform_bucket_level_access",
    "public_access_prevention",
    "auth_enabled",
    "azure_policy_enabled",
    "scan_on_push",
    "monitoring",
    "actions_enabled",
    "finding_publishing_enabled",
    "automatic_backups_enabled",
    "audit_logs_enabled",
    "auto_enable",
    "http_tokens",
    "disable_password_authentication",
    "subscription_required",
    "approval_required",
    "enforcement_mode",
    "enable_floor_setting_enforcement",
    "control_status",
    "association_status",
    "require_encryption",
    "require_tls",
    "require_ssl",
    "ssl_enforcement_enabled",
  ]),
  ...all("off", [
    "force_destroy",
    "force_delete",
    "force_detach_policies",
    "skip_final_snapshot",
    "delete_automated_backups",
    "disabled",
    "is_disabled",
    "force_delete_instance",
    "delete_contents_on_destroy",
    "deletion_protection_disabled",
    "bypass_policy_lockout_safety_check",
    "permanently_delete_on_destroy",
    "purge_soft_delete_on_destroy",
    "allow_major_version_upgrade",
    "disable_logging",
    "password_auth_enabled",
    "access_keys_authentication_enabled",
    "local_user_enabled",
    "sftp_enabled",
    "cross_tenant_replication_enabled",
    "ftp_publish_basic_authentication_enabled",
    "webdeploy_publish_basic_authentication_enabled",
    "scm_publish_basic_authentication_enabled",
    "remote_debugging_enabled",
  ]),
  ...all("more", [
    "backup_retention_period",
    "backup_retention_days",
    "backup_retention_count",
    "snapshot_retention_limit",
    "automatic_snapshot_retention_period",
    "automated_snapshot_retention_period",
    "manual_snapshot_retention_period",
    "performance_insights_retention_period",
    "transaction_log_retention_days",
    "retained_backups",
    "retention_period",
    "retention_period_value",
    "snapshots_to_keep",
    "daily_backups_to_keep",
    "weekly_backups_to_keep",
    "monthly_backups_to_keep",
    "min_retention_days",
    "retention_days",
    "retention_duration",
    "retention_duration_seconds",
    "message_retention_seconds",
    "message_retention_duration",
    "message_retention",
    "soft_delete_retention_days",
    "soft_delete_retention_in_days",
    "deletion_window_in_days",
    "recovery_window_in_days",
    "data_retention_in_hours",
    "version_retention_period",
    "max_time_travel_hours",
    "delete_after",
    "desired_count",
    "desired_capacity",
    "desired_size",
    "min_size",
    "max_size",
    "min_capacity",
    "max_capacity",
    "min_count",
    "max_count",
    "min_node_count",
    "max_node_count",
    "min_replicas",
    "max_replicas",
    "min_instance_count",
    "max_instance_count",
    "minimum_healthy_percent",
    "deployment_minimum_healthy_percent",
    "node_count",
    "initial_node_count",
    "num_nodes",
    "number_of_nodes",
    "num_cache_nodes",
    "num_cache_clusters",
    "num_node_groups",
    "number_cache_clusters",
    "number_of_broker_nodes",
    "replicas_per_node_group",
    "replication_factor",
    "replica_count",
    "replicas",
    "read_replica_count",
    "instance_count",
    "instances",
    "target_size",
    "worker_count",
    "shard_count",
    "capacity",
    "reserved_concurrent_executions",
    "provisioned_concurrent_executions",
  ]),
  ...all("days", ["retention_in_days", "log_retention_days", "expiration_days"]),
  ...all("some", [
    "access_logs",
    "access_log_settings",
    "audit_config",
    "auditing_policy",
    "backup_configuration",
    "backup_policy",
    "backup",
    "blob_properties",
    "delete_retention_policy",
    "container_delete_retention_policy",
    "enabled_cloudwatch_logs_exports",
    "cloudwatch_logs_exports",
    "enabled_cluster_log_types",
    "enabled_log",
    "event_selector",
    "advanced_event_selector",
    "insight_selector",
    "log_config",
    "log_configuration",
    "log_publishing_options",
    "logging",
    "logging_config",
    "logging_configuration",
    "logging_service",
    "cloud_watch_logs_group_arn",
    "object_lock_configuration",
    "retention_policy",
    "replica",
    "replication_configuration",
    "replication_group",
    "server_side_encryption_configuration",
    "encryption_configuration",
    "kms_key_id",
    "kms_key_arn",
    "versioning",
    "alarm_actions",
    "ok_actions",
    "dead_letter_config",
    "redrive_policy",
    "maintenance_exclusion",
    "zones",
    "availability_zones",
  ]),
}

/** Attributes that protect and fall with a change, by their names. What isn't known afterwards hasn't fallen yet. */
export const loweredBy = (before: Json, after: Json, unknown: Json): readonly string[] => {
  const found = new Set<string>()
  compare(before, after, unknown, found)
  return [...found]
}

const compare = (before: Json, after: Json, unknown: Json, found: Set<string>): void => {
  if (unknown === true) return
  if (isList(before))
    for (const [at, item] of before.entries())
      compare(item, isList(after) ? (after[at] ?? null) : null, isList(unknown) ? (unknown[at] ?? null) : null, found)
  else if (isTable(before) || isTable(after)) {
    const was = isTable(before) ? before : {}
    const is = isTable(after) ? after : {}
    const open = isTable(unknown) ? unknown : {}
    for (const name of new Set([...Object.keys(was), ...Object.keys(is)])) {
      const [a, b, u] = [was[name] ?? null, is[name] ?? null, open[name] ?? null]
      if (u !== true && Object.hasOwn(PROTECTIONS, name) && falls(PROTECTIONS[name] ?? "some", a, b)) found.add(name)
      compare(a, b, u, found)
    }
  }
}

const falls = (fall: Fall, before: Json, after: Json): boolean => {
  switch (fall) {
    case "on":
      return isOn(before) && !isOn(after)
    case "off":
      return isOn(after) && !isOn(before)
    case "more":
      return amount(after) < amount(before)
    case "days":
      return lasting(after) < lasting(before)
    case "some":
      return size(after) < size(before)
  }
}

const isOn = (value: Json): boolean =>
  value === true ||
  value === 1 ||
  (typeof value === "string" && /^(?:true|on|enabled|active|enforced|required|running|available|1)$/i.test(value))

/** A number, or one in front of its unit. What has none counts as nothing. */
const amount = (value: Json): number => {
  const found = typeof value === "number" ? value : typeof value === "string" ? Number.parseFloat(value) : 0
  return Number.isNaN(found) ? 0 : found
}
const lasting = (value: Json): number => (amount(value) === 0 ? Number.POSITIVE_INFINITY : amount(value))

const size = (value: Json): number =>
  isList(value) ? value.length : isTable(value) ? Object.keys(value).length : value === null || value === "" ? 0 : 1
