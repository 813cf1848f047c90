import { describe, expect, it } from "vitest"
import { inspectTerraform } from "../../../adapters/effects/terraform.ts"
import { Effects, MAX_RESOURCES, type Resource } from "../../../kernel/effects.ts"
import { InspectionRefusedError } from "../../../kernel/ports.ts"
import { type Part, changed, encode, inspect, only, plan, written } from "./plans.ts"

const problem = (value: unknown): string => {
  try {
    inspectTerraform(encode(value))
  } catch (error) {
    if (error instanceof InspectionRefusedError) return error.problem
    throw error
  }
  return "accepted"
}

describe("actions", () => {
  it.each<[readonly string[], Resource["change"]]>([
    [["create"], "create"],
    [["update"], "update"],
    [["read"], "read"],
    [["delete"], "destroy"],
    [["delete", "create"], "replace"],
    [["create", "delete"], "replace"],
    [["create", "forget"], "replace"],
    [["forget"], "forget"],
  ])("%j is %s", (actions, change) => {
    expect(only({ actions }).change).toBe(change)
  })
  it("no-op is nothing, an import where something is imported, a move where the address is new", () => {
    expect(inspect({ actions: ["no-op"] })).toMatchObject({ resources: [], counts: { noop: 1 } })
    expect(only({ actions: ["no-op"], change: { importing: { id: "i" } } }).change).toBe("import")
    expect(only({ actions: ["no-op"], further: { previous_address: "aws_instance.y" } }).change).toBe("move")
    expect(only({ actions: ["update"], change: { importing: { id: "i" } } }).change).toBe("update")
  })
  it.each([
    [["destroy"]],
    [["delete", "delete"]],
    [[]],
    [["no-op", "create"]],
    [["toString"]],
    [["create,delete"]],
    [["delete create"]],
  ])("attack 15: a list of actions that Terraform doesn't write is refused: %j", (actions) => {
    expect(problem(plan([changed({ actions })]))).toBe("action")
  })
  it("forgetting needs people: nobody manages the object any more", () => {
    expect(inspect({ actions: ["forget"] }).unresolved).toEqual([
      "aws_instance.x: leaves the state and stays as it is, under nobody's management",
    ])
  })
})

describe("a plan that is not whole is refused", () => {
  const resources = { root_module: { child_modules: [{ resources: [{ address: "a.b" }] }] } }
  it.each<[string, unknown, string]>([
    ["an unknown major", plan([], { format_version: "2.0" }), "version"],
    ["no major", plan([], { format_version: "one" }), "version"],
    ["a version that is no text", plan([], { format_version: 1 }), "shape"],
    ["an errored plan", plan([], { errored: true }), "errored"],
    ["one that may be errored", plan([], { errored: "false" }), "errored"],
    ["one that can't be applied", plan([changed({})], { applyable: false }), "unapplyable"],
    ["changes missing", { format_version: "1.0", planned_values: resources }, "changesMissing"],
    ["changes null", plan([], { resource_changes: null }), "shape"],
    ["planned values missing", { format_version: "1.0", resource_changes: [] }, "shape"],
    ["an object changed twice", plan([changed({}), changed({ actions: ["delete"] })]), "duplicate"],
    [
      "too many changes",
      plan(Array.from({ length: MAX_RESOURCES + 1 }, (_, at) => changed({ further: { address: `a.b${at}` } }))),
      "tooMany",
    ],
    ["an unknown mode", plan([changed({ further: { mode: "other" } })]), "shape"],
    ["an address that hides text", plan([changed({ further: { address: "aws_instance.\u202ex" } })]), "shape"],
    ["an address that moves the cursor", plan([changed({ further: { address: "aws_instance.\u001b[1A" } })]), "shape"],
  ])("%s", (_, value, expected) => {
    expect(problem(value)).toBe(expected)
  })

  it("but no changes are no changes, also when Terraform says there is nothing to apply", () => {
    expect(problem({ format_version: "0.1", planned_values: { root_module: {} }, applyable: false })).toBe("accepted")
    expect(problem(plan([changed({ actions: ["no-op"] })], { applyable: false }))).toBe("accepted")
  })
  it("and a refusal shows no name that a terminal would not show as it is", () => {
    const configuration = { root_module: { module_calls: { "\u001b[2Ja": { module: 1 } } } }
    expect(() => inspectTerraform(encode(plan([], { configuration })))).toThrow("\ufffd[2Ja: this is not a plan")
  })
  it("and a long address is cut in the sentence, never in the middle of a character", () => {
    const address = `aws_iam_policy.x["${"x".repeat(493)}😀"]`
    const effects = inspect({ type: "aws_iam_policy", unknown: { policy: true }, further: { address } })
    expect(effects.resources[0]?.address).toBe(address)
    expect(Effects.parse(effects).unresolved[0]).toMatch(/x\ufffd: policy is/)
  })
  it("and a deposed object is another object", () => {
    expect(problem(plan([changed({}), changed({ actions: ["delete"], further: { deposed: "0a1b" } })]))).toBe(
      "accepted",
    )
  })
})

