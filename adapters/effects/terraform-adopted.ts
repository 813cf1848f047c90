import type { Json } from "../../kernel/json.ts"
import { type Table, isList, isTable } from "./terraform-lists.ts"

/**
 * Types that make nothing: they set what something that exists already is like, so that creating one is a change of that. What it was
 * before isn't in the plan, and is taken for as safe as it can be. Names are the providers' own.
 */

interface Adopting {
  /** What it belongs to. Where that isn't known yet it is made in the same plan, and nothing of it was safe before. */
  readonly of: string
  readonly was: Table
}

const recording: Adopting = { of: "bucket_id", was: { retention_days: 30 } }
const auditing = (of: string): Adopting => ({ of, was: { enabled: true, state: "Enabled" } })
const configuring = (of: string): Adopting => ({ of, was: {} })

export const ADOPTS: Readonly<Record<string, Adopting>> = {
  aws_s3_bucket_versioning: { of: "bucket", was: { versioning_configuration: [{ status: "Enabled" }] } },
  aws_s3_bucket_lifecycle_configuration: { of: "bucket", was: { rule: [] } },
  aws_config_configuration_recorder_status: { of: "name", was: { is_enabled: true } },
  aws_rds_instance_state: { of: "identifier", was: { state: "available" } },
  aws_ec2_instance_state: { of: "instance_id", was: { state: "running" } },
  aws_guardduty_detector_feature: { of: "detector_id", was: { status: "ENABLED" } },
  aws_guardduty_member_detector_feature: { of: "detector_id", was: { status: "ENABLED" } },
  aws_guardduty_organization_configuration_feature: { of: "detector_id", was: { auto_enable: "ALL" } },
  aws_guardduty_filter: { of: "detector_id", was: { action: "NOOP" } },
  aws_guardduty_ipset: { of: "detector_id", was: { activate: false } },
  aws_securityhub_standards_control: { of: "standards_control_arn", was: { control_status: "ENABLED" } },
  aws_securityhub_standards_control_association: { of: "standards_arn", was: { association_status: "ENABLED" } },
  aws_macie2_account: { of: "status", was: { status: "ENABLED" } },
  aws_autoscaling_schedule: { of: "autoscaling_group_name", was: { desired_capacity: 1, max_size: 1 } },
  aws_appautoscaling_scheduled_action: { of: "resource_id", was: { scalable_target_action: [{ max_capacity: 1 }] } },
  google_logging_project_bucket_config: recording,
  google_logging_folder_bucket_config: recording,
  google_logging_organization_bucket_config: recording,
  google_logging_billing_account_bucket_config: recording,
  azurerm_advanced_threat_protection: auditing("target_resource_id"),
  azurerm_mssql_server_extended_auditing_policy: auditing("server_id"),
  azurerm_mssql_database_extended_auditing_policy: auditing("database_id"),
  azurerm_synapse_workspace_extended_auditing_policy: auditing("synapse_workspace_id"),
  azurerm_synapse_sql_pool_extended_auditing_policy: auditing("sql_pool_id"),
  azurerm_mysql_flexible_server_configuration: configuring("server_name"),
  azurerm_postgresql_configuration: configuring("server_name"),
  azurerm_postgresql_flexible_server_configuration: configuring("server_id"),
}

/** What the resource was before it is created, as far as it says what it is afterwards. */
export const adoptedBefore = (type: string, after: Table, unknown: Json): Json => {
  const adopting = Object.hasOwn(ADOPTS, type) ? ADOPTS[type] : undefined
  const isNew = adopting !== undefined && isTable(unknown) && unknown[adopting.of] === true
  return adopting === undefined || isNew ? null : said(adopting.was, after)
}

const said = (was: Json, after: Json): Json => {
  if (isTable(was) && isTable(after))
    return Object.fromEntries(
      Object.entries(was).flatMap(([name, value]) => {
        const is = after[name] ?? null
        return is === null ? [] : [[name, said(value, is)] as const]
      }),
    )
  return isList(was) && isList(after)
    ? was.slice(0, after.length).map((item, at) => said(item, after[at] ?? null))
    : was
}
