import { describe, expect, it, onTestFinished } from "vitest"
import { parseConfig } from "../../../../adapters/config/config.ts"
import { formatPublicKey } from "../../../../adapters/identity/public-keys.ts"
import { openGate } from "../../../../adapters/library/index.ts"
import { refusedFor } from "../refused.ts"
import { type Deployment, acme, actingOn, deployment } from "../fixture.ts"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { openGateBeside } from "../../../../adapters/library/open.ts"

/** Authority is asked when it is used: a gate lives on its log, and its config is what it is by then. */

const onDisk = () => deployment("sqlite: interlock.db")

/** One life of a gate, by the config as it is in that life. */
const living = async (deployed: Deployment, amend: (text: string) => string = (text) => text) => {
  const gate = await openGate(parseConfig(amend(deployed.text), join(deployed.folder, "interlock.yaml")))
  return { gate, ...actingOn(gate, deployed) }
}

/** A request that bob and carol have approved, in a life of the gate that is over. */
const approvedBefore = async (deployed: Deployment): Promise<string> => {
  const { gate, as, terraform, decisionOf } = await living(deployed)
  const { request } = await gate.decide(as("deployer"), terraform())
  const id = request ?? "none"
  for (const name of ["bob", "carol"] as const) await gate.approvals.approve(as(name).actor, await decisionOf(name, id))
  await gate.close()
  return id
}

const keyOf = ({ people }: Deployment, name: "bob" | "carol" | "stranger"): string =>
  formatPublicKey(people[name].publicKey)

describe("what was approved", () => {
  it("case 29, attack 10: is of no use once a key that approved it is out of the config, and is again when it is back", async () => {
    const deployed = onDisk()
    const id = await approvedBefore(deployed)
    const without = await living(deployed, (text) => text.replace(`keys: [${keyOf(deployed, "bob")}]`, "keys: []"))
    const use = { id, ...without.terraform() }
    expect(refusedFor(await without.gate.approvals.consume(without.as("deployer"), use))).toEqual([
      "signersKeepTheirKeys",
    ])
    await without.gate.close()

    const again = await living(deployed)
    onTestFinished(() => again.gate.close())
    expect(await again.gate.approvals.consume(again.as("deployer"), use)).toMatchObject({ type: "accepted" })
  })

  it("attack 10: is of no use by another key that its owner has instead", async () => {
    const deployed = onDisk()
    const other = keyOf(deployment(), "bob")
    const id = await approvedBefore(deployed)
    const { gate, as, terraform } = await living(deployed, (text) => text.replace(keyOf(deployed, "bob"), other))
    onTestFinished(() => gate.close())
    expect(refusedFor(await gate.approvals.consume(as("deployer"), { id, ...terraform() }))).toEqual([
      "signersKeepTheirKeys",
    ])
  })

  it("case 26: can be taken back by whoever gave it, as long as it is not used", async () => {
    const deployed = onDisk()
    const id = await approvedBefore(deployed)
    const { gate, as, terraform } = await living(deployed)
    onTestFinished(() => gate.close())
    expect(refusedFor(await gate.approvals.withdraw(as("alice").actor, { id }))).toEqual(["withdrawerHasApproved"])
    expect(await gate.approvals.withdraw(as("bob").actor, { id })).toMatchObject({ status: "withdrawn" })
    expect(refusedFor(await gate.approvals.consume(as("deployer"), { id, ...terraform() }))).toEqual(["approvalIsLive"])
  })

  it("case 25: is of no use after somebody's no", async () => {
    const deployed = onDisk()
    const { gate, as, terraform, decisionOf } = await living(deployed)
    onTestFinished(() => gate.close())
    const { request } = await gate.decide(as("deployer"), terraform())
    const id = request ?? "none"
    await gate.approvals.approve(as("bob").actor, await decisionOf("bob", id))
    await gate.approvals.reject(as("carol").actor, await decisionOf("carol", id, "reject"))
    expect(refusedFor(await gate.approvals.consume(as("deployer"), { id, ...terraform() }))).toEqual([
      "approvalIsLive",
      "quorumIsMet",
    ])
  })

  it("case 28: is found again after a restart, with who gave it", async () => {
    const deployed = onDisk()
    const id = await approvedBefore(deployed)
    const { gate, as, terraform, requestOf } = await living(deployed)
    onTestFinished(() => gate.close())
    expect((await requestOf(id)).kept.decisions.map(({ by }) => by.id)).toEqual(["bob", "carol"])
    expect(await gate.approvals.consume(as("deployer"), { id, ...terraform() })).toMatchObject({ type: "accepted" })
  })
})

