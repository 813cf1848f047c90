import { describe, expect, it } from "vitest"
import * as z from "zod"
import { type Deployment, acme, caseBytes, deployment, opened, reconfigured } from "../fixture.ts"
import { Terms } from "../../../../kernel/break-glass/break-glass.ts"
import { clock, signing, terms } from "./emergency.ts"

/** What a grant on a module lets happen to who may do what in it, and to what of it is reachable. */

interface Update {
  readonly type: string
  /** The key of the module's instance, none where nobody says. */
  readonly key?: string
  readonly before: object
  readonly after: object
}

/** A plan that updates so many resources of the module `cache`, with nothing unknown about them. */
const planOf = ({ type, before, after, key }: Update, count = 1): Uint8Array => {
  const [named, provider] = [{ mode: "managed", type, name: "x" }, "registry.terraform.io/hashicorp/aws"]
  const module_address = `module.cache${key === undefined ? "" : `["${key}"]`}`
  const addresses = Array.from({ length: count }, (_, n) => `${module_address}.${type}.x${count === 1 ? "" : `[${n}]`}`)
  const change = { actions: ["update"], before, after, after_unknown: {}, before_sensitive: {}, after_sensitive: {} }
  const block = { ...named, address: `${type}.x`, provider_config_key: "aws", expressions: {} }
  const plan = {
    format_version: "1.2",
    terraform_version: "1.9.8",
    planned_values: {
      root_module: {
        child_modules: [
          {
            address: module_address,
            resources: addresses.map((address) => ({
              ...named,
              ...{ address, provider_name: provider, schema_version: 0, values: after },
            })),
          },
        ],
      },
    },
    resource_changes: addresses.map((address) => ({
      ...named,
      ...{ address, module_address, provider_name: provider, change },
    })),
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
  const decidedOn = async (payload: Uint8Array) => {
    const { verdict, reasons } = await world.gate.decide(world.as("bob"), { tool: "terraform.apply", payload, grant })
    return { verdict, guards: reasons.map(({ guard }) => guard), sentences: reasons.map(({ sentence }) => sentence) }
  }
  const decided = (update: Update, count = 1) => decidedOn(planOf(update, count))
  const kept = async () => (await world.gate.breakGlass.get(acme(), grant))?.kept
  return { decided, decidedOn, kept }
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

describe("attack 25: what a grant can't be asked about at three in the morning says so, and what to do", () => {
  it("touches more than 32 resources", async () => {
    const { decided, kept } = await granted()
    expect(await decided(size, 32)).toMatchObject({ verdict: "allow" })
    const { verdict, guards, sentences } = await decided(size, 33)
    expect([verdict, guards[0]]).toEqual(["deny", "actionIsWithinBounds"])
    expect(sentences[0]).toBe(
      "The call touches more than one use of a grant covers, 32 resources with 8 KiB of addresses; make it in parts.",
    )
    expect((await kept())?.uses.count).toBe(1)
  })

  it.each(["a b", "*", "what?", "köln", 'a\\"]b'])(
    "names an instance by the key %s: that is no hindrance",
    async (key) => {
      const { decided, kept } = await granted()
      expect(await decided({ ...size, key })).toMatchObject({ verdict: "allow" })
      expect((await kept())?.uses.last?.action.resources).toEqual([
        { address: `module.cache["${key}"].aws_elasticache_cluster.x`, opens: null },
      ])
    },
  )

  it("has a way elsewhere in its key", async () => {
    const { decided } = await granted()
    const { verdict, guards, sentences } = await decided({ ...size, key: "a/../b" })
    expect([verdict, guards[0]]).toEqual(["deny", "addressesCanBeCovered"])
    expect(sentences[0]).toMatch(/^An address in the call can lie in no scope: .+; ask for an approval\.$/)
  })
})

/** The plan of a case where the resource's block is in the configuration, so that nothing of it is unknown. */
const withBlock = (name: string): Uint8Array => {
  const plan = z.looseObject({}).parse(JSON.parse(new TextDecoder().decode(caseBytes(name))))
  const resources = [{ mode: "managed", type: "aws_elasticache_cluster", name: "redis", expressions: {} }]
  const configuration = { root_module: { module_calls: { cache: { module: { resources } } } } }
  return new TextEncoder().encode(JSON.stringify({ ...plan, configuration }))
}

describe("a grant on a module", () => {
  it.each([
    ["case 07a: what a stranger's provider reads", caseBytes("07a-foreign-data-source"), "effectsAreResolved"],
    ["case 10a: an object that is taken in by its id", withBlock("10a-import-and-update"), "actionIsInScope"],
    ["case 10b: an object that is moved into it", withBlock("10b-move-and-replace"), "actionIsInScope"],
  ])("%s: is not covered", async (_, payload, guard) => {
    const { decidedOn, kept } = await granted()
    const { verdict, guards } = await decidedOn(payload)
    expect([verdict, guards[0]]).toEqual(["deny", guard])
    expect((await kept())?.uses.count).toBe(0)
  })

  it("case 10c: covers a plain update in its scope", async () => {
    const { decidedOn } = await granted()
    expect(await decidedOn(caseBytes("10c-plain-update-in-scope"))).toMatchObject({ verdict: "allow" })
  })
})