describe("what a plan leaves open is unresolved", () => {
  const resource = { address: "aws_instance.gone", mode: "managed" }
  it.each<[string, object, string]>([
    ["deferred changes", { deferred_changes: [{}] }, "changes are deferred until more is known"],
    ["deferred actions", { deferred_action_invocations: [{}] }, "changes are deferred until more is known"],
    ["actions", { action_invocations: [{}] }, "actions of providers are invoked, which may do anything"],
    ["an incomplete plan", { complete: false }, "the plan leaves a part of the configuration for a later one"],
    [
      "a check that fails",
      { checks: [{ status: "fail", address: { to_display: "check.a" } }] },
      "check.a: a check of the configuration doesn't hold",
    ],
    [
      "a resource of the state that nothing is said of",
      { prior_state: { values: { root_module: { resources: [resource] } } } },
      "aws_instance.gone: is in the state or the planned values, but not in resource_changes",
    ],
  ])("%s", (_, further, expected) => {
    expect(inspectTerraform(encode(plan([], further)))).toMatchObject({ resolved: false, unresolved: [expected] })
  })

  it("drift is not, beside changes: it says what is there already", () => {
    const further = { ...written({}), resource_drift: [changed({ actions: ["delete"] })] }
    expect(inspect({}, further)).toMatchObject({ resolved: true, resources: [{ change: "create" }] })
  })
  it("outputs are written into the state, each under its name", () => {
    const output_changes = { a: { actions: ["delete"] }, b: { actions: ["no-op"] } }
    expect(inspectTerraform(encode(plan([], { output_changes })))).toMatchObject({
      resolved: true,
      counts: { update: 1 },
      resources: [{ address: "output.a", type: "output", change: "output" }],
    })
    expect(problem(plan([], { output_changes: { a: { actions: ["delete create"] } } }))).toBe("action")
    expect(problem(plan([], { output_changes: { "a\nb": { actions: ["create"] } } }))).toBe("shape")
  })

  it.each<[string, Part]>([
    ["a provider that it doesn't know", { type: "datadog_monitor" }],
    ["a namesake of one that it knows", { further: { provider_name: "registry.terraform.io/somebody/aws" } }],
    ["a type that runs templates", { type: "aws_cloudformation_stack" }],
    ["a program run as a data source", { type: "external", actions: ["read"], further: { mode: "data" } }],
    ["a policy that can't be read", { type: "aws_iam_policy", after: { policy: "{" } }],
    ["a policy that says a thing twice", { type: "aws_iam_policy", after: { policy: '{"a":1,"a":2}' } }],
    ["a policy not known yet", { type: "aws_iam_policy", unknown: { policy: true } }],
    [
      "origins not known yet",
      { type: "aws_security_group", after: { ingress: [{}] }, unknown: { ingress: [{ cidr_blocks: true }] } },
    ],
    ["a member not known yet", { type: "google_project_iam_member", unknown: { member: true } }],
    ["where a route leads not known yet", { type: "aws_route", unknown: { gateway_id: true } }],
  ])("%s", (_, part) => {
    expect(inspect(part).resolved).toBe(false)
  })

  it.each<[string, Part]>([
    ["an id not known yet", { unknown: { id: true, arn: true, ingress_rule_id: true } }],
    ["what leaves not known yet", { type: "aws_security_group", unknown: { egress: [{ cidr_blocks: true }] } }],
    ["a builtin resource", { type: "terraform_data", further: { provider_name: "terraform.io/builtin/terraform" } }],
    ["a provider in the short form of old versions", { further: { provider_name: "aws" } }],
  ])("but not %s", (_, part) => {
    expect(inspect(part).unresolved).toEqual([])
  })

  const configured = (address: string, expressions: object, provisioners: readonly object[] = []) => {
    const [type = "", name = ""] = address.split(".")
    const block = { mode: "managed", type, name, expressions, provisioners }
    return { configuration: { root_module: { module_calls: { m: { module: { resources: [block] } } } } } }
  }
  const inModule = (type: string) => ({
    address: `module.m["a].b"].${type}.x[0]`,
    module_address: 'module.m["a].b"]',
  })

  it("a policy that only the provider fills in is its own doing; one that the author wrote is not", () => {
    const part = { type: "aws_s3_bucket", unknown: { policy: true }, further: inModule("aws_s3_bucket") }
    expect(inspect(part, configured("aws_s3_bucket.x", { bucket: {} })).resolved).toBe(true)
    expect(inspect(part, configured("aws_s3_bucket.x", { policy: {} })).resolved).toBe(false)
    expect(inspect(part).resolved).toBe(false)
  })
  it("a value that is known in part was written by somebody", () => {
    const unknown = { vpc_config: [{ endpoint_public_access: true, vpc_id: true }] }
    const part = { type: "aws_eks_cluster", unknown, further: inModule("aws_eks_cluster") }
    expect(inspect(part, configured("aws_eks_cluster.x", {})).unresolved).toEqual([
      expect.stringMatching(/: endpoint_public_access is known only after apply$/),
    ])
  })
  it("but rules that old versions leave out of the configuration are the author's until known", () => {
    const part = { type: "aws_security_group", unknown: { ingress: true } }
    expect(
      inspect(part, {
        configuration: {
          root_module: { resources: [{ mode: "managed", type: part.type, name: "x", expressions: {} }] },
        },
      }).resolved,
    ).toBe(false)
  })
  it.each<[readonly string[], boolean]>([
    [["create"], false],
    [["delete", "create"], false],
    [["delete"], false],
    [["update"], true],
    [["no-op"], true],
  ])("provisioners run on %j: resolved %s", (actions, resolved) => {
    const part = { actions, further: inModule("aws_instance") }
    expect(inspect(part, configured("aws_instance.x", {}, [{ type: "local-exec" }])).resolved).toBe(resolved)
  })
})