describe("a request that waits", () => {
  it("attack 26: is approved by nobody once the policy is another one, and can be rejected", async () => {
    const deployed = onDisk()
    const before = await living(deployed)
    const { request } = await before.gate.decide(before.as("deployer"), before.terraform())
    const id = request ?? "none"
    await before.gate.close()
    const { gate, as, decisionOf } = await living(deployed, (text) => text.replaceAll("permit: 2m", "permit: 3m"))
    onTestFinished(() => gate.close())
    expect(refusedFor(await gate.approvals.approve(as("bob").actor, await decisionOf("bob", id)))).toEqual([
      "policyIsUnchanged",
    ])
    expect(await gate.approvals.reject(as("bob").actor, await decisionOf("bob", id, "reject"))).toMatchObject({
      status: "rejected",
    })
  })
})

describe("a seat", () => {
  it("attack 5: is not delegated by an API key alone, nor to somebody whom the policy doesn't name", async () => {
    const { gate, as, terraform, delegationOf } = await living(deployment())
    onTestFinished(() => gate.close())
    const { request } = await gate.decide(as("deployer"), terraform())
    const id = request ?? "none"
    const toCarol = await delegationOf("bob", id, "carol")
    const refusal = async (given: typeof toCarol) => refusedFor(await gate.approvals.delegate(as("bob").actor, given))
    expect(await refusal({ ...toCarol, signed: null })).toEqual(["delegationIsSigned"])
    // What was signed for carol is no delegation to anybody else.
    expect(await refusal({ ...toCarol, to: "alice" })).toContain("delegationIsSigned")
    expect(await refusal(await delegationOf("carol", id, "alice"))).toContain("delegationIsSigned")
    expect(
      refusedFor(await gate.approvals.delegate(as("carol").actor, await delegationOf("carol", id, "bob"))),
    ).toEqual(["delegateIsThePolicys"])
    expect(await gate.approvals.delegate(as("bob").actor, toCarol)).toMatchObject({ type: "accepted" })
  })
})

describe("two processes on one log", () => {
  it("attack 10: the one with the older policy or keys decides nothing any more, and says why", async () => {
    const deployed = onDisk()
    const id = await approvedBefore(deployed)
    const older = await living(deployed)
    onTestFinished(() => older.gate.close())
    const beside = await living(deployed)
    onTestFinished(() => beside.gate.close())
    // Two of one config share the log.
    await older.gate.ready()
    const newer = await living(deployed, (text) => text.replace(`keys: [${keyOf(deployed, "bob")}]`, "keys: []"))
    onTestFinished(() => newer.gate.close())

    const use = { id, ...older.terraform() }
    for (const { gate, as } of [older, beside]) {
      await expect(gate.approvals.consume(as("deployer"), use)).rejects.toThrow("restart this one with the config in")
      await expect(gate.ready()).rejects.toThrow("restart this one with the config in force")
      // What is read is still told.
      expect((await gate.approvals.get(acme(), id))?.status).toBe("approved")
    }
    await newer.gate.ready()
    expect(refusedFor(await newer.gate.approvals.consume(newer.as("deployer"), use))).toEqual(["signersKeepTheirKeys"])
  })

  it("attack 10: so is one whose people were let in with other roles or API keys, or whose tenant is gone", async () => {
    for (const amend of [
      (text: string) => text.replace(", roles: [admin]", ""),
      (text: string) => text.replace(/ {4}agent\("deployer".*\n/, "").replace(/^.*id: deployer.*\n/m, ""),
      (text: string) => text.slice(0, text.indexOf("  - id: globex")),
    ]) {
      const deployed = onDisk()
      const older = await living(deployed)
      onTestFinished(() => older.gate.close())
      const newer = await living(deployed, amend)
      onTestFinished(() => newer.gate.close())
      await expect(older.gate.ready()).rejects.toThrow("restart this one with the config in force")
    }
  })

  it("are as they were where another one fails to start, or only tidies", async () => {
    const deployed = onDisk()
    const { gate } = await living(deployed)
    onTestFinished(() => gate.close())
    const amended = join(deployed.folder, "amended.yaml")
    writeFileSync(amended, deployed.text.replaceAll("permit: 2m", "permit: 3m"))
    const beside = await openGateBeside(amended)
    await beside.close()
    await gate.ready()
  })

  it("decide both by one config, also when one of them was restarted with it", async () => {
    const deployed = onDisk()
    const first = await living(deployed)
    onTestFinished(() => first.gate.close())
    await (await living(deployed)).gate.close()
    expect(await first.gate.decide(first.as("deployer"), first.terraform())).toMatchObject({ verdict: "step_up" })
  })
})
