import { describe, expect, it } from "vitest"
import { inspectTerraform } from "../../../adapters/effects/terraform.ts"
import { changed, encode, inspect, plan } from "./plans.ts"

/** What only the configuration of a plan shows, and what is read from elsewhere. */

const KNOWN = { full_name: "registry.terraform.io/hashicorp/aws" }
const resources = [{ mode: "managed", type: "aws_instance", name: "x", expressions: {} }]
const doubts = (provider_config: object, further: readonly object[] = [], changes: readonly object[] = [changed({})]) =>
  inspectTerraform(
    encode(
      plan(changes, { configuration: { provider_config, root_module: { resources: [...resources, ...further] } } }),
    ),
  ).unresolved

describe("attack 15: a provider that isn't known runs its code, though nothing of it changes", () => {
  it.each(["evil.example/evil/evil", "registry.terraform.io/somebody/aws", "registry.example/hashicorp/aws"])(
    "%s",
    (full_name) => {
      expect(doubts({ aws: KNOWN, "module.m:x": { full_name }, again: { full_name } })).toEqual([
        `${full_name}: the provider isn't one that this reader knows, and its code runs with the plan`,
      ])
    },
  )
  it("but it is told once, where a change of it is in doubt", () => {
    const full_name = "registry.terraform.io/datadog/datadog"
    const change = changed({ type: "datadog_monitor", actions: ["update"], further: { provider_name: full_name } })
    expect(doubts({ datadog: { full_name } }, [], [change])).toEqual([
      "datadog_monitor.x: the provider isn't one whose access and network types this reader knows",
    ])
  })
  it("and not those that are known, or of a version that doesn't say", () => {
    const random = { full_name: "registry.opentofu.org/hashicorp/random" }
    expect(doubts({ aws: KNOWN, random, terraform: { full_name: "terraform.io/builtin/terraform" }, old: {} })).toEqual(
      [],
    )
  })
})

describe("attack 15: a provider that is told to talk to somebody else", () => {
  it.each([
    "endpoints",
    "storage_custom_endpoint",
    "shared_config_files",
    "shared_credentials_files",
    "shared_credentials_file",
    "metadata_host",
    "http_proxy",
  ])("by %s", (name) => {
    expect(doubts({ aws: { ...KNOWN, expressions: { [name]: {} } } })).toEqual([
      `${KNOWN.full_name}: ${name} may have it talk to somebody else`,
    ])
  })
  it("but not by who it is there, or where", () => {
    const expressions = { region: {}, profile: {}, assume_role: [{ role_arn: {} }], access_key: {}, default_tags: [{}] }
    expect(doubts({ aws: { ...KNOWN, expressions } })).toEqual([])
  })
})

describe("attack 15: what is opened for a while, and isn't told", () => {
  const block = { mode: "ephemeral", type: "aws_lambda_invocation", name: "x", expressions: {} }
  const SENTENCE = "ephemeral.aws_lambda_invocation.x: is opened while the plan is applied, which doesn't say with what"
  it("is in doubt, in whatever module", () => {
    expect(doubts({}, [block])).toEqual([SENTENCE])
    const configuration = {
      root_module: {
        resources,
        module_calls: { m: { module: { resources: [{ ...block, type: "aws_kms_secrets" }] } } },
      },
    }
    expect(inspect({}, { configuration }).unresolved).toEqual([
      SENTENCE.replace("aws_lambda_invocation", "aws_kms_secrets"),
    ])
  })
  it("but what OpenTofu tells is judged by that", () => {
    const told = { ...block, type: "aws_secretsmanager_secret_version" }
    const further = { address: "ephemeral.aws_secretsmanager_secret_version.x", mode: "ephemeral" }
    expect(doubts({}, [told], [changed({ type: told.type, actions: ["open"], further })])).toEqual([])
  })
})

describe("attack 15: another state, read from wherever somebody says", () => {
  const read = (after: object, unknown: object = {}) =>
    inspect({
      type: "terraform_remote_state",
      actions: ["read"],
      after,
      unknown,
      further: { mode: "data", provider_name: "terraform.io/builtin/terraform" },
    }).unresolved
  it("is in doubt over HTTP, and where nobody knows", () => {
    const SENTENCE = "terraform_remote_state.x: reads a state from an address that anybody may have"
    expect(read({ backend: "http", config: {} }, { config: { address: true }, outputs: true })).toEqual([SENTENCE])
    expect(read({ config: {} }, { backend: true })).toEqual([SENTENCE])
    expect(read({ backend: "s3", config: { bucket: "b" } }, { outputs: true })).toEqual([])
  })
})
