import { describe, expect, it } from "vitest"
import { type Part, inspect } from "./plans.ts"

/**
 * What isn't known as a whole, and isn't in the configuration: Terraform leaves out of it the blocks that `dynamic` makes, so
 * that what an author wrote looks like what a provider fills in.
 */

/** A configuration in which the author wrote just this. */
const block = (type: string, expressions: object = {}) => ({
  configuration: { root_module: { resources: [{ mode: "managed", type, name: "x", expressions }] } },
})
const doubts = (part: Part, expressions: object = {}, further: object = {}) =>
  inspect(part, { ...block(part.type ?? "aws_instance", expressions), ...further }).unresolved.map((sentence) =>
    sentence.slice(sentence.indexOf(": ") + 2),
  )
const later = (name: string) => `${name} is known only after apply`

describe("attack 15: a block that `dynamic` makes of what isn't known yet", () => {
  it.each([
    ["aws_ecs_service", "network_configuration"],
    ["aws_eks_cluster", "vpc_config"],
    ["google_compute_instance", "network_interface"],
    ["google_compute_instance", "service_account"],
    ["azurerm_linux_virtual_machine", "admin_ssh_key"],
    ["azurerm_linux_virtual_machine", "identity"],
    ["aws_codebuild_project", "source"],
    ["aws_codebuild_project", "environment"],
    ["aws_elastic_beanstalk_environment", "setting"],
    ["aws_launch_template", "network_interfaces"],
    ["aws_launch_template", "iam_instance_profile"],
  ])("of a new %s: %s is not known", (type, name) => {
    expect(doubts({ type, unknown: { id: true, [name]: true } })).toEqual([later(name)])
  })
  it.each([
    ["aws_s3_bucket", "grant"],
    ["aws_s3_bucket", "versioning"],
    ["aws_s3_bucket", "server_side_encryption_configuration"],
    ["google_sql_database_instance", "settings"],
    ["google_bigquery_dataset", "access"],
    ["azurerm_storage_account", "network_rules"],
    ["aws_db_instance", "backup_retention_period"],
    ["aws_dynamodb_table", "point_in_time_recovery"],
  ])("of a %s that is there, %s is in doubt whoever fills it in", (type, name) => {
    expect(doubts({ type, actions: ["update"], before: {}, unknown: { arn: true, [name]: true } })).toEqual([
      later(name),
    ])
  })
  it("in a block that is written, too", () => {
    const part = (name: string): Part => ({
      type: "google_compute_instance",
      after: { network_interface: [{}] },
      unknown: { network_interface: [{ network_ip: true, [name]: true }] },
    })
    expect(doubts(part("access_config"), { network_interface: [{ network: {} }] })).toEqual([later("access_config")])
    expect(doubts(part("ipv6_access_config"), { network_interface: [{ network: {} }] })).toEqual([])
    expect(doubts(part("ipv6_access_config"), { network_interface: [{ ipv6_access_config: [{}] }] })).toEqual([
      later("ipv6_access_config"),
    ])
  })
  it("beside blocks of its name that are written", () => {
    const unknown = { ingress: [{}, { cidr_blocks: true }] }
    const part: Part = { type: "aws_security_group", after: { ingress: [{}, {}] }, unknown }
    expect(doubts(part, { ingress: [{ from_port: {} }] }, { terraform_version: "1.11.4" })).toEqual([
      later("cidr_blocks"),
    ])
  })
  it("a replacement takes away what there was", () => {
    const part = (before: object): Part => ({
      type: "aws_instance",
      actions: ["delete", "create"],
      before,
      unknown: { associate_public_ip_address: true, root_block_device: true, disable_api_termination: true },
    })
    expect(doubts(part({ disable_api_termination: true }))).toEqual([later("disable_api_termination")])
    expect(doubts(part({ disable_api_termination: false, associate_public_ip_address: false }))).toEqual([])
  })
})

describe("a false alarm: what providers fill in", () => {
  it.each([
    [
      "aws_s3_bucket",
      ["acl", "grant", "policy", "versioning", "logging", "lifecycle_rule", "replication_configuration"],
    ],
    ["aws_instance", ["network_interface", "root_block_device", "metadata_options", "user_data", "key_name"]],
    ["aws_lb", ["subnet_mapping"]],
    ["azurerm_express_route_port", ["link1", "link2"]],
    ["google_bigquery_dataset", ["access"]],
  ])("of a new %s: %j", (type, names) => {
    expect(doubts({ type, unknown: Object.fromEntries(names.map((name) => [name, true])) })).toEqual([])
  })
  it.each([
    ["aws_security_group", "ingress"],
    ["aws_route_table", "route"],
    ["azurerm_network_security_group", "security_rule"],
  ])("%s without %s, from the version on whose configuration has them in every form", (type, name) => {
    const part = { type, unknown: { [name]: true } }
    for (const version of ["1.9.0", "1.10.2", "2.0.0"])
      expect(doubts(part, {}, { terraform_version: version })).toEqual([])
    for (const terraform_version of ["0.12.31", "1.8.5", "", 1.11, undefined])
      expect(doubts(part, {}, { terraform_version })).toEqual([later(name)])
    expect(doubts(part, { [name]: [] }, { terraform_version: "1.11.4" })).toEqual([later(name)])
    const provider_name = `registry.opentofu.org/hashicorp/${type.split("_")[0] ?? ""}`
    expect(doubts({ ...part, further: { provider_name } }, {}, { terraform_version: "1.11.4" })).toEqual([later(name)])
  })
})

describe("attack 15: code that isn't known, or was taken out, is code", () => {
  it.each([
    ["aws_instance", "user_data"],
    ["aws_launch_template", "user_data"],
    ["azurerm_linux_virtual_machine", "custom_data"],
    ["google_compute_instance", "metadata_startup_script"],
    ["google_compute_instance", "metadata"],
    ["aws_codebuild_project", "source"],
    ["aws_batch_job_definition", "container_properties"],
  ])("of a new %s: %s", (type, name) => {
    expect(doubts({ type, unknown: { [name]: true } }, { [name]: {} })).toEqual([later(name)])
  })
  it("under its name in what a machine is told", () => {
    const part = { type: "google_compute_instance", unknown: { metadata: { "startup-script": true } } }
    expect(doubts(part, { metadata: {} })).toEqual([later("startup-script")])
  })
  it("that is sensitive and isn't there, however deep", () => {
    const taken = (name: string) => `${name} was taken out of the plan`
    expect(doubts({ change: { after_sensitive: { user_data: true } } })).toEqual([taken("user_data")])
    const nested = {
      after: { ingress: [{ cidr_blocks: null }] },
      change: { after_sensitive: { ingress: [{ cidr_blocks: true }] } },
    }
    expect(doubts({ type: "aws_security_group", ...nested })).toEqual([taken("cidr_blocks")])
    expect(doubts({ change: { after_sensitive: { tags: { a: true }, ami: true } } })).toEqual([])
    expect(doubts({ unknown: { user_data: true }, change: { after_sensitive: { user_data: true } } })).toEqual([])
    expect(doubts({ after: { acl: "private" }, change: { after_sensitive: { acl: true } } })).toEqual([])
  })
  it("but not where nobody wrote any", () => {
    expect(doubts({ unknown: { user_data: true, user_data_base64: true } })).toEqual([])
  })
})
