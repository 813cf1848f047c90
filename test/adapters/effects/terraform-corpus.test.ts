import { fc, test } from "@fast-check/vitest"
import { describe, expect, it } from "vitest"
import * as z from "zod"
import { inspectTerraform } from "../../../adapters/effects/terraform.ts"
import { Effects } from "../../../kernel/effects.ts"
import type { Json } from "../../../kernel/json.ts"
import { InspectionRefusedError } from "../../../kernel/ports.ts"
import { bytesOf, index, planFiles, soundFiles, textOf, texts } from "./corpus.ts"

const encode = (text: string) => new TextEncoder().encode(text)
const refusal = (bytes: Uint8Array): InspectionRefusedError => {
  try {
    inspectTerraform(bytes)
  } catch (error) {
    if (error instanceof InspectionRefusedError) return error
    throw error
  }
  throw new Error("accepted")
}
/** Effects, or the refusal; anything else is thrown. */
const outcome = (bytes: Uint8Array): string => {
  try {
    return JSON.stringify(Effects.parse(inspectTerraform(bytes)))
  } catch (error) {
    if (error instanceof InspectionRefusedError) return JSON.stringify([error.problem, error.message, String(error)])
    throw error
  }
}

describe("real plans", () => {
  it("are all there", () => {
    expect(planFiles()).toHaveLength(50)
    expect(index()).toHaveLength(47)
  })

  it.each(soundFiles())("%s has the effects of its facts", (file) => {
    const effects = inspectTerraform(encode(textOf(file)))
    expect(Effects.parse(effects)).toEqual(effects)
    const facts = index().find((plan) => plan.file === file)
    if (facts === undefined) return
    const { create = 0, update = 0, delete: destroy = 0, read = 0, "no-op": noop = 0 } = facts.actions ?? {}
    // An output writes the state, which is counted as an update.
    const outputs = effects.resources.filter(({ change }) => change === "output").length
    expect(effects.counts).toEqual({ create, update: update + outputs, replace: 0, destroy, read, noop })
    for (const { address, actions } of facts.notCreateOrNoop ?? [])
      expect(effects.resources).toContainEqual(
        expect.objectContaining({ address, change: actions[0] === "delete" ? "destroy" : actions[0] }),
      )
    const listed = [...effects.iam, ...effects.network].map(({ type }) => type)
    const read_ = effects.resources.filter(({ change }) => change === "read").map(({ type }) => type)
    // What is only read touches nothing.
    for (const type of facts.iamOrNetworkTypes ?? []) if (!read_.includes(type)) expect(listed).toContain(type)
  })

  it("with deletes: what is destroyed is named", () => {
    const { counts, resources } = inspectTerraform(bytesOf("mixed-with-deletes.json"))
    expect(counts).toEqual({ create: 5, update: 2, replace: 0, destroy: 2, read: 0, noop: 7 })
    expect(resources.filter(({ change }) => change !== "output")).toHaveLength(8)
    expect(resources.filter(({ change }) => change === "destroy").map(({ type }) => type)).toEqual([
      "aws_cloudwatch_event_rule",
      "aws_cloudwatch_event_target",
    ])
  })

  it("with a replacement, with creates only", () => {
    expect(inspectTerraform(bytesOf("replace-one.json"))).toMatchObject({
      resolved: true,
      counts: { replace: 1, destroy: 0 },
    })
    expect(inspectTerraform(bytesOf("azure-firewall-create.json")).counts.create).toBe(11)
  })

  it.each<[string, string, string]>([
    ["sg-rules.json", "network", "opened-to-world"],
    ["sg-s3-create.json", "network", "opened-to-world"],
    ["format-1.2-foreach-sg-route53.json", "network", "opened-to-world"],
    ["gcp-bigquery-dataset-iam-binding.json", "iam", "granted-to-world"],
    ["gcp-bigquery-dataset-iam-member.json", "iam", "granted-to-world"],
    ["gcp-bigquery-dataset-iam-policy.json", "iam", "granted-to-world"],
  ])("%s lets everybody in: %s %s", (file, list, worst) => {
    const effects = inspectTerraform(bytesOf(file))
    expect(
      list === "iam" ? effects.iam.map(({ iam }) => iam) : effects.network.map(({ network }) => network),
    ).toContain(worst)
  })

  it("whose documents are known only after apply, or that run provisioners, or miss what is planned, are unresolved", () => {
    expect(inspectTerraform(bytesOf("cloudtrail-read.json")).unresolved).toEqual([
      "aws_s3_bucket_policy.policy: policy is known only after apply",
    ])
    expect(inspectTerraform(bytesOf("provisioners.json")).unresolved).toEqual([
      "aws_instance.web: runs provisioners, which may do anything",
    ])
    expect(inspectTerraform(bytesOf("no-resource-changes.json")).unresolved).toEqual([
      "null_resource.a: is in the state or the planned values, but not in resource_changes",
    ])
    const updates = inspectTerraform(bytesOf("six-updates.json"))
    expect(updates.unresolved).toHaveLength(updates.counts.update)
    expect(updates.unresolved[0]).toBe(
      "datadog_monitor.kubernetes_api_cpu_request_exceeded[0]: the provider isn't one whose access and network types this reader knows",
    )
  })

  it("malformed ones are refused, each for its reason", () => {
    expect(refusal(bytesOf("malformed-corrupted.json")).problem).toBe("state")
    expect(refusal(bytesOf("malformed-wrapper-text-before-json.json"))).toMatchObject({
      problem: "json",
      message: "the plan is not one whole JSON text: line 1, column 2: this is not JSON (RFC 8259)",
    })
  })

  it("texts that readers stumble over are refused, each for its reason", () => {
    expect(Object.fromEntries(texts().map(({ desc, text }) => [desc, refusal(encode(text)).problem]))).toEqual({
      "duplicate key hides a delete (JSON.parse keeps the last)": "json",
      "empty input": "json",
      null: "shape",
      array: "shape",
      "two documents": "json",
      "streaming -json output of terraform plan, not show -json": "stream",
      "state, not plan (terraform show -json of a state)": "state",
      "__proto__ key": "shape",
      truncated: "json",
    })
  })

  it("with a byte order mark, or in UTF-16, are refused: no executor would ever render those bytes", () => {
    const text = textOf("sg-rules.json")
    const little = Buffer.from(text, "utf16le")
    const markedLittle = Buffer.from(`\ufeff${text}`, "utf16le")
    for (const bytes of [
      encode(`\ufeff${text}`),
      markedLittle,
      Buffer.from(markedLittle).swap16(),
      markedLittle.subarray(0, -1),
      little,
      Buffer.from(little).swap16(),
      bytesOf("lifecycle-check.json"),
    ])
      expect(refusal(bytes)).toMatchObject({
        problem: "mark",
        message: expect.stringMatching(/write it as UTF-8 without a mark/) as string,
      })
    expect(refusal(Uint8Array.from([0x7b, 0xff])).problem).toBe("encoding")
    expect(refusal(encode(` \ufeff${text}`)).problem).toBe("json")
  })
})

