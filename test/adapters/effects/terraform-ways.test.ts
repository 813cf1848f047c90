import { describe, expect, it } from "vitest"
import { type Part, inspect, only } from "./plans.ts"

/** How something is open, before a change and after it: what opens further is told as that, and nothing else is. */

const update = (type: string, before: object, after: object) => only({ type, actions: ["update"], before, after })
const rule = (port: number, ...cidr_blocks: readonly string[]) => ({
  from_port: port,
  to_port: port,
  protocol: "tcp",
  cidr_blocks,
})
const EVERYWHERE = "0.0.0.0/0"
const group = (...ingress: readonly object[]) => ({ ingress })
const nsg = (further: object = {}) => ({
  direction: "Inbound",
  access: "Allow",
  source_address_prefix: "*",
  destination_port_range: "443",
  ...further,
})
const wall = (further: object = {}) => ({
  source_ranges: [EVERYWHERE],
  allow: [{ protocol: "tcp", ports: ["443"] }],
  ...further,
})
const policyRule = (further: object = {}, layer: object = {}) => ({
  action: "allow",
  direction: "INGRESS",
  disabled: false,
  match: [{ src_ip_ranges: [EVERYWHERE], layer4_configs: [{ ip_protocol: "tcp", ports: ["443"], ...layer }] }],
  ...further,
})
const internet = { cidr_block: EVERYWHERE, gateway_id: "igw-1" }

describe("a false alarm: what is open stays so, and something else changes", () => {
  it.each<[string, string, object, object]>([
    ["a balancer's timeout", "aws_lb", { internal: false, idle_timeout: 60 }, { internal: false, idle_timeout: 120 }],
    ["a balancer's logs", "aws_lb", { internal: false }, { internal: false, access_logs: [{ enabled: true }] }],
    [
      "a private rule beside",
      "aws_security_group",
      group(rule(443, EVERYWHERE)),
      group(rule(443, EVERYWHERE), rule(8080, "10.0.0.0/8")),
    ],
    [
      "one address beside",
      "aws_security_group",
      group(rule(443, EVERYWHERE)),
      group(rule(443, EVERYWHERE), rule(22, "203.0.113.7/32")),
    ],
    [
      "a private range in the rule",
      "aws_security_group",
      group(rule(443, EVERYWHERE)),
      group(rule(443, EVERYWHERE, "10.0.0.0/8")),
    ],
    [
      "rules in another order",
      "aws_security_group",
      group(rule(443, EVERYWHERE), rule(80, EVERYWHERE)),
      group(rule(80, EVERYWHERE), rule(443, EVERYWHERE)),
    ],
    [
      "an open rule that is gone",
      "aws_security_group",
      group(rule(443, EVERYWHERE), rule(22, EVERYWHERE)),
      group(rule(443, EVERYWHERE)),
    ],
    [
      "what leaves",
      "aws_security_group",
      { ...group(rule(443, EVERYWHERE)), egress: [rule(0, "10.0.0.0/8")] },
      { ...group(rule(443, EVERYWHERE)), egress: [rule(0, "10.1.0.0/16")] },
    ],
    [
      "a route to a peer",
      "aws_route_table",
      { route: [internet] },
      { route: [internet, { cidr_block: "10.9.0.0/16", vpc_peering_connection_id: "pcx-1" }] },
    ],
    [
      "logs of a firewall",
      "google_compute_firewall",
      wall({ log_config: [] }),
      wall({ log_config: [{ metadata: "INCLUDE_ALL_METADATA" }] }),
    ],
    [
      "a subnet's names",
      "aws_subnet",
      { map_public_ip_on_launch: true, enable_dns64: false },
      { map_public_ip_on_launch: true, enable_dns64: true },
    ],
    [
      "a list of addresses that rules name",
      "aws_wafv2_ip_set",
      { addresses: ["192.0.2.0/24"] },
      { addresses: ["192.0.2.0/24", "128.0.0.0/1"] },
    ],
    [
      "who may come in is said by tags",
      "google_compute_firewall",
      { source_ranges: ["10.0.0.0/8"], source_tags: ["web"], allow: [{ protocol: "tcp" }] },
      { source_ranges: [], source_tags: ["web"], allow: [{ protocol: "tcp" }] },
    ],
  ])("%s is changed", (_, type, before, after) => {
    expect(update(type, before, after).network).toBe("changed")
  })
  it("a rule's description is a remark", () => {
    const described = (description: string) => group({ ...rule(443, EVERYWHERE), description })
    expect(update("aws_security_group", described("a"), described("b")).network).toBe("none")
  })
  it("a default rule that keeps everybody out, with whatever answer", () => {
    const policy = (action: string) => ({ rule: [{ action, match: [{ config: [{ src_ip_ranges: ["*"] }] }] }] })
    for (const action of ["deny(403)", "deny(404)", "deny"])
      expect(only({ type: "google_compute_security_policy", after: policy(action) }).network).toBe("changed")
    expect(only({ type: "google_compute_security_policy", after: policy("allow") }).network).toBe("opened-to-world")
  })
  it("a rule of Azure's lets in or keeps out, and grants nobody anything", () => {
    expect(
      only({ type: "azurerm_network_security_rule", after: nsg({ source_address_prefix: "10.0.0.0/8" }) }),
    ).toMatchObject({
      iam: "none",
      network: "changed",
    })
    expect(only({ type: "google_bigquery_dataset", after: { access: [{ user_by_email: "a" }] } }).iam).toBe("changed")
  })
})

