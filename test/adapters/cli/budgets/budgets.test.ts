import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import * as z from "zod"
import { VerdictAnswer } from "../../../../adapters/http/schemas.ts"
import { NIGHT_PLANS } from "../../../../demo/world.ts"
import { NIGHT, MINUTE } from "../../library/break-glass/emergency.ts"
import { cli } from "../cli.ts"
import { impostor } from "../impostor.ts"
import { CAPS, spending } from "./serving.ts"

describe("interlock budget open", () => {
  it("opens one, once", async () => {
    const { alice, budget, shown } = await spending({ open: false })
    expect(await budget(alice, "show")).toEqual({ code: 0, stdout: "no budgets\n", stderr: "" })
    expect(await budget(alice, "open", "deployer", "--owner", "carol")).toEqual({
      code: 0,
      stdout: "deployer is active (record 0)\n",
      stderr: "",
    })
    expect(await shown()).toMatchObject({ id: "deployer", owner: { id: "carol" }, opener: { id: "alice" }, caps: CAPS })
    const again = await budget(alice, "open", "deployer", "--owner", "bob")
    expect([again.code, again.stdout]).toEqual([1, ""])
    expect(again.stderr).toContain("  taken: There is something of this id already.\n")
  })

  it("tells programs JSON, and refuses whoever may not", async () => {
    const { alice, deployer, budget } = await spending({ open: false })
    const refused = await budget(deployer, "open", "deployer", "--owner", "carol", "--json")
    expect([refused.code, refused.stdout]).toEqual([1, ""])
    expect(JSON.parse(refused.stderr)).toMatchObject({ guards: [{ guard: "openerIsAdmin" }] })
    const opened = await budget(alice, "open", "deployer", "--owner", "carol", "--json")
    expect(JSON.parse(opened.stdout)).toEqual({ id: "deployer", status: "active", record: 1, warnings: [] })
  })

  it.each([
    ["nobody's agent", ["nobody", "--owner", "carol"]],
    ["a person for an agent", ["alice", "--owner", "carol"]],
    ["an agent for an owner", ["deployer", "--owner", "reviewer"]],
    ["what can't be an agent", ["an agent", "--owner", "carol"]],
    ["what is a reservation's name", ["reservation_1", "--owner", "carol"]],
    ["what can't be a person", ["deployer", "--owner", "two people"]],
    ["no owner", ["deployer"]],
  ])("takes %s for a mistake: exit code 2", async (_, args) => {
    const { alice, budget } = await spending({ open: false })
    const { code, stdout } = await budget(alice, "open", ...args)
    expect([code, stdout]).toEqual([2, ""])
    expect((await budget(alice, "show")).stdout).toBe("no budgets\n")
  })
})

