import { describe, expect, it } from "vitest"
import * as z from "zod"
import type { Body } from "../../../kernel/ledger/body.ts"
import type { LogRecord } from "../../../kernel/ledger/record.ts"
import { Notice, noticeOf } from "../../../kernel/notices/notice.ts"
import {
  DURATION,
  type Event,
  REQUEST,
  START,
  action,
  ann,
  bob,
  bot,
  caller,
  carol,
  countersign,
  dan,
  deny,
  expire,
  instant,
  lapse,
  use,
  principal,
  request,
  revoke,
  rita,
  scope,
  settings,
  sweeper,
  tell,
  keptOf,
} from "../../fixtures/break-glass.ts"
import { ask as askBudgets, reserve, settle } from "../../fixtures/budgets.ts"
import { told } from "../budgets/sites/case.ts"
import { acme, globex, refusal } from "../ledger/fixtures.ts"
import { hash, lastOf, opened, policyOf, requested } from "./fixture.ts"

const EXPIRY = 10 + DURATION
const noticed = (events: readonly Event[], changed: Parameters<typeof lastOf>[1] = {}) =>
  noticeOf(lastOf(events, changed), hash(), policyOf())
const of = (body: Body): LogRecord => ({ ...lastOf(requested()), body })

describe("a notice", () => {
  it("tells of an overrun, which is the budget's and not the call's that is reported", () => {
    const running = told([0, reserve("reservation_1", { spend: 5 })])
    const move = settle("reservation_1", { spend: 6 })
    const answer = askBudgets(running, [1, move])
    if (!answer.accepted) throw new Error("a report was refused")
    const { facts, after } = answer
    const transition = { domain: "budgets", command: move(running), facts, outcome: { accepted: true, after } } as const
    const notice = noticeOf(of({ type: "command", proof: null, transition }), hash(), policyOf())
    expect(notice).toMatchObject({ domain: "budgets", event: "overran", budget: "bot", frozen: true })
  })

  it("tells of a request all that a countersigner has to know", () => {
    expect(noticed(requested())).toEqual({
      type: "interlock/notice/v1",
      domain: "break-glass",
      id: hash(),
      tenant: acme(),
      seq: 7,
      event: "requested",
      status: "requested",
      at: START,
      by: principal(ann()),
      grant: "g1",
      holder: principal(ann()),
      agent: principal(bot()),
      reason: "the database is down",
      scope: scope(["psql", "db.main"]),
      durationMs: DURATION,
      terms: keptOf(tell(settings(), ...requested()), "g1").terms,
      lapsesAt: START + REQUEST,
      expiresAt: null,
      endedAt: null,
      uses: 0,
      selfCountersigned: false,
      warnings: [],
      to: { people: [bob(), carol(), dan()].map(principal), roles: ["responder", "on-call"] },
    })
  })

  it.each<[what: string, events: readonly Event[], told: Partial<Notice>]>([
    ["a request", requested(), { event: "requested", status: "requested", by: principal(ann()), expiresAt: null }],
    [
      "a countersignature",
      opened(),
      {
        event: "opened",
        status: "active",
        by: principal(rita()),
        expiresAt: lastOf([[EXPIRY, request("g", ann())]]).at.now,
      },
    ],
    [
      "a denial",
      [...requested(), [20, deny("g1", rita())]],
      { event: "ended", status: "denied", by: principal(rita()) },
    ],
    [
      "a lapse",
      [...requested(), [REQUEST, lapse("g1")]],
      { event: "ended", status: "lapsed", by: principal(sweeper()) },
    ],
    [
      "a withdrawal",
      [...requested(), [20, revoke("g1", ann())]],
      { event: "ended", status: "revoked", by: principal(ann()) },
    ],
    [
      "a revocation",
      [...opened(), [20, revoke("g1", rita())]],
      { event: "ended", status: "revoked", by: principal(rita()) },
    ],
    [
      "an expiry",
      [...opened(), [EXPIRY, expire("g1")]],
      { event: "ended", status: "expired", by: principal(sweeper()) },
    ],
  ])("is made of %s", (_, events, told) => {
    const notice = noticed(events)
    expect(notice).toMatchObject({ ...told, at: START + (events.at(-1)?.[0] ?? 0) })
    expect(Notice.parse(notice)).toEqual(notice)
  })

  it("says when the access really ended, however late it was swept, and how often it was used", () => {
    const used: readonly Event[] = [20, 30].map((at) => [at, use("g1", caller(ann()), action())])
    expect(noticed([...opened(), ...used, [9 * EXPIRY, expire("g1")]])).toMatchObject({
      at: START + 9 * EXPIRY,
      endedAt: START + EXPIRY,
      uses: 2,
    })
  })

  it("counts from none on", () => {
    const notice = noticed(opened())
    expect([-1, 0, 1].map((uses) => Notice.safeParse({ ...notice, uses }).success)).toEqual([false, true, true])
  })

  it("says when it was recorded by the time that was decided with, not by a clock that stepped back", () => {
    expect(noticed(requested(), { clock: instant(START - 1) })?.at).toBe(START)
  })

  it("warns where the holder countersigned, and wherever the record does", () => {
    const alone: Event[] = [
      [0, request("g1", rita())],
      [10, countersign("g1", rita())],
    ]
    expect(noticed(alone, { warnings: ["countersigningTakesTwo"] })).toMatchObject({
      selfCountersigned: true,
      warnings: ["countersigningTakesTwo"],
    })
  })

  it("goes to the tenant's own people in any route, each once, and to whoever countersigns, never to the holder", () => {
    const to = (holder: typeof ann) => noticed([[0, request("g1", holder())]])?.to
    expect(to(ann)).toEqual({ people: [bob(), carol(), dan()].map(principal), roles: ["responder", "on-call"] })
    expect(to(bob)?.people).toEqual([ann(), carol(), dan()].map(principal))
    expect(noticeOf(lastOf(requested()), hash(), policyOf(globex()))?.to.people).toEqual([
      { id: "erin", tenant: "globex", kind: "human" },
    ])
  })
})

describe("no notice", () => {
  it("is made of a use, which is in the log", () => {
    expect(noticed([...opened(), [20, use("g1", caller(ann()), action())]])).toBeNull()
  })

  it("is made of what was refused", () => {
    expect(noticed([...requested(), [20, countersign("g1", bob())]])).toBeNull()
    expect(noticed([...opened(), [20, expire("g1")]])).toBeNull()
    expect(noticeOf(of(refusal("request")), hash(), policyOf())).toBeNull()
  })

  it("is made of a record that says nothing of the grant it names", () => {
    const { body } = lastOf(requested())
    const { body: other } = lastOf([[0, request("g2", ann())]])
    if (body.type !== "command" || body.transition.domain !== "break-glass") throw new Error("a request is a command")
    if (other.type !== "command" || other.transition.domain !== "break-glass") throw new Error("a request is a command")
    const { transition } = body
    for (const outcome of [{ accepted: true as const, after: [] }, other.transition.outcome])
      expect(noticeOf(of({ ...body, transition: { ...transition, outcome } }), hash(), policyOf())).toBeNull()
  })

  it("is made of what another domain says, alike as it may be", () => {
    const { body } = lastOf(requested())
    if (body.type !== "command") throw new Error("a request is a command")
    const alike = z.custom<Body>().parse({ ...body, transition: { ...body.transition, domain: "approvals" } })
    expect(noticeOf(of(alike), hash(), policyOf())).toBeNull()
  })
})