const statement = (part: object) => JSON.stringify({ Statement: [{ Effect: "Allow", Action: "s3:*", ...part }] })

describe("access", () => {
  it.each<[string, Part]>([
    ["everybody in a policy", { type: "aws_s3_bucket_policy", after: { policy: statement({ Principal: "*" }) } }],
    [
      "everybody by kind",
      { type: "aws_sqs_queue_policy", after: { policy: statement({ Principal: { AWS: ["1", "*"] } }) } },
    ],
    [
      "everybody but one",
      { type: "aws_iam_role", after: { assume_role_policy: statement({ NotPrincipal: { AWS: "1" } }) } },
    ],
    [
      "everybody, spelt otherwise",
      { type: "aws_kms_key", after: { policy: '{"statement":{"effect":"allow","principal":"*"}}' } },
    ],
    [
      "everybody under a condition",
      { type: "aws_sns_topic_policy", after: { policy: statement({ Principal: "*", Condition: {} }) } },
    ],
    ["in an attribute of another type", { type: "aws_s3_bucket", after: { policy: statement({ Principal: "*" }) } }],
    ["a public ACL", { type: "aws_s3_bucket", after: { acl: "public-read" } }],
    [
      "a public grant",
      {
        type: "aws_s3_bucket_acl",
        after: {
          access_control_policy: [
            { grant: [{ grantee: [{ uri: "http://acs.amazonaws.com/groups/global/AllUsers" }] }] },
          ],
        },
      },
    ],
    [
      "a block lifted",
      {
        type: "aws_s3_bucket_public_access_block",
        actions: ["update"],
        before: { block_public_acls: true },
        after: { block_public_acls: false },
      },
    ],
    ["a function for all", { type: "aws_lambda_permission", after: { principal: "*" } }],
    ["an image for all", { type: "aws_ami_launch_permission", after: { group: "all" } }],
    ["an open function URL", { type: "aws_lambda_function_url", after: { authorization_type: "NONE" } }],
    ["allUsers", { type: "google_storage_bucket_iam_member", after: { member: "allUsers" } }],
    [
      "allAuthenticatedUsers among members",
      { type: "google_project_iam_binding", after: { members: ["user:a", "allAuthenticatedUsers"] } },
    ],
    [
      "allUsers in policy data",
      { type: "google_project_iam_policy", after: { policy_data: '{"bindings":[{"members":["allUsers"]}]}' } },
    ],
    ["an ACL entry for all", { type: "google_storage_bucket_acl", after: { role_entity: ["READER:allUsers"] } }],
    [
      "a dataset for all",
      { type: "google_bigquery_dataset", after: { access: [{ special_group: "allAuthenticatedUsers" }] } },
    ],
    ["public blobs", { type: "azurerm_storage_account", after: { allow_nested_items_to_be_public: true } }],
    ["a public container", { type: "azurerm_storage_container", after: { container_access_type: "blob" } }],
  ])("%s is granted to the world", (_, part) => {
    expect(only(part).iam).toBe("granted-to-world")
  })

  it.each<[string, Part]>([
    [
      "a role",
      {
        type: "aws_iam_role",
        after: { assume_role_policy: statement({ Principal: { Service: "ec2.amazonaws.com" } }) },
      },
    ],
    [
      "a refusal to everybody",
      {
        type: "aws_s3_bucket_policy",
        after: { policy: JSON.stringify({ Statement: { Effect: "Deny", Principal: "*" } }) },
      },
    ],
    ["a role destroyed", { type: "aws_iam_role", actions: ["delete"], before: {}, after: null }],
    ["a grant to one", { type: "google_project_iam_member", after: { member: "user:allusers-fan@example.com" } }],
    ["a role assignment", { type: "azurerm_role_assignment" }],
    ["an application", { type: "azuread_application" }],
    [
      "a policy inside another type",
      { type: "aws_sqs_queue", after: { policy: statement({ Principal: { AWS: "1" } }) } },
    ],
  ])("%s is changed", (_, part) => {
    expect(only(part).iam).toBe("changed")
  })

  it.each<[string, Part]>([
    [
      "only tags of what was open before",
      {
        type: "aws_lambda_permission",
        actions: ["update"],
        before: { principal: "*", tags: { a: "1" } },
        after: { principal: "*", tags: { a: "2" } },
      },
    ],
    ["an instance", { after: { tags: { policy: statement({ Principal: "*" }) } } }],
    ["a private bucket", { type: "aws_s3_bucket", after: { acl: "private" } }],
    [
      "a document that is read",
      { type: "aws_iam_policy_document", actions: ["read"], after: { json: statement({ Principal: "*" }) } },
    ],
    ["a role imported", { type: "aws_iam_role", actions: ["no-op"], change: { importing: {} } }],
    [
      "a policy kept as it is",
      {
        type: "aws_sqs_queue",
        actions: ["update"],
        before: { policy: "{}", delay: 1 },
        after: { policy: "{}", delay: 2 },
      },
    ],
  ])("%s is none of it", (_, part) => {
    expect(only(part).iam).toBe("none")
  })

  it("tags of a principal are more than a remark: conditions ask for them", () => {
    for (const type of ["aws_iam_role", "aws_iam_user"])
      expect(only({ type, actions: ["update"], before: { tags: {} }, after: { tags: { team: "ops" } } }).iam).toBe(
        "changed",
      )
  })
  it("an update that shows no difference is no remark: somebody may have taken out what differs", () => {
    const values = { name: "(sensitive value)", tags: { a: "1" } }
    expect(only({ type: "aws_iam_group", actions: ["update"], before: values, after: values }).iam).toBe("changed")
  })
  it("tags of Google's machines are what rules aim at, and its other tags what conditions ask for", () => {
    const update = (type: string, before: unknown, after: unknown) =>
      only({ type, actions: ["update"], before: { tags: before }, after: { tags: after } })
    expect(update("google_compute_instance", ["web"], ["web", "bastion"])).toMatchObject({ network: "changed" })
    expect(update("google_project", {}, { "1/env": "prod" })).toMatchObject({ iam: "changed" })
    expect(update("google_compute_route", ["web"], [])).toMatchObject({ network: "changed" })
    expect(update("aws_instance", {}, { env: "prod" })).toMatchObject({ iam: "none", network: "none" })
  })

  it("what was open and is opened further counts again", () => {
    const before = { member: "allUsers", role: "viewer" }
    expect(
      only({ type: "google_project_iam_member", actions: ["update"], before, after: { ...before, role: "owner" } }).iam,
    ).toBe("granted-to-world")
  })
})

