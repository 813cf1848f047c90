import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { inspectTerraform } from "../../../adapters/effects/terraform.ts"
import { Effects, MAX_RESOURCES } from "../../../kernel/effects.ts"

/** Situations in which other tools were wrong, each a file of test/corpus/cases/ with the answer that its README gives. */

const effectsOfFile = (name: string): Effects =>
  Effects.parse(inspectTerraform(readFileSync(new URL(`../../corpus/cases/${name}.json`, import.meta.url))))
const told = (name: string) =>
  effectsOfFile(name).resources.map(({ address, change, iam, network }) => [address, change, iam, network])

describe("the reader", () => {
  it("case 01-tofu-ephemeral-open: opened for a while is read", () => {
    expect(effectsOfFile("01-tofu-ephemeral-open")).toMatchObject({ resolved: true, counts: { update: 1, read: 1 } })
  })

  it("case 02-tofu-forget-create: a replacement that leaves something behind", () => {
    expect(effectsOfFile("02-tofu-forget-create")).toMatchObject({
      counts: { replace: 1 },
      unresolved: ["random_id.suffix: what it replaces leaves the state and stays as it is, under nobody's management"],
    })
  })

  it("case 04-launch-template-string-true: the text true is true", () => {
    expect(effectsOfFile("04-launch-template-string-true").network).toMatchObject([{ network: "opened-to-world" }])
  })

  it("case 05-outputs-only: writes the state, and the outputs are named", () => {
    expect(told("05-outputs-only")).toEqual([
      ["output.admin_cidrs", "output", "none", "none"],
      ["output.db_master_password", "output", "none", "none"],
    ])
    expect(effectsOfFile("05-outputs-only").counts.update).toBe(2)
    expect(JSON.stringify(effectsOfFile("05-outputs-only"))).not.toContain("not-a-real-password")
  })

  it.each([
    ["case 07a", "07a-foreign-data-source"],
    ["case 07b", "07b-same-name-other-registry"],
  ])("%s: a provider of somebody else's", (_, name) => {
    const { unresolved, resources } = effectsOfFile(name)
    expect(unresolved).toEqual(
      resources.map(
        ({ address }) => `${address}: the provider isn't one whose access and network types this reader knows`,
      ),
    )
  })

  it("case 08: what is unchanged is counted, however much it is", () => {
    const resource = (at: number, actions: readonly string[]) => ({
      address: `aws_sqs_queue.q[${at}]`,
      mode: "managed",
      type: "aws_sqs_queue",
      name: "q",
      provider_name: "registry.terraform.io/hashicorp/aws",
      change: { actions, before: { delay: 1 }, after: { delay: 1 } },
    })
    const resource_changes = Array.from({ length: 10_001 }, (_, at) => resource(at, [at === 7 ? "update" : "no-op"]))
    const plan = { format_version: "1.2", planned_values: { root_module: {} }, resource_changes }
    const inspect = (changes: readonly object[]) =>
      inspectTerraform(new TextEncoder().encode(JSON.stringify({ ...plan, resource_changes: changes })))
    expect(inspect(resource_changes)).toMatchObject({ resolved: true, counts: { update: 1, noop: 10_000 } })
    const touched = Array.from({ length: MAX_RESOURCES + 1 }, (_, at) => resource(at, ["update"]))
    expect(() => inspect(touched)).toThrow("make the change in parts")
  })

  it("case 10a-import-and-update: what is imported is told, with its id", () => {
    expect(effectsOfFile("10a-import-and-update").resources).toMatchObject([
      { change: "update", imports: "payments-prod" },
    ])
  })

  it("case 10b-move-and-replace: where it was is told", () => {
    expect(effectsOfFile("10b-move-and-replace").resources).toMatchObject([
      { change: "replace", movedFrom: "module.payments.aws_elasticache_cluster.prod" },
    ])
  })

  it("case 10c-plain-update-in-scope: the control", () => {
    const effects = effectsOfFile("10c-plain-update-in-scope")
    expect(effects).toMatchObject({ resolved: true, resources: [{ change: "update", lowered: ["num_cache_nodes"] }] })
    expect(Object.keys(effects.resources[0] ?? {})).not.toContain("imports")
    expect(Object.keys(effects.resources[0] ?? {})).not.toContain("movedFrom")
  })

  it("case 11-refresh-only: one sentence says what it is and what drifted", () => {
    expect(effectsOfFile("11-refresh-only").unresolved).toEqual([
      expect.stringMatching(/^a refresh-only plan: .*\(aws_security_group\.db, aws_sqs_queue\.jobs\)/),
    ])
  })

  it("case 13-policy-unknown-by-interpolation: only what the author wrote is in doubt", () => {
    expect(effectsOfFile("13-policy-unknown-by-interpolation")).toMatchObject({
      iam: [{ address: "aws_sns_topic_policy.t" }],
      unresolved: ["aws_sns_topic_policy.t: policy is known only after apply"],
    })
  })

  it("case 14-azure-firewall-ranges: a range is judged by its size", () => {
    expect(told("14-azure-firewall-ranges").map(([, , , network]) => network)).toEqual(
      Array.from({ length: 3 }, () => "opened-to-world"),
    )
  })

  it("case 16-azure-google-grants-and-exposure: none of them is silent", () => {
    const { resources, unresolved } = effectsOfFile("16-azure-google-grants-and-exposure")
    const doubted = unresolved.map((sentence) => sentence.split(": ")[0])
    const silent = resources.filter(
      ({ address, iam, network }) => iam === "none" && network === "none" && !doubted.includes(address),
    )
    expect(resources).toHaveLength(40)
    expect(silent).toEqual([])
    expect(resources.filter(({ network }) => network === "opened-to-world").map(({ type }) => type)).toEqual([
      "azurerm_kubernetes_cluster",
      "azurerm_container_group",
      "azurerm_container_app",
      "azurerm_mssql_managed_instance",
      "google_sql_database_instance",
      "google_container_cluster",
      "google_cloud_run_service",
      "google_notebooks_instance",
    ])
  })

  it("case 17-google-binding-authoritative: others lose it", () => {
    expect(effectsOfFile("17-google-binding-authoritative")).toMatchObject({
      iam: [{ iam: "changed" }],
      unresolved: [expect.stringContaining("whoever else has this loses it")],
    })
  })

  it("case 19a-trust-duplicate-condition: a document that says a thing twice can't be read", () => {
    expect(effectsOfFile("19a-trust-duplicate-condition")).toMatchObject({
      iam: [{ iam: "changed" }],
      unresolved: ["aws_iam_role.ci: the document in assume_role_policy can't be read"],
    })
  })

  it("case 19b-trust-any-repository: an audience alone keeps nobody out", () => {
    expect(effectsOfFile("19b-trust-any-repository").iam).toMatchObject([{ iam: "granted-to-world" }])
  })

  it("case 20, case 20b: provisioners in modules with keys are found, and without a configuration nobody can tell", () => {
    expect(effectsOfFile("20-provisioner-in-keyed-modules").unresolved).toEqual([
      expect.stringMatching(/: runs provisioners, which may do anything$/),
    ])
    expect(effectsOfFile("20b-same-without-configuration").unresolved).toEqual([
      "the plan has no configuration, so nobody can tell which provisioners run",
    ])
  })

  it("case 22-roles-handed-to-compute: access changes, all seven", () => {
    expect(effectsOfFile("22-roles-handed-to-compute").iam.map(({ iam }) => iam)).toEqual(
      Array.from({ length: 7 }, () => "changed"),
    )
  })

  it("case 23-removed-block-provisioner: what removed the block may run something", () => {
    expect(effectsOfFile("23-removed-block-provisioner").unresolved).toEqual([
      "terraform_data.tidy: its block is gone from the configuration, and what removed it may run provisioners",
    ])
  })

  it("case 32-private-eks-version: an update of what is private opens nothing", () => {
    expect(effectsOfFile("32-private-eks-version")).toMatchObject({
      resolved: true,
      network: [],
      resources: [{ attributes: ["version"] }],
    })
  })
})
