import { describe, expect, it } from "vitest"
import { type Deployment, acme, deployment, opened, reconfigured } from "../fixture.ts"
import { Terms } from "../../../../kernel/break-glass/break-glass.ts"
import { clock, signing, terms } from "./emergency.ts"

/** What a grant on a module lets happen to who may do what in it, and to what of it is reachable. */

interface Update {
  readonly type: string
  readonly before: object
  readonly after: object
}

/** A plan that updates one resource of the module `cache`, with nothing unknown about it. */
const planOf = ({ type, before, after }: Update): Uint8Array => {
  const address = `module.cache.${type}.x`
  const [named, provider] = [{ mode: "managed", type, name: "x" }, "registry.terraform.io/hashicorp/aws"]
  const change = { actions: ["update"], before, after, after_unknown: {}, before_sensitive: {}, after_sensitive: {} }
  const block = { ...named, address: `${type}.x`, provider_config_key: "aws", expressions: {} }
  const plan = {
    format_version: "1.2",
    terraform_version: "1.9.8",
    planned_values: {
      root_module: {
        child_modules: [
          {
            address: "module.cache",
            resources: [{ ...named, address, provider_name: provider, schema_version: 0, values: after }],
          },
        ],
      },
    },
    resource_changes: [{ ...named, address, module_address: "module.cache", provider_name: provider, change }],
    configuration: { root_module: { module_calls: { cache: { module: { resources: [block] } } } } },
    timestamp: "2026-11-20T08:00:00Z",
    applyable: true,
    complete: true,
    errored: false,
  }
  return new TextEncoder().encode(JSON.stringify(plan))
}

const trusting = (principal: object | string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: principal }],
  })
const [OPS, DEV] = ["arn:aws:iam::123456789012:role/ops", "arn:aws:iam::123456789012:role/dev"]
const role = (after: object | string): Update => ({
  type: "aws_iam_role",
  before: { name: "x", assume_role_policy: trusting({ AWS: OPS }) },
  after: { name: "x", assume_role_policy: trusting(after) },
})
const admitting = (...ranges: readonly string[]) => ({
  name: "x",
  ingress: [{ from_port: 6379, to_port: 6379, protocol: "tcp", cidr_blocks: ranges, ipv6_cidr_blocks: [] }],
})
const securityGroup = (...ranges: readonly string[]): Update => ({
  type: "aws_security_group",
  before: admitting("10.0.1.0/24"),
  after: admitting(...ranges),
})
const size: Update = { type: "aws_elasticache_cluster", before: { num_cache_nodes: 1 }, after: { num_cache_nodes: 3 } }

/** bob's grant on the module, where the policy lets these types be opened under it. */
const granted = async (...types: readonly string[]) => {
  clock()
  const deployed: Deployment = reconfigured(
    deployment(),
    "prefix: aws_cloudwatch_event_rule. }",
    `prefix: module.cache, types: [${types.join(", ")}] }`,
  )
  const world = await opened(deployed)
  const scope = Terms.shape.scope.parse([{ tool: "terraform.apply", prefix: "module.cache" }])
  const grant = await signing(world.gate, deployed).active({ ...terms(), scope })
  const decided = async (update: Update) => {
    const call = { tool: "terraform.apply", payload: planOf(update), grant }
    const { verdict, reasons } = await world.gate.decide(world.as("bob"), call)
    return { verdict, guards: reasons.map(({ guard }) => guard), sentences: reasons.map(({ sentence }) => sentence) }
  }
  const kept = async () => (await world.gate.breakGlass.get(acme(), grant))?.kept
  return { decided, kept }
}

describe("attack 11: a grant on a module opens nothing of it but what the policy names by its type", () => {
  it("covers what opens nothing, whatever the types", async () => {
    const { decided, kept } = await granted()
    expect(await decided(size)).toMatchObject({ verdict: "allow" })
    expect((await kept())?.uses.last?.action).toMatchObject({ resources: [{ opens: null }], opensToWorld: false })
  })

  it.each([
    ["a role that somebody else may assume", role({ AWS: [OPS, DEV] })],
    ["a security group that lets another network in", securityGroup("10.0.1.0/24", "10.0.2.0/24")],
  ])("denies %s, where its type isn't named", async (_, update) => {
    for (const types of [[], ["aws_elasticache_cluster"]]) {
      const { decided } = await granted(...types)
      const { verdict, guards, sentences } = await decided(update)
      expect([verdict, guards[0]]).toEqual(["deny", "openedTypesAreGrantable"])
      expect(sentences[0]).toMatch(/ask for an approval\.$/)
    }
  })

  it.each([
    ["a role that somebody else may assume", role({ AWS: [OPS, DEV] })],
    ["a security group that lets another network in", securityGroup("10.0.1.0/24", "10.0.2.0/24")],
  ])("allows %s, where its type is named", async (_, update) => {
    const { decided, kept } = await granted("aws_iam_role", "aws_security_group")
    expect(await decided(update)).toMatchObject({ verdict: "allow" })
    expect((await kept())?.uses.last?.action.resources).toEqual([
      { address: `module.cache.${update.type}.x`, opens: update.type },
    ])
  })

  it.each([
    ["a role that everybody may assume", role("*")],
    ["a role that everybody with an account may assume", role({ AWS: "*" })],
    ["a security group open to all", securityGroup("0.0.0.0/0")],
  ])("denies %s, whatever the types say", async (_, update) => {
    const named = await granted("aws_iam_role", "aws_security_group")
    const { verdict, guards } = await named.decided(update)
    expect([verdict, guards[0]]).toEqual(["deny", "nothingIsOpenedToTheWorld"])
    expect((await (await granted()).decided(update)).guards.slice(0, 2)).toEqual([
      "openedTypesAreGrantable",
      "nothingIsOpenedToTheWorld",
    ])
    expect((await named.kept())?.uses.count).toBe(0)
  })
})
