import { readFileSync } from "node:fs"
import { describe, expect, it, onTestFinished } from "vitest"
import { REAL_PLAN, TOOL } from "../../../../demo/world.ts"
import { alterPlan } from "../../../../demo/attacks.ts"
import { openssh } from "../../identity/openssh.ts"
import { cli } from "../cli.ts"
import { served } from "../served.ts"

describe("interlock ask", () => {
  it("says that people are asked, why, and where, also by its exit code", async () => {
    const { as, deployer } = await served()
    const { code, stdout } = await as(deployer, "ask", "--tool", TOOL, REAL_PLAN)
    expect(code).toBe(4)
    expect(stdout).toContain("people are asked first")
    expect(stdout).toContain("nothingIsDestroyed: The call destroys something; people look at it first.")
    expect(stdout).toMatch(/request req_[0-9a-f]{24}/)
  })

  it("exits with 1 where the gate denies", async () => {
    const { as, deployer } = await served()
    const { code, stdout } = await as(deployer, "ask", "--tool", "rm", REAL_PLAN)
    expect(code).toBe(1)
    expect(stdout).toContain("toolIsKnown")
  })

  it("takes no name that no tool can have", async () => {
    const { as, deployer } = await served()
    expect(await as(deployer, "ask", "--tool", "r m", REAL_PLAN)).toMatchObject({ code: 2, stdout: "" })
  })
})

describe("interlock approve", () => {
  it("shows what is destroyed, hashes what it shows, signs, and two people make it approved", async () => {
    const { asked, sign, bob, carol, secretsIn } = await served()
    const id = await asked()
    const first = await sign(bob, "approve", id)
    expect(first.code).toBe(0)
    expect(first.stdout).toContain("- destroy aws_cloudwatch_event_rule.Metricos_custom_alert_schedule_frequent[0]")
    expect(first.stdout).toContain("2 destroyed, 0 replaced, 2 updated, 5 created, 0 read, 7 unchanged")
    expect(first.stdout).toContain("approved; the request is pending")
    expect(secretsIn(first.stdout + first.stderr)).toEqual([])
    const second = await sign(carol, "approve", id)
    expect(second.stdout).toContain("platform: 2 of alice, bob, carol, reviewer; approved by bob")
    expect(second.stdout).toContain("approved; the request is approved")
  })

  it("prints the guards that refuse, each with its sentence, and exits with 1", async () => {
    const { asked, sign, alice } = await served()
    const { code, stderr } = await sign(alice, "approve", await asked())
    expect(code).toBe(1)
    expect(stderr).toContain(
      "  initiatorIsNotApprover: Whoever initiates a request does not decide it; somebody else has to.\n",
    )
  })

  it("gives programs the guards as JSON on standard error", async () => {
    const { asked, sign, alice } = await served()
    const { stdout, stderr } = await sign(alice, "approve", await asked(), "--json")
    expect(stdout).toBe("")
    expect(JSON.parse(stderr)).toMatchObject({ guards: [{ guard: "initiatorIsNotApprover" }] })
  })

  it("decides nothing where nobody can be asked", async () => {
    const { asked, as, bob } = await served()
    const id = await asked()
    const { code, stderr } = await as(bob, "approve", id, "--identity", bob.identity)
    expect([code, stderr]).toEqual([2, "interlock: nobody can be asked here: run it in a terminal, or pass --yes\n"])
    const shown = await as(bob, "show", id, "--json")
    expect(JSON.parse(shown.stdout)).toMatchObject({ request: { decisions: [] } })
  })

  it("doesn't count a signature by somebody else's key", async () => {
    const { asked, as, bob, carol } = await served()
    const { code, stderr } = await as(bob, "approve", await asked(), "--yes", "--identity", carol.identity)
    expect(code).toBe(1)
    expect(stderr).toContain("decisionIsSigned")
  })

  it("asks for a seat where somebody holds none", async () => {
    const { asked, as, deployer, bob } = await served()
    const { code, stderr } = await as(deployer, "approve", await asked(), "--yes", "--identity", bob.identity)
    expect(code).toBe(2)
    expect(stderr).toContain("deployer holds no seat here")
    expect(stderr).toContain("1/platform/bob")
  })

  it("says so where there is no such request", async () => {
    const { sign, bob } = await served()
    expect(await sign(bob, "approve", "req_0")).toMatchObject({ code: 1, stdout: "" })
  })
})