describe("attack 15: what is open is opened further", () => {
  it.each<[string, string, object, object]>([
    ["on another port", "aws_security_group", group(rule(443, EVERYWHERE)), group(rule(22, EVERYWHERE))],
    [
      "on more ports",
      "aws_security_group",
      group(rule(443, EVERYWHERE)),
      group({ ...rule(443, EVERYWHERE), from_port: 0 }),
    ],
    [
      "by another protocol",
      "aws_security_group",
      group(rule(443, EVERYWHERE)),
      group({ ...rule(443, EVERYWHERE), protocol: "-1" }),
    ],
    [
      "by another rule",
      "aws_security_group",
      group(rule(443, EVERYWHERE)),
      group(rule(443, EVERYWHERE), rule(22, "128.0.0.0/1")),
    ],
    [
      "by another family",
      "aws_security_group",
      group(rule(443, EVERYWHERE)),
      group({ ...rule(443, EVERYWHERE), ipv6_cidr_blocks: ["::/0"] }),
    ],
    [
      "by pieces",
      "aws_security_group",
      group(rule(443, EVERYWHERE)),
      group(rule(443, EVERYWHERE), ...[1, 2, 3].map((at) => rule(22, `${at}.0.0.0/8`))),
    ],
    ["to another port range", "azurerm_network_security_rule", nsg(), nsg({ destination_port_range: "*" })],
    ["in front of others", "azurerm_network_security_rule", nsg({ priority: 400 }), nsg({ priority: 100 })],
    ["to more machines", "google_compute_firewall", wall({ target_tags: ["web"] }), wall({ target_tags: [] })],
    ["by more protocols", "google_compute_firewall", wall(), wall({ allow: [{ protocol: "all" }] })],
    ["by being in force", "google_compute_firewall", wall({ disabled: true }), wall({ disabled: false })],
    [
      "by a policy's rule in force",
      "google_compute_firewall_policy_rule",
      policyRule({ disabled: true }),
      policyRule(),
    ],
    [
      "by a policy's rule on more ports",
      "google_compute_firewall_policy_rule",
      policyRule(),
      policyRule({}, { ports: [] }),
    ],
    [
      "by another route",
      "aws_route_table",
      { route: [internet] },
      { route: [internet, { ...internet, cidr_block: "192.0.2.0/24" }] },
    ],
    [
      "by a route to more",
      "aws_route_table",
      { route: [{ ...internet, cidr_block: "192.0.2.0/24" }] },
      { route: [internet] },
    ],
    [
      "without what said who",
      "google_compute_firewall",
      { source_ranges: ["10.0.0.0/8"], allow: [{}] },
      { source_ranges: [], allow: [{}] },
    ],
  ])("%s", (_, type, before, after) => {
    expect(update(type, before, after).network).toBe("opened-to-world")
  })
  it("to another principal, or for another action", () => {
    const open = { principal: "*", action: "lambda:GetFunction" }
    expect(update("aws_lambda_permission", open, { ...open, action: "lambda:*" }).iam).toBe("granted-to-world")
    const all = { role: "roles/viewer", members: ["allUsers"] }
    expect(update("google_project_iam_binding", all, { ...all, role: "roles/owner" }).iam).toBe("granted-to-world")
    expect(update("google_project_iam_binding", all, { ...all, members: [] }).iam).toBe("changed")
  })

  const nic = (network: string, ...access_config: readonly object[]) => ({ network, access_config })
  it("by a second address, on the same machine", () => {
    const nics = (...network_interface: readonly object[]) => ({ network_interface })
    const told = (before: object, after: object) => update("google_compute_instance", before, after).network
    const [dmz, prod] = [nic("dmz", {}), nic("prod", {})]
    expect(told(nics(dmz, nic("prod")), nics(dmz, prod))).toBe("opened-to-world")
    expect(told(nics(dmz, nic("prod")), nics(nic("dmz"), prod))).toBe("opened-to-world")
    expect(told(nics(dmz, nic("dmz")), nics(dmz, dmz))).toBe("opened-to-world")
    expect(told(nics(dmz, prod), nics(prod, dmz))).toBe("none")
    expect(told(nics(dmz, prod), nics(dmz, nic("prod")))).toBe("changed")
  })
})