describe("interlock budget show", () => {
  it("shows one with its caps and how much of each is used, to everybody of the tenant", async () => {
    const { deployer, budget, note } = await spending()
    await note(250, 4)
    const { code, stdout, stderr } = await budget(deployer, "show", "deployer")
    expect([code, stderr]).toEqual([0, ""])
    for (const line of [
      "deployer  active\n",
      "owner     carol, who neither widens nor thaws it\n",
      "opened    by alice, 2026-03-01T03:00:00.000Z\n",
      "changes   0 so far\n",
      "  spend     1000, 250 used  spent a day, in the minor unit\n",
      "  affected  100, 4 used  touched a day\n",
      "  blast     10  touched by one call\n",
      "  open      5, 1 used  calls that run at once\n",
      "  unknown   3, 0 used  calls whose outcome nobody reported\n",
      "  tools     notes.write\n",
    ])
      expect(stdout).toContain(line)
    expect(stdout).not.toContain("FROZEN")
  })

  it("shows what waits, and a freeze loudly", async () => {
    const { alice, bob, budget, signing, path, overrun } = await spending()
    await overrun()
    const file = path("widening.json")
    await signing(bob, "widen", "deployer", "--spend", "2000", "--in", "1h", "--propose", file)
    expect(await signing(alice, "widen", "deployer", "--proposal", file)).toMatchObject({ code: 0 })
    const { stdout } = await budget(alice, "show", "deployer")
    expect(stdout).toContain("deployer  frozen\n")
    expect(stdout).toContain("FROZEN: A CALL COST MORE THAN WAS ASKED FOR IT\n")
    expect(stdout).toContain("waits     a widening from 2026-03-01T04:00:00.000Z on\n")
    expect(stdout).toContain("  spend     1000 → 2000  spent a day, in the minor unit\n")
    expect(stdout).toContain("  spend     1000, 8 used  spent a day, in the minor unit\n")
  })

  it("lists all, by status, in a line each or as JSON", async () => {
    const { alice, budget, note, overrun } = await spending()
    await budget(alice, "open", "reviewer", "--owner", "bob")
    await note(250)
    const listed = await budget(alice, "show")
    expect(listed.stdout).toBe(
      "reviewer  active  0 of 1000 spent today, owner bob\ndeployer  active  250 of 1000 spent today, owner carol\n",
    )
    await overrun()
    expect((await budget(alice, "show", "--status", "frozen")).stdout).toBe(
      "deployer  frozen  258 of 1000 spent today, owner carol\n",
    )
    const json = await budget(alice, "show", "--json", "--limit", "1")
    expect(JSON.parse(json.stdout)).toMatchObject({ budgets: [{ id: "reviewer", status: "active" }] })
    expect(json.stdout).toMatch(/^.*\n$/)
    expect(await budget(alice, "show", "--status", "open")).toMatchObject({ code: 2, stdout: "" })
  })

  it("shows of yesterday's spending nothing today", async () => {
    const { alice, budget, note, at } = await spending()
    await note(250, 4)
    at(21 * 60)
    expect((await budget(alice, "show")).stdout).toContain(" 0 of 1000 spent today")
    expect((await budget(alice, "show", "deployer")).stdout).toContain("  affected  100, 0 used")
  })

  it("says so where there is none", async () => {
    const { alice, budget } = await spending()
    for (const name of ["nobody", "reviewer"]) {
      const none = await budget(alice, "show", name)
      expect([none.code, none.stdout]).toEqual([1, ""])
      expect(none.stderr).toContain("There is no such thing here.")
    }
  })
})

describe("interlock budget reservations, and report", () => {
  it("list what was charged, and report what it really cost", async () => {
    const { alice, budget, note, report, deployer } = await spending()
    expect((await budget(alice, "reservations")).stdout).toBe("no reservations\n")
    const first = (await note(7, 2)).reservation ?? "none"
    const second = (await note(9, 1)).reservation ?? "none"
    expect(await report(first, 5, 2)).toEqual({ code: 0, stdout: `${first} is settled (record 3)\n`, stderr: "" })
    const when = "2026-03-01T03:00:00.000Z"
    expect((await budget(deployer, "reservations")).stdout).toBe(
      `${second}  open        deployer notes.write, 9 spent, 1 touched, ${when}\n` +
        `${first}  settled     deployer notes.write, 5 spent, 2 touched, ${when}\n`,
    )
    expect((await budget(alice, "reservations", "--status", "open")).stdout).toContain(second)
    const json = await budget(alice, "reservations", "--status", "settled", "--json")
    expect(JSON.parse(json.stdout)).toMatchObject({ reservations: [{ id: first, charged: { spend: 5, affected: 2 } }] })
    const again = await report(first, 0, 0)
    expect([again.code, again.stdout]).toEqual([1, ""])
    expect(again.stderr).toContain("  reservationIsUnsettled: ")
  })

  it("count no report of the agent's own, nor a person's", async () => {
    const { note, report, deployer, alice, shown } = await spending()
    const { reservation } = await note(7, 2)
    for (const who of [deployer, alice]) {
      const refused = await report(reservation ?? "none", 0, 0, who)
      expect(refused).toMatchObject({ code: 1, stdout: "" })
      expect(refused.stderr).toContain("  reporterIsGate: ")
    }
    expect((await shown()).meter).toMatchObject({ spend: 7, affected: 2 })
  })

  it.each([
    ["a minus", ["--spend=-1", "--affected", "0"]],
    ["a fraction", ["--spend", "0.5", "--affected", "0"]],
    ["a power", ["--spend", "1e3", "--affected", "0"]],
    ["other digits", ["--spend", "0x10", "--affected", "0"]],
    ["nothing", ["--spend", "", "--affected", "0"]],
    ["a blank", ["--spend", " 7", "--affected", "0"]],
    ["beyond what is exact", ["--spend", "9007199254740992", "--affected", "0"]],
    ["more digits than a number has", ["--spend", "12345678901234567", "--affected", "0"]],
    ["no affected", ["--spend", "7"]],
  ])("take %s for a mistake: exit code 2", async (_, args) => {
    const { executor, budget, note, shown } = await spending()
    const { reservation } = await note(7)
    const { code, stdout } = await budget(executor, "report", reservation ?? "none", ...args)
    expect([code, stdout]).toEqual([2, ""])
    expect((await shown()).meter.spend).toBe(7)
  })

  it("take what is no reservation for a mistake, and know none of that id", async () => {
    const { executor, budget } = await spending()
    const given = (id: string) => budget(executor, "report", id, "--spend", "0", "--affected", "0")
    for (const id of ["deployer", "reservation_", "reservation_../budgets", "reservation_a b"])
      expect((await given(id)).code).toBe(2)
    const none = await given("reservation_000000000000000000000000")
    expect([none.code, none.stdout]).toEqual([1, ""])
    expect(none.stderr).toContain("There is no such thing here.")
  })
})