describe("reachability", () => {
  const ingress = (part: object) => ({ type: "aws_security_group", after: { ingress: [part] } })
  const pieces = () => Array.from({ length: 64 }, (_, at) => `${at * 4}.0.0.0/10`)
  const rule = (part: object) => ({
    type: "azurerm_network_security_rule",
    after: { direction: "Inbound", access: "Allow", source_address_prefix: "*", ...part },
  })
  it.each<[string, Part]>([
    ["0.0.0.0/0", ingress({ cidr_blocks: ["10.0.0.0/8", "0.0.0.0/0"] })],
    ["::/0", ingress({ ipv6_cidr_blocks: ["::/0"] })],
    ["half of everything", ingress({ cidr_blocks: ["128.0.0.0/1"] })],
    [
      "attack 15: what several blocks add up to",
      { type: "aws_security_group", after: { ingress: pieces().map((piece) => ({ cidr_blocks: [piece] })) } },
    ],
    ["a list in one text", ingress({ cidr_blocks: ["10.0.0.0/8, 0.0.0.0/0"] })],
    ["a rule of its own", { type: "aws_security_group_rule", after: { type: "ingress", cidr_blocks: ["0.0.0.0/0"] } }],
    ["a rule of the newer kind", { type: "aws_vpc_security_group_ingress_rule", after: { cidr_ipv4: "0.0.0.0/0" } }],
    ["a public database", { type: "aws_db_instance", after: { publicly_accessible: true } }],
    ["a public endpoint", { type: "aws_eks_cluster", after: { vpc_config: [{ endpoint_public_access: true }] } }],
    ["a load balancer on the internet", { type: "aws_lb", after: { internal: false } }],
    [
      "a route to the internet",
      { type: "aws_route", after: { destination_cidr_block: "0.0.0.0/0", gateway_id: "igw-1" } },
    ],
    [
      "a firewall rule",
      { type: "google_compute_firewall", after: { source_ranges: ["0.0.0.0/0"], allow: [{}], deny: [] } },
    ],
    [
      "an external address",
      { type: "google_compute_instance", after: { network_interface: [{ access_config: [{}] }] } },
    ],
    [
      "an authorized network",
      {
        type: "google_sql_database_instance",
        after: { settings: [{ ip_configuration: [{ authorized_networks: [{ value: "0.0.0.0/0" }] }] }] },
      },
    ],
    ["a security rule for *", rule({})],
    ["a security rule for the internet", rule({ source_address_prefix: "internet" })],
    [
      "a security rule inside a group",
      {
        type: "azurerm_network_security_group",
        after: { security_rule: [{ access: "Allow", direction: "Inbound", source_address_prefixes: ["Internet"] }] },
      },
    ],
    [
      "a database firewall",
      {
        type: "azurerm_mssql_firewall_rule",
        after: { start_ip_address: "0.0.0.0", end_ip_address: "255.255.255.255" },
      },
    ],
    ["public network access", { type: "azurerm_key_vault", after: { public_network_access_enabled: true } }],
    [
      "a replacement of what was open",
      {
        type: "aws_security_group",
        actions: ["delete", "create"],
        before: { ingress: [{ cidr_blocks: ["0.0.0.0/0"] }] },
        after: { ingress: [{ cidr_blocks: ["0.0.0.0/0"] }] },
      },
    ],
    [
      "another port of what was open",
      {
        type: "aws_security_group_rule",
        actions: ["update"],
        before: { cidr_blocks: ["0.0.0.0/0"], to_port: 443 },
        after: { cidr_blocks: ["0.0.0.0/0"], to_port: 22 },
      },
    ],
  ])("%s is opened to the world", (_, part) => {
    expect(only(part).network).toBe("opened-to-world")
  })

  const prefixes = (address: string, lengths: readonly number[]) => lengths.map((length) => `${address}/${length}`)

  it.each([
    ...prefixes("0.0.0.0", [0, 1, 7]),
    ...prefixes("128.0.0.0", [1, 7]),
    ...prefixes("::", [0, 1, 8, 15]),
    ...prefixes("2000::", [3, 7, 8, 9, 12, 15]),
  ])("%s is everywhere", (range) => {
    const name = range.includes(":") ? "ipv6_cidr_blocks" : "cidr_blocks"
    expect(only(ingress({ [name]: [range] })).network).toBe("opened-to-world")
  })

  it.each([...prefixes("10.0.0.0", [8, 9, 24, 32]), ...prefixes("2001::", [16, 17, 32, 64, 128])])(
    "%s is not everywhere",
    (range) => {
      const name = range.includes(":") ? "ipv6_cidr_blocks" : "cidr_blocks"
      expect(only(ingress({ [name]: [range] })).network).toBe("changed")
    },
  )

  it.each<[string, Part]>([
    ["a range of one's own", ingress({ cidr_blocks: ["10.0.0.0/8", "fd00::/16"] })],
    ["what leaves", { type: "aws_security_group", after: { egress: [{ cidr_blocks: ["0.0.0.0/0"] }] } }],
    [
      "a rule for what leaves",
      { type: "aws_security_group_rule", after: { type: "egress", cidr_blocks: ["0.0.0.0/0"] } },
    ],
    ["a rule of the newer kind", { type: "aws_vpc_security_group_egress_rule", after: { cidr_ipv4: "0.0.0.0/0" } }],
    [
      "a default route by NAT",
      {
        type: "aws_route_table",
        after: { route: [{ cidr_block: "0.0.0.0/0", nat_gateway_id: "nat-1", gateway_id: "" }] },
      },
    ],
    [
      "a rule that keeps out",
      { type: "google_compute_firewall", after: { source_ranges: ["0.0.0.0/0"], allow: [], deny: [{}] } },
    ],
    ["a security rule that keeps out", rule({ access: "Deny" })],
    ["a security rule for what leaves", rule({ direction: "Outbound" })],
    [
      "an ACL entry that keeps out",
      { type: "aws_network_acl_rule", after: { rule_action: "deny", cidr_block: "0.0.0.0/0" } },
    ],
    ["a subnet destroyed", { type: "aws_subnet", actions: ["delete"], before: {}, after: null }],
    [
      "a database made private",
      {
        type: "aws_db_instance",
        actions: ["update"],
        before: { publicly_accessible: true },
        after: { publicly_accessible: false },
      },
    ],
  ])("%s is changed", (_, part) => {
    expect(only(part).network).toBe("changed")
  })

  it.each<[string, Part]>([
    [
      "only tags of what was open before",
      {
        type: "aws_security_group_rule",
        actions: ["update"],
        before: { cidr_blocks: ["0.0.0.0/0"], description: "a" },
        after: { cidr_blocks: ["0.0.0.0/0"], description: "b" },
      },
    ],
    [
      "a private database",
      { type: "aws_db_instance", after: { publicly_accessible: false, tags: { range: "0.0.0.0/0" } } },
    ],
    [
      "a group that is only read",
      { type: "aws_security_group", actions: ["read"], after: { ingress: [{ cidr_blocks: ["0.0.0.0/0"] }] } },
    ],
  ])("%s is none of it", (_, part) => {
    expect(only(part).network).toBe("none")
  })
})