describe("documents", () => {
  const job = (container_properties: object): Part => ({
    type: "aws_batch_job_definition",
    after: { container_properties: JSON.stringify(container_properties) },
  })
  it.each([
    ["jobRoleArn", "arn:aws:iam::1:role/admin"],
    ["executionRoleArn", "arn:aws:iam::1:role/admin"],
    ["privileged", true],
  ])("attack 15: a role that is spelt otherwise in a document is handed on: %s", (name, value) => {
    expect(only(job({ image: "a", [name]: value })).iam).toBe("changed")
    expect(inspect(job({ image: "a", name: value })).iam).toEqual([])
  })
  it("attack 15: an address, and a command", () => {
    expect(only(job({ networkConfiguration: { assignPublicIp: "ENABLED" } })).network).toBe("opened-to-world")
    expect(only(job({ networkConfiguration: { assignPublicIp: "DISABLED" } })).network).not.toBe("opened-to-world")
    const before = { container_properties: '{"command":["a"],"vcpus":1}' }
    const changed = (after: string) =>
      inspect({ type: "aws_batch_job_definition", actions: ["update"], before, after: { container_properties: after } })
    expect(changed('{"command":["sh","-c","id"],"vcpus":1}').unresolved).toEqual([
      "aws_batch_job_definition.x: container_command is code, which may do anything where it runs",
    ])
    expect(changed('{"vcpus":2,"command":["a"]}').resolved).toBe(true)
  })

  const statement = (...actions: readonly string[]) => ({ Effect: "Allow", Action: actions, Principal: { AWS: "1" } })
  it("a false alarm: a policy that says the same in another order", () => {
    const before = {
      policy: JSON.stringify({ Version: "2012-10-17", Statement: [statement("a", "b"), statement("c")] }),
    }
    const after = (value: object) => ({ policy: JSON.stringify(value) })
    const same = after({ Statement: [statement("c"), statement("b", "a")], Version: "2012-10-17" })
    const other = after({ Statement: [statement("c"), statement("b", "d")], Version: "2012-10-17" })
    for (const type of ["aws_sqs_queue", "aws_sqs_queue_policy"]) {
      expect(update(type, before, same).iam).toBe("none")
      expect(update(type, before, other).iam).toBe("changed")
      expect(update(type, before, { policy: "{" }).iam).toBe("changed")
      const open = (...actions: readonly string[]) =>
        after({ Statement: [{ ...statement(...actions), Principal: "*" }] })
      expect(update(type, open("a", "b"), open("b", "a")).iam).toBe("none")
      expect(update(type, open("a", "b"), open("a", "c")).iam).toBe("granted-to-world")
    }
  })
  it("a false alarm: a document of which images are kept", () => {
    const policy = (count: number) => ({ policy: JSON.stringify({ rules: [{ selection: { countNumber: count } }] }) })
    expect(update("aws_ecr_lifecycle_policy", policy(10), policy(20)).iam).toBe("none")
    expect(update("aws_ecr_repository_policy", policy(10), policy(20)).iam).toBe("changed")
  })
})

describe("attack 1: a plan that is written to be expensive", () => {
  const many = (first: number) => Array.from({ length: 10_000 }, (_, at) => rule(first + at, EVERYWHERE))
  it.each<[string, Part]>([
    ["open rules, each on another port", { before: group(...many(0)), after: group(...many(1)) }],
    ["open rules in one block that has much beside", { before: {}, after: { a: [{ b: many(0), c: many(0) }] } }],
    ["the same grantee over and over", { before: {}, after: { members: many(0).map(() => "allUsers") } }],
  ])("%s", (_, part) => {
    const start = performance.now()
    only({ type: "aws_security_group", actions: ["update"], ...part })
    expect(performance.now() - start).toBeLessThan(3000)
  })
})