describe("interlock consume", () => {
  it("tells the reservation under which the call is reported, and the permit alone on standard output", async () => {
    const { as, alice, bob, carol, deployer, budget, report } = await spending({ tools: ["terraform.apply"] })
    const call = ["--tool", "terraform.apply", NIGHT_PLANS.replacement]
    const approved = async () => {
      const { stdout } = await as(deployer, "ask", ...call, "--json")
      const request = VerdictAnswer.parse(JSON.parse(stdout)).request ?? "none"
      for (const who of [bob, carol]) await as(who, "approve", request, "--yes", "--identity", who.identity)
      return request
    }
    const used = await as(deployer, "consume", await approved(), ...call)
    expect(used.code).toBe(0)
    expect(used.stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/)
    const [, id = ""] =
      /^reservation (reservation_[0-9a-f]{24}): report what the call really cost/m.exec(used.stderr) ?? []
    expect((await budget(alice, "reservations", "--status", "open")).stdout).toContain(id)
    expect(await report(id, 0, 1)).toMatchObject({ code: 0 })
    const json = await as(deployer, "consume", await approved(), ...call, "--json")
    expect(JSON.parse(json.stdout)).toMatchObject({ reservation: expect.stringMatching(/^reservation_/) as unknown })
    expect(json.stderr).not.toContain("reservation_")
  })

  it("tells what is left of the budget where that refuses, to people in a line and to programs whole", async () => {
    const { as, bob, carol, deployer, budget } = await spending({ tools: ["terraform.apply"] })
    const call = ["--tool", "terraform.apply", NIGHT_PLANS.replacement]
    const { stdout } = await as(deployer, "ask", ...call, "--json")
    const request = VerdictAnswer.parse(JSON.parse(stdout)).request ?? "none"
    for (const who of [bob, carol]) await as(who, "approve", request, "--yes", "--identity", who.identity)
    await budget(carol, "narrow", "deployer", "--affected", "0")
    const refused = await as(deployer, "consume", request, ...call)
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("affectedIsWithinCap")])
    expect(refused.stderr).toContain("of the budget 0 of 1000 is spent today, 0 of 0 touched, 0 of 20 calls made")
    const json = await as(deployer, "consume", request, ...call, "--json")
    expect(JSON.parse(json.stderr)).toMatchObject({ left: { caps: { affected: 0 }, today: { spend: 0 } } })
  })
})

describe("interlock budget narrow", () => {
  it("lowers the caps that are named, and leaves the others", async () => {
    const { carol, budget, shown } = await spending()
    expect(await budget(carol, "narrow", "deployer", "--spend", "500", "--rate", "3")).toEqual({
      code: 0,
      stdout: "deployer is active (record 1)\n",
      stderr: "",
    })
    expect((await shown()).caps).toEqual({ ...CAPS, spend: 500, rate: 3 })
    await budget(carol, "narrow", "deployer", "--tools", "")
    expect((await shown()).caps.tools).toEqual([])
  })

  it("widens nothing, and needs something to do", async () => {
    const { alice, budget, shown } = await spending()
    const wider = await budget(alice, "narrow", "deployer", "--spend", "2000", "--blast", "1")
    expect(wider.code).toBe(1)
    expect(wider.stderr).toContain("  narrowingOnlyNarrows: ")
    expect((await budget(alice, "narrow", "deployer", "--spend", "1000")).stderr).toContain(
      "  narrowingChangesSomething: ",
    )
    const none = await budget(alice, "narrow", "deployer")
    expect([none.code, none.stderr]).toEqual([
      2,
      "interlock: name a cap that changes, such as --spend 20000: see --help for all of them\n",
    ])
    expect((await shown()).serial).toBe(0)
  })

  it.each([
    ["--depth", "33", "from 0 to 32"],
    ["--rate", "49", "from 0 to 48"],
    ["--spend", "-1", ""],
    ["--spend", "much", "from 0 to 9007199254740990"],
    ["--open", "1.5", "from 0 to 16"],
    ["--tools", "notes.write,,", "name tools with commas between"],
    ["--tools", "notes.write,notes.write", "name each tool once"],
    ["--tools", "*", "name tools with commas between"],
  ])("takes %s %j for a mistake: exit code 2", async (option, value, told) => {
    const { alice, budget, shown } = await spending()
    const { code, stdout, stderr } = await budget(alice, "narrow", "deployer", `${option}=${value}`)
    expect([code, stdout]).toEqual([2, ""])
    expect(stderr).toContain(told)
    expect((await shown()).caps).toEqual(CAPS)
  })
})