describe("what isn't known", () => {
  const doubts = (part: Part, further?: object) =>
    inspect(part, further).unresolved.map((sentence) => sentence.slice(sentence.indexOf(": ") + 2))
  const from = (provider_name: string | undefined): Part => ({ further: { provider_name } })
  const STRANGER = "the provider isn't one whose access and network types this reader knows"

  it.each([
    "registry.terraform.io/hashicorp/aws",
    "registry.opentofu.org/hashicorp/aws",
    "registry.terraform.io/hashicorp/random",
    "terraform.io/builtin/terraform",
    "aws",
    "terraform",
  ])("a provider is known as %s", (source) => {
    expect(doubts(from(source))).toEqual([])
  })
  it.each([
    "registry.example.com/hashicorp/aws",
    "registry.terraform.io/somebody/aws",
    "registry.terraform.io/hashicorp/http",
    "registry.terraform.io.example/hashicorp/aws",
    "terraform.io/builtin/aws",
    "hashicorp/aws",
    "AWS",
    "constructor",
    undefined,
  ])("and not as %s, for what is written and what is read", (source) => {
    expect(doubts(from(source))).toEqual([STRANGER])
    for (const mode of ["data", "ephemeral"])
      expect(doubts({ actions: ["read"], further: { provider_name: source, mode } })).toEqual([STRANGER])
  })

  it("a type that is on no list, created or changed or read; what is destroyed is told by that", () => {
    const TYPE = "the type isn't one that this reader knows"
    for (const type of ["aws_hammer", "google_anything_public", "aws_iam_hammer", "aws_lb_hammer"])
      for (const actions of [["create"], ["update"], ["delete", "create"]])
        expect(doubts({ type, actions })).toEqual([TYPE])
    expect(doubts({ type: "aws_hammer", actions: ["delete"] })).toEqual([])
    expect(doubts({ type: "aws_hammer", actions: ["read"], further: { mode: "data" } })).toEqual([TYPE])
    expect(doubts({ type: "aws_caller_identity", actions: ["read"], further: { mode: "data" } })).toEqual([])
  })

  it("attack 15: provisioners, where the block isn't in the configuration", () => {
    const empty = { configuration: { root_module: {} } }
    expect(doubts({}, empty)).toEqual(["the configuration doesn't have its block, which may run provisioners"])
    expect(doubts({ actions: ["delete"] }, empty)).toEqual([
      "its block is gone from the configuration, and what removed it may run provisioners",
    ])
    expect(doubts({ actions: ["update"] }, empty)).toEqual([])
    expect(inspect({}, {}).unresolved).toEqual([
      "the plan has no configuration, so nobody can tell which provisioners run",
    ])
    expect(inspect({ actions: ["update"] }, {}).unresolved).toEqual([])
  })

  it.each<[string, Part]>([
    ["everything", { unknown: true }],
    ["a block as a whole", { type: "aws_eks_cluster", unknown: { vpc_config: true } }],
    [
      "a block in a block as a whole",
      { type: "google_sql_database_instance", unknown: { settings: [{ ip_configuration: true }] } },
    ],
    ["one end of a range", { type: "azurerm_mssql_firewall_rule", unknown: { end_ip_address: true } }],
    ["protection", { type: "aws_db_instance", actions: ["update"], unknown: { deletion_protection: true } }],
    ["what was taken out", { type: "aws_iam_policy", after: { policy: "(sensitive value)" } }],
    ["what was starred out", { type: "google_project_iam_member", after: { member: "***" } }],
    [
      "what is sensitive and isn't there",
      { type: "aws_s3_bucket", after: { policy: null }, change: { after_sensitive: { policy: true } } },
    ],
    ["code", { after: { user_data: "IyEvYmluL3No" } }],
    [
      "code in what a machine is told",
      { type: "google_compute_instance", after: { metadata: { "startup-script": "id" } } },
    ],
  ])("%s", (_, part) => {
    expect(inspect(part).resolved).toBe(false)
  })

  it("but not code that was there before, or a block that the provider fills in", () => {
    const user_data = "IyEvYmluL3No"
    expect(doubts({ actions: ["update"], before: { user_data, a: 1 }, after: { user_data, a: 2 } })).toEqual([])
    const block = { configuration: { root_module: { resources: [{ type: "aws_eks_cluster", name: "x" }] } } }
    expect(doubts({ type: "aws_eks_cluster", unknown: { access_config: true, identity: true } }, block)).toEqual([])
  })

  it("a role that is made in the same plan is handed on all the same, and told by that", () => {
    const effects = inspect({ type: "aws_lambda_function", after: {}, unknown: { role: true } })
    expect(effects).toMatchObject({ resolved: true, iam: [{ iam: "changed" }] })
  })
})

