import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { configSchemaJson, readConfig } from "../../../adapters/config/config.ts"
import { TenantId } from "../../../kernel/actors.ts"

const example = () => readConfig(fileURLToPath(new URL("../../../interlock.example.yaml", import.meta.url)))

describe("the example in the repository", () => {
  it("is valid", () => {
    const { policies, directory } = example()
    const acme = TenantId.parse("acme")
    expect([...policies.keys()]).toEqual(["acme"])
    expect(policies.get(acme)?.tools.map(({ name }) => name)).toEqual(["terraform.apply", "tickets.search"])
    expect(directory.actors(acme).map(({ id }) => id)).toEqual(["alice", "bob", "carol", "deployer", "ci"])
  })

  it("lets two people be asked in an emergency, so that each has somebody to countersign", () => {
    const { policies, directory } = example()
    const acme = TenantId.parse("acme")
    const { countersigners = [], allowSelfCountersign, grantable } = policies.get(acme)?.domains["break-glass"] ?? {}
    const eligible = directory.actors(acme).filter(({ roles }) => roles.some((role) => countersigners.includes(role)))
    expect(eligible.map(({ id, kind }) => [id, kind])).toEqual([
      ["bob", "human"],
      ["carol", "human"],
    ])
    expect(allowSelfCountersign).toBe(false)
    expect(grantable?.map(({ prefix }) => prefix)).toEqual(["aws_db_instance.", "module.cache"])
  })

  it("has a JSON Schema that names every key at its top", () => {
    expect(Object.keys(configSchemaJson().properties ?? {})).toEqual([
      "version",
      "listen",
      "store",
      "signer",
      "clock",
      "notify",
      "limits",
      "tenants",
    ])
    expect(configSchemaJson().additionalProperties).toBe(false)
  })
})
