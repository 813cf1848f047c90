import { describe, expect, it } from "vitest"
import { ADOPTS } from "../../../adapters/effects/terraform-adopted.ts"
import { isKnownType } from "../../../adapters/effects/terraform-known.ts"
import { only } from "./plans.ts"

/** Resources that are settings of what exists already: creating one changes that. */

describe("attack 7: a setting falls by being created", () => {
  it.each<[type: string, after: Readonly<Record<string, unknown>>, told: readonly string[]]>([
    ["aws_s3_bucket_versioning", { bucket: "b", versioning_configuration: [{ status: "Suspended" }] }, ["status"]],
    [
      "aws_s3_bucket_lifecycle_configuration",
      { bucket: "b", rule: [{ id: "x", status: "Enabled", expiration: [{ days: 1 }] }] },
      ["expiration.days"],
    ],
    ["aws_config_configuration_recorder_status", { name: "default", is_enabled: false }, ["is_enabled"]],
    ["aws_rds_instance_state", { identifier: "prod", state: "stopped" }, ["state"]],
    ["aws_ec2_instance_state", { instance_id: "i", state: "stopped" }, ["state"]],
    ["aws_guardduty_detector_feature", { detector_id: "d", status: "DISABLED" }, ["status"]],
    ["aws_guardduty_organization_configuration_feature", { detector_id: "d", auto_enable: "NONE" }, ["auto_enable"]],
    ["aws_guardduty_filter", { detector_id: "d", action: "ARCHIVE" }, ["action"]],
    ["aws_guardduty_ipset", { detector_id: "d", activate: true }, ["activate"]],
    ["aws_securityhub_standards_control", { control_status: "DISABLED" }, ["control_status"]],
    ["aws_autoscaling_schedule", { desired_capacity: 0, min_size: 0, max_size: 0 }, ["desired_capacity", "max_size"]],
    [
      "aws_appautoscaling_scheduled_action",
      { scalable_target_action: [{ min_capacity: "0", max_capacity: "0" }] },
      ["max_capacity"],
    ],
    ["google_logging_project_bucket_config", { bucket_id: "_Default", retention_days: 1 }, ["retention_days"]],
    [
      "azurerm_postgresql_flexible_server_configuration",
      { name: "require_secure_transport", value: "off", server_id: "s" },
      ["require_secure_transport"],
    ],
    ["azurerm_mssql_server_extended_auditing_policy", { server_id: "s", enabled: false }, ["enabled"]],
  ])("%s: %j", (type, after, told) => {
    expect(only({ type, after }).lowered).toEqual(told)
    expect(only({ type, after }).attributes).toBeUndefined()
    const name = ADOPTS[type]?.of ?? ""
    expect(only({ type, after: { ...after, [name]: undefined }, unknown: { [name]: true } }).lowered).toBeUndefined()
  })

  it.each<[type: string, after: unknown]>([
    ["aws_s3_bucket_versioning", { bucket: "b", versioning_configuration: [{ status: "Enabled" }] }],
    [
      "aws_s3_bucket_lifecycle_configuration",
      { bucket: "b", rule: [{ id: "x", status: "Enabled", transition: [{ days: 30 }] }] },
    ],
    ["aws_autoscaling_schedule", { desired_capacity: -1, min_size: -1, max_size: 4 }],
    ["aws_appautoscaling_scheduled_action", { scalable_target_action: [{ min_capacity: 0, max_capacity: 4 }] }],
    ["google_logging_project_bucket_config", { bucket_id: "_Default", retention_days: 365 }],
    ["azurerm_postgresql_flexible_server_configuration", { name: "work_mem", value: "0" }],
    ["aws_s3_bucket", { bucket: "b", versioning: [{ enabled: false }] }],
  ])("doesn't by %s: %j", (type, after) => {
    expect(only({ type, after }).lowered).toBeUndefined()
  })

  it("is of types that are known", () => {
    for (const type of Object.keys(ADOPTS)) expect([type, isKnownType("managed", type)]).toEqual([type, true])
  })
})
