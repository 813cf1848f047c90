import { describe, expect, it } from "vitest"
import { PROTECTIONS, loweredBy } from "../../../adapters/effects/terraform-protections.ts"
import type { Json } from "../../../kernel/json.ts"

const lowered = (before: Json, after: Json, unknown: Json = {}) => loweredBy(before, after, unknown)

describe("attack 7: what protects, retains, audits or counts", () => {
  it.each<[string, Json, Json]>([
    ["deletion_protection", true, false],
    ["deletion_protection", "true", "false"],
    ["deletion_protection", true, null],
    ["public_access_prevention", "enforced", "inherited"],
    ["force_destroy", false, true],
    ["skip_final_snapshot", null, "true"],
    ["backup_retention_period", 30, 0],
    ["backup_retention_period", 30, null],
    ["desired_count", 40, 0],
    ["message_retention_duration", "604800s", "600s"],
    ["retention_in_days", 365, 7],
    ["retention_in_days", 0, 7],
    ["retention_in_days", null, 7],
    ["enable_logging", true, false],
    ["enabled_cluster_log_types", ["api", "audit"], ["api"]],
    ["kms_key_id", "key", ""],
  ])("%s falls from %j to %j", (name, before, after) => {
    expect(lowered({ [name]: before }, { [name]: after })).toEqual([name])
    expect(lowered({ settings: [{ [name]: before }] }, { settings: [{ [name]: after }] })).toEqual([name])
    expect(lowered({ [name]: after }, { [name]: before })).toEqual([])
  })

  it.each<[string, Json, Json]>([
    ["retention_in_days", 7, 0],
    ["deletion_protection", false, null],
    ["desired_count", "2", 2],
    ["tags", { deletion: "true" }, {}],
  ])("%s doesn't from %j to %j", (name, before, after) => {
    expect(lowered({ [name]: before }, { [name]: after })).toEqual([])
  })

  it("falls with the block that it stands in", () => {
    const before = { backup_configuration: [{ enabled: true, point_in_time_recovery_enabled: true }] }
    expect(lowered(before, { backup_configuration: [] })).toEqual([
      "backup_configuration",
      "enabled",
      "point_in_time_recovery_enabled",
    ])
  })

  it("hasn't fallen where nobody knows yet: that is told as a doubt", () => {
    expect(lowered({ multi_az: true }, {}, { multi_az: true })).toEqual([])
    expect(lowered({ multi_az: true }, {}, true)).toEqual([])
  })

  it("has each name once, as providers write it", () => {
    for (const name of Object.keys(PROTECTIONS)) expect(name).toMatch(/^[a-z][a-z0-9_]*$/)
  })
})
