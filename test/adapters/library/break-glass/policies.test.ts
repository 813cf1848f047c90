import { describe, expect, it } from "vitest"
import { formatPublicKey } from "../../../../adapters/identity/public-keys.ts"
import { type Deployment, acme, deployment, opened, reconfigured, sshKey } from "../fixture.ts"
import { clock, destroying, signing, terms } from "./emergency.ts"

/** A grant that two people opened, or one where the policy let them, and the gate opened again with another config. */
const afterTheConfigChanged = async (countersigner: "bob" | "carol", change: (was: Deployment) => Deployment) => {
  clock()
  const deployed = deployment("sqlite: log.db", { allowSelfCountersign: countersigner === "bob" })
  const before = await opened(deployed)
  const { active } = signing(before.gate, deployed)
  const grant = await active(terms(), countersigner)
  expect(await before.gate.decide(before.as("bob"), { ...destroying(), grant })).toMatchObject({ verdict: "allow" })
  await before.gate.close()
  const { gate, as } = await opened(change(deployed))
  const { verdict, permit, reasons } = await gate.decide(as("bob"), { ...destroying(), grant })
  const uses = (await gate.breakGlass.get(acme(), grant))?.kept.uses.count
  return { verdict, permit, reasons, uses }
}

const changing = (was: string, is: string) => (deployed: Deployment) => reconfigured(deployed, was, is)
const RULES = "prefix: aws_cloudwatch_event_rule. }]"

describe("attack 10: what the policy no longer lets anybody have, nobody has", () => {
  it.each([
    ["scopeIsGrantable", "its scope is no longer grantable", changing(RULES, "prefix: aws_sqs_queue. }]")],
    [
      "scopeIsGrantable",
      "a part of it is all that still is",
      changing(RULES, "prefix: aws_cloudwatch_event_rule.x }]"),
    ],
    ["durationIsWithinBounds", "it is longer than anybody may ask", changing("maxDuration: 1h", "maxDuration: 29m")],
    ["durationIsWithinBounds", "it is shorter than anybody may ask", changing("minDuration: 1m", "minDuration: 31m")],
    [
      "countersignerIsEligible",
      "another role settles",
      changing("countersigners: [responder]", "countersigners: [admin]"),
    ],
    [
      "countersignerIsEligible",
      "whoever countersigned has lost the role",
      (deployed: Deployment) => {
        const carol = deployed.text.split("\n").find((line) => line.includes("id: carol")) ?? ""
        return reconfigured(deployed, carol, carol.replace(", roles: [responder]", ""))
      },
    ],
  ] as const)("%s: %s", async (guard, _, change) => {
    const { verdict, permit, reasons, uses } = await afterTheConfigChanged("carol", change)
    expect([verdict, permit, uses]).toEqual(["deny", null, 1])
    expect(reasons.map((reason) => reason.guard)).toContain(guard)
  })

  it("scopeIsGrantable: there is no section for emergencies any more", async () => {
    const { verdict, reasons } = await afterTheConfigChanged("carol", (deployed) => {
      const section = /^ {4}breakGlass:\n(?: {6}.*\n)+/m.exec(deployed.text)?.[0] ?? ""
      return reconfigured(deployed, section, "")
    })
    expect(verdict).toBe("deny")
    expect(reasons.map((reason) => reason.guard)).toContain("scopeIsGrantable")
  })

  it("countersignerIsNotHolder: one person opened it, and two are needed now", async () => {
    const alone = changing("allowSelfCountersign: true", "allowSelfCountersign: false")
    const { verdict, reasons } = await afterTheConfigChanged("bob", alone)
    expect(verdict).toBe("deny")
    expect(reasons.map((reason) => reason.guard)).toContain("countersignerIsNotHolder")
  })

  it("and a policy that lets it all still be asked for takes nothing away", async () => {
    const wider = changing("maxDuration: 1h", "maxDuration: 30m")
    expect(await afterTheConfigChanged("carol", wider)).toMatchObject({ verdict: "allow", uses: 2 })
  })
})

/** bob asks, and the gate is opened with another config; then carol countersigns, and the gate is opened as it was before. */
const countersignedAfterTheConfigChanged = async (change: (was: Deployment) => Deployment) => {
  clock()
  const deployed = deployment("sqlite: log.db")
  const before = await opened(deployed)
  const id = await signing(before.gate, deployed).requested()
  await before.gate.close()
  const countersigned = async (now: Deployment) => {
    const { gate, as } = await opened(now)
    const { countersignature } = signing(gate, now)
    const outcome = await gate.breakGlass.countersign(as("carol").actor, await countersignature("carol", id))
    const status = (await gate.breakGlass.get(acme(), id))?.status
    const { grants } = await gate.status(acme())
    await gate.close()
    return { outcome, status, grants }
  }
  return { now: await countersigned(change(deployed)), back: () => countersigned(deployed) }
}

describe("attack 26: nobody countersigns what can't be used, since the config has changed", () => {
  it.each([
    ["scopeIsGrantable", "its scope is no longer grantable", changing(RULES, "prefix: aws_sqs_queue. }]")],
    ["durationIsWithinBounds", "it is longer than anybody may ask", changing("maxDuration: 1h", "maxDuration: 29m")],
    ["durationIsWithinBounds", "it is shorter than anybody may ask", changing("minDuration: 1m", "minDuration: 31m")],
    [
      "holderKeepsTheKey",
      "the key that asked for it is gone",
      (deployed: Deployment) =>
        reconfigured(deployed, formatPublicKey(deployed.people.bob.publicKey), formatPublicKey(sshKey().publicKey)),
    ],
  ] as const)("%s: %s; good again where it is changed back", async (guard, _, change) => {
    const { now, back } = await countersignedAfterTheConfigChanged(change)
    expect(now).toMatchObject({
      outcome: { type: "refused", reasons: [{ guard }] },
      status: "requested",
      grants: { requested: 1, active: 0 },
    })
    expect(await back()).toMatchObject({ outcome: { type: "accepted" }, status: "active" })
  })

  it("and a config that lets it all still be asked for is no reason", async () => {
    const { now } = await countersignedAfterTheConfigChanged(changing("maxDuration: 1h", "maxDuration: 30m"))
    expect(now).toMatchObject({ outcome: { type: "accepted" }, status: "active" })
  })
})