describe("the key that signs", () => {
  it("is asked for its passphrase at a terminal, or comes from ssh-agent, and is never guessed", async () => {
    const { asked, as, bob } = await served()
    const ssh = openssh()
    onTestFinished(ssh.end)
    const file = ssh.keygen("locked", { passphrase: "correct horse" }).path
    const { code, stderr } = await as(bob, "approve", await asked(), "--yes", "--identity", file)
    expect([code, stderr]).toEqual([
      2,
      "interlock: a passphrase is needed and nobody can be asked here: use ssh-agent\n",
    ])
  })

  it("is refused where others can read it", async () => {
    const { asked, as, bob, written } = await served()
    const file = written("open", readFileSync(bob.identity), 0o644)
    const { code, stderr } = await as(bob, "approve", await asked(), "--yes", "--identity", file)
    expect(code).toBe(2)
    expect(stderr).toContain(`chmod 600 ${file}`)
  })

  it("is missed with the words that help", async () => {
    const { asked, as, bob } = await served()
    const { code, stderr } = await as(bob, "approve", await asked(), "--yes")
    expect(code).toBe(2)
    expect(stderr).toContain("name one with --identity")
  })

  it("may stay in ssh-agent", async () => {
    const world = await served()
    const ssh = openssh()
    onTestFinished(ssh.end)
    ssh.write("bob", readFileSync(world.bob.identity, "utf8"))
    const pub = world.written("bob.pub", `${world.bob.entry.keys[0] ?? ""}\n`)
    const socket = ssh.agent("bob")
    const id = await world.asked()
    const env = { ...world.envOf(world.bob), SSH_AUTH_SOCK: socket }
    expect(await cli(["approve", id, "--yes", "--identity", pub], env)).toMatchObject({ code: 0, stderr: "" })
  })

  it("is the agent's only one, where none is named", async () => {
    const world = await served()
    const ssh = openssh()
    onTestFinished(ssh.end)
    ssh.write("bob", readFileSync(world.bob.identity, "utf8"))
    const socket = ssh.agent("bob")
    const env = { ...world.envOf(world.bob), SSH_AUTH_SOCK: socket }
    expect(await cli(["approve", await world.asked(), "--yes"], env)).toMatchObject({ code: 0, stderr: "" })
  })
})

describe("interlock reject, cancel, supersede", () => {
  it("one rejection ends the request", async () => {
    const { asked, sign, bob } = await served()
    const { code, stdout } = await sign(bob, "reject", await asked())
    expect(code).toBe(0)
    expect(stdout).toContain("rejected; the request is rejected")
  })

  it.each([
    ["cancel", "cancelled"],
    ["supersede", "superseded"],
  ])("%s: its owner ends it, others don't", async (how, status) => {
    const { asked, as, deployer, bob } = await served()
    const id = await asked()
    expect(await as(bob, how, id)).toMatchObject({ code: 1 })
    expect((await as(deployer, how, id)).stdout).toContain(`${id} is ${status}`)
    const { stdout } = await as(bob, "list", "--status", status)
    expect(stdout).toContain(id)
    expect(await as(bob, "list", "--status", "pending")).toMatchObject({ stdout: "no requests\n" })
  })
})

describe("interlock delegate", () => {
  it("lends a seat, for which the delegate then decides by its name", async () => {
    const { asked, as, sign, lend, bob, carol } = await served({ quorum: 1 })
    const id = await asked()
    const delegated = await lend(carol, id, "bob")
    expect([delegated.code, delegated.stderr]).toEqual([0, ""])
    expect(delegated.stdout).toContain("bob may now speak for the seat 1/platform/carol")
    const torn = await sign(bob, "approve", id)
    expect(torn.code).toBe(2)
    expect(torn.stderr).toContain("bob holds several seats here: name one of 1/platform/bob, 1/platform/carol")
    const done = await sign(bob, "approve", id, "--seat", "1/platform/carol")
    expect(done.code).toBe(0)
    expect((await as(bob, "show", id)).stdout).toContain("approved by bob for carol")
  })

  it("is refused to the initiator", async () => {
    const { asked, lend, bob } = await served()
    const { code, stderr } = await lend(bob, await asked(), "alice")
    expect(code).toBe(1)
    expect(stderr).toContain("delegateIsNotInitiator")
  })

  it("is refused to nobody", async () => {
    const { asked, lend, bob } = await served()
    expect(await lend(bob, await asked(), "mallory")).toMatchObject({ code: 2 })
  })
})

describe("interlock withdraw", () => {
  it("takes back what one has approved, as long as it is not used", async () => {
    const { asked, as, sign, deployer, bob, carol } = await served({ quorum: 1 })
    const id = await asked()
    await sign(bob, "approve", id)
    expect(await as(carol, "withdraw", id)).toMatchObject({ code: 1 })
    expect((await as(bob, "withdraw", id)).stdout).toContain(`${id} is withdrawn`)
    expect(await as(deployer, "withdraw", id)).toMatchObject({ code: 1 })
  })
})

describe("interlock consume", () => {
  it("gives a permit for the very bytes that were approved, and for no others", async () => {
    const { asked, as, sign, bob, carol, deployer, written } = await served()
    const id = await asked()
    await sign(bob, "approve", id)
    await sign(carol, "approve", id)
    const altered = written("altered.json", alterPlan(readFileSync(REAL_PLAN)).altered)
    const refused = await as(deployer, "consume", id, "--tool", TOOL, altered)
    expect(refused.code).toBe(1)
    expect(refused.stderr).toContain("consumedPlanIsSealed")
    const used = await as(deployer, "consume", id, "--tool", TOOL, REAL_PLAN)
    expect(used.code).toBe(0)
    expect(used.stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/)
    expect((await as(deployer, "consume", id, "--tool", TOOL, REAL_PLAN)).stderr).toContain("approvalHasUsesLeft")
  })
})