const Proposal = z.looseObject({ caps: z.looseObject({}), signed: z.looseObject({ statement: z.string() }) })

describe("interlock budget widen", () => {
  /** Bob has proposed that deployer may spend 2000, from 15 minutes on. */
  const proposed = async (...more: readonly string[]) => {
    const world = await spending()
    const file = world.path("widening.json")
    const result = await world.signing(world.bob, "widen", "deployer", "--spend", "2000", ...more, "--propose", file)
    const carriedOut = (who = world.alice, from = file, agent = "deployer") =>
      world.signing(who, "widen", agent, "--proposal", from)
    /** The proposal with something of it changed. */
    const altered = (change: (proposal: z.infer<typeof Proposal>) => object): string => {
      const other = world.path("altered.json")
      writeFileSync(other, JSON.stringify(change(Proposal.parse(JSON.parse(readFileSync(file, "utf8"))))))
      return other
    }
    return { ...world, file, result, carriedOut, altered }
  }

  it("is proposed by one person and carried out by another, from the moment on that both signed", async () => {
    const { result, carriedOut, shown, file, note, at } = await proposed()
    expect([result.code, result.stderr]).toEqual([0, ""])
    expect(result.stdout).toContain(
      `${file} is signed by bob: give it to another administrator, who carries it out with --proposal\n`,
    )
    expect((await shown()).serial).toBe(0)
    at(1)
    const done = await carriedOut()
    expect([done.code, done.stderr]).toEqual([0, ""])
    expect(done.stdout).toContain("deployer is active (record 1)\n")
    expect(await shown()).toMatchObject({
      serial: 1,
      caps: CAPS,
      widening: {
        by: { id: "alice" },
        countersigner: { id: "bob" },
        caps: { ...CAPS, spend: 2_000 },
        from: NIGHT + 15 * MINUTE,
      },
    })
    expect((await note(1_500)).verdict).toBe("deny")
    at(15)
    expect((await note(1_500)).verdict).toBe("allow")
  })

  it("shows each of the two, before they sign, what it was, what it becomes, and how much of today's is spent", async () => {
    const world = await spending()
    const { bob, alice, signing, path, note } = world
    await note(250, 4)
    const file = path("widening.json")
    const options = ["--spend", "2000", "--tools", "notes.write,terraform.apply"]
    const first = await signing(bob, "widen", "deployer", ...options, "--propose", file)
    const second = await signing(alice, "widen", "deployer", "--proposal", file)
    for (const { stdout } of [first, second])
      for (const line of [
        "deployer  active\n",
        "  spend     1000 → 2000, 250 used  spent a day, in the minor unit\n",
        "  affected  100, 4 used  touched a day\n",
        "  tools     notes.write → notes.write, terraform.apply\n",
        "you sign\n",
        "  type              interlock/budget-change/v1\n",
        "  tenant            acme\n",
        "  budget            deployer\n",
        "  what              widening\n",
      ])
        expect(stdout).toContain(line)
    expect(first.stdout).toContain("  signer            bob, human of acme\n")
    expect(second.stdout).toContain("  signer            alice, human of acme\n")
    const place = second.stdout.indexOf("you sign")
    expect(second.stdout.indexOf("deployer is active (record")).toBeGreaterThan(place)
  })

  it("asks before it signs: where nobody can be asked, nothing is signed and no file is there", async () => {
    const { bob, alice, budget, path, file, shown } = await proposed()
    const other = path("other.json")
    const options = ["--identity", bob.identity]
    const asked = await budget(bob, "widen", "deployer", "--spend", "3000", "--propose", other, ...options)
    expect([asked.code, asked.stderr]).toEqual([
      2,
      "interlock: nobody can be asked here: run it in a terminal, or pass --yes\n",
    ])
    expect(existsSync(other)).toBe(false)
    const second = await budget(alice, "widen", "deployer", "--proposal", file, "--identity", alice.identity)
    expect(second.code).toBe(2)
    expect((await shown()).serial).toBe(0)
  })

  it("needs one of the two files, and not both", async () => {
    const { bob, signing, path, file } = await proposed()
    const other = path("other.json")
    for (const files of [[], ["--propose", other, "--proposal", file]]) {
      const { code, stderr } = await signing(bob, "widen", "deployer", "--spend", "9", ...files)
      expect(code).toBe(2)
      expect(stderr).toContain("two people sign: the first writes what they have signed with --propose FILE")
    }
  })

  it("is carried out as it was proposed: caps that are named beside it are a mistake", async () => {
    const { alice, signing, file, shown } = await proposed()
    for (const more of [
      ["--spend", "9000"],
      ["--tools", ""],
      ["--spend", "2000"],
    ]) {
      const { code, stdout, stderr } = await signing(alice, "widen", "deployer", "--proposal", file, ...more)
      expect([code, stdout]).toEqual([2, ""])
      expect(stderr).toContain("what changes stands in the proposal")
    }
    expect((await shown()).serial).toBe(0)
  })

  it("overwrites no file that is there, be it a proposal", async () => {
    const { bob, signing, written, file } = await proposed()
    const notes = written("notes.txt", "mine")
    for (const there of [notes, file]) {
      const before = readFileSync(there, "utf8")
      const { code, stderr } = await signing(bob, "widen", "deployer", "--spend", "3000", "--propose", there)
      expect(code).toBe(2)
      expect(stderr).toContain("name a file that isn't there yet")
      expect(readFileSync(there, "utf8")).toBe(before)
    }
  })

  it("takes a file that is no proposal for a mistake", async () => {
    const { alice, signing, written, path, altered, shown } = await proposed()
    const files = [
      path("nowhere.json"),
      path("."),
      written("empty.json", ""),
      written("text.json", "give it more"),
      written("list.json", "[]"),
      written("twice.json", '{ "format": "interlock/budget-proposal/v1", "format": "interlock/budget-proposal/v1" }'),
      altered((proposal) => ({ ...proposal, format: "interlock/budget-proposal/v2" })),
      altered((proposal) => ({ ...proposal, more: "words" })),
      altered((proposal) => ({ ...proposal, caps: undefined, from: undefined, what: "thaw" })),
      altered((proposal) => ({ ...proposal, caps: { ...proposal.caps, spend: -1 } })),
      altered((proposal) => ({ ...proposal, serial: 0.5 })),
      altered((proposal) => ({ ...proposal, signed: { statement: null } })),
    ]
    for (const file of files) {
      const { code, stderr } = await signing(alice, "widen", "deployer", "--proposal", file)
      expect([file, code]).toEqual([file, 2])
      expect(stderr).toContain("is no proposal of a widening: write one with --propose")
    }
    expect((await shown()).serial).toBe(0)
  })

  it("takes a file that is larger than any proposal for none", async () => {
    const { carriedOut, altered, written } = await proposed()
    const blanks = (count: number) =>
      `${" ".repeat(count)}${readFileSync(
        altered((same) => same),
        "utf8",
      )}`
    const huge = written("huge.json", blanks(65_536))
    expect(await carriedOut(undefined, huge)).toMatchObject({ code: 2 })
    const endless = await carriedOut(undefined, "/dev/zero")
    expect(endless.stderr).toContain("is no proposal of a widening")
    const large = written("large.json", blanks(50_000))
    expect(await carriedOut(undefined, large)).toMatchObject({ code: 0 })
  })

  it("is carried out by nobody who proposed it, and nobody who answers for the agent", async () => {
    const { bob, carol, carriedOut, shown } = await proposed()
    const own = await carriedOut(bob)
    expect([own.code, own.stderr]).toEqual([1, "interlock: you proposed it: somebody else has to carry it out\n"])
    const owners = await carriedOut(carol)
    expect(owners.code).toBe(1)
    expect(owners.stderr).toContain("  widenerIsNotBeneficiary: ")
    expect((await shown()).serial).toBe(0)
  })

  it("is for the budget that it names, of the tenant that it names", async () => {
    const { alice, budget, carriedOut, altered, file } = await proposed()
    await budget(alice, "open", "reviewer", "--owner", "carol")
    const other = await carriedOut(undefined, file, "reviewer")
    expect([other.code, other.stderr]).toEqual([
      1,
      "interlock: the proposal is about the budget of deployer, and not of reviewer: sign nothing\n",
    ])
    const foreign = await carriedOut(
      undefined,
      altered((proposal) => ({ ...proposal, tenant: "umbrella" })),
    )
    expect([foreign.code, foreign.stderr]).toEqual([
      1,
      "interlock: the proposal is about another tenant than yours: sign nothing\n",
    ])
    expect(other.stdout + foreign.stdout).not.toContain("you sign")
  })

  it("is refused at the gate where the file was altered since it was signed", async () => {
    const { carriedOut, altered, shown } = await proposed()
    const changes: readonly ((proposal: z.infer<typeof Proposal>) => object)[] = [
      (proposal) => ({ ...proposal, caps: { ...proposal.caps, spend: 9_000 } }),
      (proposal) => ({ ...proposal, caps: { ...proposal.caps, tools: ["notes.write", "terraform.apply"] } }),
      (proposal) => ({ ...proposal, from: NIGHT }),
      (proposal) => ({ ...proposal, signer: "carol" }),
      ({ signed, ...proposal }) => ({ ...proposal, signed: { ...signed, statement: `${signed.statement} ` } }),
      (proposal) => ({ ...proposal, signed: { statement: null, proof: null } }),
    ]
    for (const change of changes) {
      const { code, stderr } = await carriedOut(undefined, altered(change))
      expect(code).toBe(1)
      expect(stderr).toContain("  countersignatureIsSigned: ")
    }
    expect((await shown()).serial).toBe(0)
  })

  it("is good for nothing once the budget has changed", async () => {
    const { bob, budget, carriedOut, overrun, shown } = await proposed()
    await overrun()
    const told = "the budget has changed since it was proposed: look at it, and let it be proposed again"
    expect(await carriedOut()).toMatchObject({ code: 1, stderr: `interlock: ${told}\n` })
    await budget(bob, "narrow", "deployer", "--spend", "1")
    expect(await carriedOut()).toMatchObject({ code: 1, stderr: `interlock: ${told}\n` })
    expect((await shown()).widening).toBeNull()
  })

  it("is good for one widening", async () => {
    const { carriedOut, shown } = await proposed()
    expect(await carriedOut()).toMatchObject({ code: 0 })
    expect(await carriedOut()).toMatchObject({ code: 1 })
    expect((await shown()).serial).toBe(1)
  })

  it("is refused once the moment has come that was signed", async () => {
    const { carriedOut, at } = await proposed("--in", "5m")
    at(5, { before: true })
    at(6)
    const late = await carriedOut()
    expect(late.code).toBe(1)
    expect(late.stderr).toContain("  wideningIsInAdvance: ")
  })

  it.each([["0"], ["soon"], ["-5m"], [""]])("takes --in %j for a mistake", async (time) => {
    const { bob, signing, path } = await proposed()
    const file = path("other.json")
    const { code } = await signing(bob, "widen", "deployer", "--spend", "3000", `--in=${time}`, "--propose", file)
    expect([code, existsSync(file)]).toEqual([2, false])
  })

  it("by somebody without the role is refused, and by another's key too", async () => {
    const { alice, bob, olga, signing, path, carriedOut, budget } = await proposed()
    const file = path("olgas.json")
    await signing(olga, "widen", "deployer", "--spend", "3000", "--propose", file)
    expect((await carriedOut(alice, file)).stderr).toContain("  countersignerIsAdmin: ")
    const forged = path("forged.json")
    const options = ["--yes", "--identity", alice.identity, "--propose", forged]
    await budget(bob, "widen", "deployer", "--spend", "3000", ...options)
    const refused = await carriedOut(alice, forged)
    expect(refused.stderr).toMatch(
      / {2}countersignatureIsSigned: .*\(the statement names another person than the owner/,
    )
  })

  it("says in its file what was signed, and nothing secret", async () => {
    const { file, bob } = await proposed()
    const text = readFileSync(file, "utf8")
    expect(JSON.parse(text)).toMatchObject({
      format: "interlock/budget-proposal/v1",
      tenant: "acme",
      id: "deployer",
      what: "widening",
      serial: 1,
      signer: "bob",
      caps: { ...CAPS, spend: 2_000 },
      from: NIGHT + 15 * MINUTE,
    })
    for (const secret of [bob.apiKey, ...readFileSync(bob.identity, "utf8").split("\n").slice(1, -2)])
      expect(text).not.toContain(secret)
  })
})

describe("interlock budget unfreeze", () => {
  it("is proposed by one person and carried out by another", async () => {
    const { alice, bob, signing, path, overrun, shown, note } = await spending()
    await overrun()
    const file = path("thaw.json")
    const first = await signing(bob, "unfreeze", "deployer", "--propose", file)
    expect(first.code).toBe(0)
    expect(first.stdout).toContain("FROZEN: A CALL COST MORE THAN WAS ASKED FOR IT\n")
    expect(first.stdout).toContain("  spend     1000, 8 used  spent a day, in the minor unit\n")
    expect(first.stdout).toContain("  what              thaw\n")
    expect((await note(1)).verdict).toBe("deny")
    const second = await signing(alice, "unfreeze", "deployer", "--proposal", file)
    expect([second.code, second.stderr]).toEqual([0, ""])
    expect(second.stdout).toMatch(/deployer is active \(record \d+\)\n$/)
    expect(await shown()).toMatchObject({ frozen: false, serial: 2, meter: { spend: 8 } })
    expect((await note(1)).verdict).toBe("allow")
  })

  it("takes the proposal of a widening for none, and the other way round", async () => {
    const { alice, bob, signing, path, overrun } = await spending()
    await overrun()
    const [thaw, widening] = [path("thaw.json"), path("widening.json")]
    await signing(bob, "unfreeze", "deployer", "--propose", thaw)
    await signing(bob, "widen", "deployer", "--spend", "2000", "--propose", widening)
    const thawed = await signing(alice, "unfreeze", "deployer", "--proposal", widening)
    expect([thawed.code, thawed.stderr]).toEqual([
      2,
      `interlock: ${widening} is no proposal of a thaw: write one with --propose\n`,
    ])
    expect((await signing(alice, "widen", "deployer", "--proposal", thaw)).code).toBe(2)
  })

  it("is refused where nothing is frozen, and to whom it is refused", async () => {
    const { alice, bob, carol, signing, path, overrun } = await spending()
    const early = path("early.json")
    await signing(bob, "unfreeze", "deployer", "--propose", early)
    const none = await signing(alice, "unfreeze", "deployer", "--proposal", early)
    expect(none.code).toBe(1)
    expect(none.stderr).toContain("  agentIsFrozen: ")
    await overrun()
    const file = path("thaw.json")
    await signing(carol, "unfreeze", "deployer", "--propose", file)
    const owners = await signing(alice, "unfreeze", "deployer", "--proposal", file)
    expect(owners.code).toBe(1)
    expect(owners.stderr).toContain("  countersignerIsNotBeneficiary: ")
    expect((await signing(alice, "unfreeze", "deployer", "--proposal", early)).stderr).toContain("has changed since")
  })
})

describe("a service that shows another budget than the one that was asked for", () => {
  it.each<[string, object]>([
    ["of another agent", { id: "reviewer" }],
    ["of another tenant", { tenant: "umbrella" }],
  ])("%s: gets no signature", async (_, change) => {
    const { bob, shown, path } = await spending()
    const budget = { ...(await shown()), ...change }
    const actor = { id: "bob", tenant: "acme", kind: "human", roles: ["admin"] }
    const { asked, env } = await impostor((at) => ({
      body: JSON.stringify(at === "/v1/whoami" ? { tenant: "acme", actor, person: actor } : { budget }),
    }))
    const file = path("widening.json")
    const options = ["--yes", "--identity", bob.identity, "--propose", file]
    const { code, stderr } = await cli(["budget", "widen", "deployer", "--spend", "2000", ...options], env)
    expect(code).toBe(1)
    expect(stderr).toContain("sign nothing")
    expect(existsSync(file)).toBe(false)
    expect(asked.filter((line) => line.startsWith("POST"))).toEqual([])
  })
})