describe("attack 7: what changes is named, never shown", () => {
  const update = (before: object, after: object, unknown: object = {}, further?: object) =>
    only({ type: "aws_db_instance", actions: ["update"], before, after, unknown }, further)

  it("by the names of the attributes, the ones that the author's values are still missing for among them", () => {
    expect(update({ a: 1, b: "secret", c: 3 }, { a: 1, b: "other" }, { d: true })).toMatchObject({
      attributes: ["b", "c", "d"],
    })
    const block = { configuration: { root_module: { resources: [{ type: "aws_db_instance", name: "x" }] } } }
    expect(update({ a: 1 }, { a: 2 }, { latest: true }, block)).toMatchObject({ attributes: ["a"] })
  })
  it("and none where there is nothing to compare", () => {
    for (const actions of [["create"], ["delete"]])
      expect(Object.keys(only({ actions, after: { a: 1 } }))).not.toContain("attributes")
  })
  it("bounded in length and in number, and as a terminal shows them", () => {
    const after = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`a${at}`, at]))
    const { attributes } = update({}, { ...after, ["x".repeat(5000)]: 1, "\u001b[2J": 1 })
    expect(attributes).toHaveLength(64)
    expect(attributes?.at(-1)).toBe("and 439 more")
    expect(Effects.safeParse(inspect({ actions: ["update"], before: {}, after: { "": 1, "\u001b": 2 } })).success).toBe(
      true,
    )
  })
  it("and what protects is marked when it falls, on a replacement as well", () => {
    const before = { deletion_protection: true, backup_retention_period: 30 }
    const after = { deletion_protection: false, backup_retention_period: 0 }
    const fallen = { lowered: ["backup_retention_period", "deletion_protection"] }
    expect(update(before, after)).toMatchObject(fallen)
    expect(only({ type: "aws_db_instance", actions: ["delete", "create"], before, after })).toMatchObject(fallen)
    expect(Object.keys(update(after, before))).not.toContain("lowered")
  })
  it("an import by its id, in whatever way it is given", () => {
    expect(only({ actions: ["update"], change: { importing: { id: "i-1" } } }).imports).toBe("i-1")
    for (const importing of [{}, { id: 1 }, { id: "a\nb" }, { unknown: true }, true])
      expect(only({ actions: ["update"], change: { importing } }).imports).toBe(
        "an object whose id is not a plain text",
      )
  })
})