describe("whatever is done to a real plan", () => {
  const file = () => fc.constantFrom(...soundFiles())

  test.prop([file(), fc.double({ min: 0, max: 0.9999, noNaN: true })])("cut off, it is refused", (name, where) => {
    const text = textOf(name).trimEnd()
    expect(refusal(encode(text.slice(0, Math.floor(text.length * where)))).problem).toMatch(/^(json|encoding)$/)
  })

  test.prop([file(), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 5 })])(
    "with bytes changed, it has effects or is refused",
    (name, edits) => {
      const bytes = Uint8Array.from(bytesOf(name))
      for (const [at, byte] of edits) bytes[at % bytes.length] = byte
      expect(() => outcome(bytes)).not.toThrow()
    },
  )

  test.prop([file(), fc.nat(), fc.jsonValue()])(
    "with a value changed, it has effects or is refused",
    (name, pick, other) => {
      const plan: unknown = JSON.parse(textOf(name))
      const places: { holder: object; key: string }[] = []
      const visit = (holder: unknown): void => {
        if (typeof holder !== "object" || holder === null) return
        for (const [key, part] of Object.entries(holder)) {
          places.push({ holder, key })
          visit(part)
        }
      }
      visit(plan)
      const place = places[pick % places.length]
      if (place !== undefined) Reflect.set(place.holder, place.key, other)
      expect(() => outcome(encode(JSON.stringify(plan)))).not.toThrow()
    },
  )

  const Parts = z.record(z.string(), z.unknown())
  const SECRET = "s3cr3t-Zq9"
  /** Every string among values, whether marked sensitive or not, and every output and variable becomes the secret. */
  const plant = (value: unknown): Json => {
    if (typeof value === "string") return SECRET
    if (Array.isArray(value)) return value.map(plant)
    if (typeof value !== "object" || value === null)
      return typeof value === "number" || typeof value === "boolean" ? value : null
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, plant(part)]))
  }
  const planted = (name: string): Record<string, unknown> => {
    const walk = (value: unknown, key: string): unknown => {
      if (
        ["before", "after", "values", "value", "outputs", "variables", "constant_value"].includes(key) &&
        key !== "values"
      )
        return plant(value)
      if (Array.isArray(value)) return value.map((part) => walk(part, ""))
      if (typeof value !== "object" || value === null) return value
      return Object.fromEntries(Object.entries(value).map(([inner, part]) => [inner, walk(part, inner)]))
    }
    return Parts.parse(walk(JSON.parse(textOf(name)), ""))
  }

  it.each(soundFiles())("%s: secrets in its values appear neither in effects nor in refusals", (name) => {
    const plan = planted(name)
    expect(outcome(encode(JSON.stringify(plan)))).not.toContain(SECRET)
    for (const broken of [
      { ...plan, format_version: SECRET },
      { ...plan, errored: SECRET },
      { ...plan, resource_changes: SECRET },
      { ...plan, resource_changes: [{ address: 1, change: { actions: [SECRET], after: SECRET } }] },
      { ...plan, resource_changes: [{ address: "a.b", mode: SECRET, type: "a", change: { actions: [SECRET] } }] },
      { ...plan, resource_changes: [{ address: "a.b", mode: "managed", type: "a", change: { actions: [SECRET] } }] },
    ]) {
      const refused = refusal(encode(JSON.stringify(broken)))
      expect(JSON.stringify([refused.problem, refused.message, String(refused)])).not.toContain(SECRET)
    }
    expect(refusal(encode(`${JSON.stringify(plan)}${SECRET}`)).message).not.toContain(SECRET)
  })
})