describe("a restriction", () => {
  const type = "azurerm_kubernetes_cluster"
  it("that is emptied opens; one that is narrowed or kept doesn't", () => {
    const on = (ranges: readonly string[]) => ({ api_server_access_profile: [{ authorized_ip_ranges: ranges }] })
    const network = (before: object, after: object) => only({ type, actions: ["update"], before, after }).network
    expect(network(on(["10.0.0.0/8"]), on([]))).toBe("opened-to-world")
    expect(network(on(["10.0.0.0/8"]), {})).toBe("opened-to-world")
    expect(network(on(["10.0.0.0/8", "192.0.2.0/24"]), on(["192.0.2.0/24"]))).toBe("changed")
    expect(network(on(["10.0.0.0/8"]), { ...on(["10.0.0.0/8"]), version: 2 })).toBe("none")
  })
  it("of what was open before and changes in something else is no new opening", () => {
    const open = { publicly_accessible: true }
    const part = { type: "aws_db_instance", actions: ["update"] }
    expect(only({ ...part, before: { ...open, size: 1 }, after: { ...open, size: 2 } }).network).toBe("none")
    expect(only({ ...part, before: {}, after: open }).network).toBe("opened-to-world")
  })
  it.each<[unknown, unknown, string]>([
    ["false", "true", "opened-to-world"],
    ["true", "false", "changed"],
  ])("typed as a string is what it says: %j to %j", (before, after, network) => {
    const value = (said: unknown) => ({
      block_public_acls: true,
      network_interfaces: [{ associate_public_ip_address: said }],
    })
    expect(
      only({ type: "aws_launch_template", actions: ["update"], before: value(before), after: value(after) }).network,
    ).toBe(network)
  })
  it("of public access that is lifted in a text is lifted", () => {
    const type = "aws_s3_bucket_public_access_block"
    expect(only({ type, after: { block_public_acls: "false" } }).iam).toBe("granted-to-world")
    expect(only({ type, after: { block_public_acls: "true" } }).iam).toBe("changed")
  })
})
